import { createRoot } from 'react-dom/client'
import { setTheme } from './store/theme'
import { asksForFigure, readFigure } from './ui/embed/figure-options'
import { readEmbed } from './ui/embed/options'
import './index.css'

const root = createRoot(document.getElementById('root')!)
const problem = (error: string) =>
  root.render(
    <p role="alert" className="p-4 text-bad">
      {error}
    </p>
  )

/** One figure, which needs little; or parts of the lab. */
if (asksForFigure(location.search)) {
  const options = readFigure(location.search)
  if (options.ok) {
    setTheme(options.value.theme, false)
    void import('./ui/embed/FigureEmbed').then(({ FigureEmbed }) =>
      root.render(<FigureEmbed link={location.hash.slice(1)} options={options.value} />)
    )
  } else problem(options.error)
} else {
  const options = readEmbed(location.search)
  if (options.ok) {
    setTheme(options.value.theme, false)
    void import('./ui/embed/lab').then(({ showLab }) => showLab(root, options.value))
  } else problem(options.error)
}
