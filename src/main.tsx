import { createRoot } from 'react-dom/client'
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
 * Draws the page, where it opens by itself with the cluster in its first paint; then opens what the address says. What cannot be opened
 * is said, and the default run is shown.
 */
async function start(): Promise<void> {
  const link = location.hash.slice(1)
  const picture = link === '' ? (await import('virtual:first-picture')).default : null
  if (picture) {
    if (!isPhone()) await loadTopology()
    showPicture(picture)
  }
  const moves = !matchMedia('(prefers-reduced-motion: reduce)').matches
  if (picture && moves) play()
  createRoot(document.getElementById('root')!).render(<App />)
  const opened = await openLink(link, picture)
  if (!opened) await openLink('')
  keepAddress()
  followHistory()
  const atMoment = opened && link.includes(':')
  if (!atMoment && !picture && moves) play()
}
