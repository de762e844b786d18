/** Where words stand in a span, in pixels. */
export interface Placed {
  readonly x: number
  readonly text: string
}

const inset = 6
const clearance = 4

/**
 * The longest of the texts that fits into a span, beside what it must not cross: it goes to the widest free part. Null if none
 * fits: nothing is cut.
 */
export function placeLabel(
  texts: readonly string[],
  from: number,
  to: number,
  crossings: readonly number[],
  widthOf: (text: string) => number
): Placed | null {
  const inside = crossings.filter((x) => x > from && x < to).sort((a, b) => a - b)
  const edges = [from, ...inside, to]
  const parts = edges.slice(1).map((end, i) => {
    const begin = edges[i]! + (i === 0 ? inset : clearance + 2)
    return { begin, room: end - clearance - begin }
  })
  const widest = parts.reduce((best, part) => (part.room > best.room ? part : best))
  const text = texts.find((candidate) => candidate !== '' && widthOf(candidate) <= widest.room)
  return text === undefined ? null : { x: widest.begin, text }
}

let context: CanvasRenderingContext2D | null = null
/** Read once: asking the page for it makes it reckon all its styles. */
let font = ''
if (typeof document !== 'undefined') document.fonts?.addEventListener('loadingdone', () => widths.clear())
const widths = new Map<string, number>()

/** The width of a small text in the page's font. */
export function textWidth(text: string): number {
  font ||= `500 11px ${getComputedStyle(document.body).fontFamily}`
  const known = widths.get(text)
  if (known !== undefined) return known
  context ??= document.createElement('canvas').getContext('2d')
  if (!context) return text.length * 6.4
  context.font = font
  const width = context.measureText(text).width
  if (widths.size > 2_000) widths.clear()
  widths.set(text, width)
  return width
}
