import { domToPng, domToSvg } from 'modern-screenshot'

export interface Panel {
  readonly label: string
  readonly element: HTMLElement
}

/** The parts of the page that are shown and named, the whole page first. */
export function panelsOf(): Panel[] {
  const root = document.getElementById('root')!
  const named = [
    ...root.querySelectorAll<HTMLElement>('main[aria-label], aside[aria-label], section[aria-label], nav[aria-label]')
  ]
  const shown = named.filter(
    (element) => element.offsetWidth > 80 && element.offsetHeight > 40 && element.closest('dialog') === null
  )
  const labels = new Set<string>()
  const panels = shown.flatMap((element) => {
    const label = element.getAttribute('aria-label')!
    if (labels.has(label)) return []
    labels.add(label)
    return [{ label, element }]
  })
  return [{ label: 'The whole page', element: root }, ...panels]
}

/** A dialog stands before the page: what it is opened on is the picture. */
const filter = (node: Node): boolean => !(node instanceof HTMLDialogElement)

/** What is chosen is known to the page alone; a copy of it reads the markup. */
function markChosen(element: HTMLElement): void {
  for (const option of element.querySelectorAll('option')) option.toggleAttribute('selected', option.selected)
}

/** A panel as it stands, as a data address. PNG has two pixels for one, so that it can be printed. */
export function pictureOf(element: HTMLElement, form: 'svg' | 'png'): Promise<string> {
  const backgroundColor = getComputedStyle(document.documentElement).getPropertyValue('--bg').trim()
  markChosen(element)
  const options = { backgroundColor, filter, scale: form === 'png' ? 2 : 1 }
  return form === 'png' ? domToPng(element, options) : domToSvg(element, options)
}
