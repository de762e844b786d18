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
  const shown = named.filter(({ offsetWidth, offsetHeight }) => offsetWidth > 80 && offsetHeight > 40)
  const labels = new Set<string>()
  const panels = shown.flatMap((element) => {
    const label = element.getAttribute('aria-label')!
    if (labels.has(label)) return []
    labels.add(label)
    return [{ label, element }]
  })
  return [{ label: 'The whole page', element: root }, ...panels]
}

/** A panel as it stands, as a data address. PNG has two pixels for one, so that it can be printed. */
export function pictureOf(element: HTMLElement, form: 'svg' | 'png'): Promise<string> {
  const backgroundColor = getComputedStyle(document.documentElement).getPropertyValue('--bg').trim()
  const options = { backgroundColor, scale: form === 'png' ? 2 : 1 }
  return form === 'png' ? domToPng(element, options) : domToSvg(element, options)
}
