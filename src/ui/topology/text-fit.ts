/** Widths of texts by font, as this browser draws them. Forgotten when a font arrives. */
const widths = new Map<string, number>()
let context: CanvasRenderingContext2D | null = null

if (typeof document !== 'undefined') document.fonts?.addEventListener('loadingdone', () => widths.clear())

/** Average width of a letter in ems, where nothing can be measured. */
const ems = 0.56

export function textWidth(text: string, font: string): number {
  const key = `${font} ${text}`
  let width = widths.get(key)
  if (width === undefined) {
    context ??= typeof document === 'undefined' ? null : document.createElement('canvas').getContext('2d')
    if (context) context.font = font
    width = context
      ? context.measureText(text).width
      : text.length * ems * (parseFloat(/(\d+)px/.exec(font)?.[1] ?? '') || 11)
    widths.set(key, width)
  }
  return width
}

/**
 * The longest of the forms of a text, long to short, that fits; empty if none does. Nothing is ever cut: what has no room is
 * left to the name of the thing, and to the inspector.
 */
export const fitting = (forms: readonly string[], width: number, font: string, measure = textWidth): string =>
  forms.find((form) => measure(form, font) <= width) ?? ''

/** Forms of a component's one line of state, such as `leader · 0 waiting`: all of it, then its first words alone. */
export function formsOf(detail: string): readonly string[] {
  const parts = detail.split(' · ')
  return parts.map((_, i) => parts.slice(0, parts.length - i).join(', '))
}
