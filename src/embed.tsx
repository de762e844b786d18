import { createRoot } from 'react-dom/client'
import { openLink, play, setTheme } from './store'
import { EmbedPage } from './ui/embed/EmbedPage'
import { readEmbed } from './ui/embed/options'
import './index.css'

const root = createRoot(document.getElementById('root')!)
const options = readEmbed(location.search)
if (options.ok) {
  setTheme(options.value.theme, false)
  root.render(<EmbedPage options={options.value} />)
  void openLink(location.hash.slice(1)).then(async (opened) => {
    if (!opened) await openLink('')
    if (options.value.play && !matchMedia('(prefers-reduced-motion: reduce)').matches) play()
  })
} else {
  root.render(
    <p role="alert" className="p-4 text-bad">
      {options.error}
    </p>
  )
}
