import { createRoot } from 'react-dom/client'
import { followHistory, keepAddress, openLink, play, showPoint, startLanguage, startTheme } from './store'
import { App } from './ui/App'
import './index.css'

startTheme()
startLanguage()
createRoot(document.getElementById('root')!).render(<App />)
void start()

/** Opens what the address says; what cannot be opened is said, and the default run is shown. */
async function start(): Promise<void> {
  const link = location.hash.slice(1)
  const opened = await openLink(link)
  if (!opened) await openLink('')
  keepAddress()
  followHistory()
  const atMoment = opened && link.includes(':')
  if (opened && link !== '' && !atMoment) showPoint()
  if (!atMoment && !matchMedia('(prefers-reduced-motion: reduce)').matches) play()
}
