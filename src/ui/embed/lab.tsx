import type { Root } from 'react-dom/client'
import { openLink, play } from '../../store'
import { EmbedPage } from './EmbedPage'
import type { EmbedOptions } from './options'

/** Shows parts of the lab, and opens the run that the address names; what cannot be opened is said, and the default run is shown. */
export async function showLab(root: Root, options: EmbedOptions): Promise<void> {
  root.render(<EmbedPage options={options} />)
  const opened = await openLink(location.hash.slice(1))
  if (!opened) await openLink('')
  if (options.play && !matchMedia('(prefers-reduced-motion: reduce)').matches) play()
}
