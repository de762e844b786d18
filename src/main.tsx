import { createRoot } from 'react-dom/client'
import pictures from 'virtual:pictures'
import { keepOffline } from './offline/register'
import { followHistory, keepAddress, openLink, play, showPicture, startLanguage, startTheme } from './store'
import { App } from './ui/App'
import { isPhone } from './ui/shared/screen'
import { loadTopology } from './ui/topology/loaded'
import './index.css'

startTheme()
startLanguage()
keepOffline()
void start()

/**
 * Draws the page, with the cluster in its first paint where it opens by itself or at a preset; then opens what the address says. What
 * cannot be opened is said, and the default run is shown.
 */
async function start(): Promise<void> {
  const link = location.hash.slice(1)
  const picture = (await pictures[link]?.())?.default ?? null
  if (picture) {
    if (!isPhone()) await loadTopology()
    showPicture(picture)
  }
  const moves = !matchMedia('(prefers-reduced-motion: reduce)').matches
  const plays = picture !== null && link === ''
  if (plays && moves) play()
  createRoot(document.getElementById('root')!).render(<App />)
  const opened = await openLink(link, picture)
  if (!opened) await openLink('')
  keepAddress()
  followHistory()
  const atMoment = opened && link.includes(':')
  if (!atMoment && !plays && moves) play()
}
