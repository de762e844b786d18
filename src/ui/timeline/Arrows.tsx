import type { ChainStep } from '../../store'
import { rowOf, type Row } from './rows'
import type { Scale } from './scale'

interface Props {
  readonly steps: readonly ChainStep[]
  readonly rows: readonly Row[]
  readonly scale: Scale
  readonly head: number
  readonly scrolled: number
  readonly ruler: number
}

interface Point {
  readonly x: number
  readonly y: number
}

/** Fault → … → what is chosen, from lane to lane. */
export function Arrows({ steps, rows, scale, head, scrolled, ruler }: Props) {
  const points = steps.flatMap((step, i): Point[] => {
    const { at, component } = step
    if (at > scale.window.to) return []
    const x = Math.max(scale.left, scale.toX(at))
    if (component === '') return [{ x, y: ruler - 2 }]
    const row = rowOf(rows, component)
    // A step of a component without a lane is told in words only.
    if (!row) return []
    // Along the lower edge: words stand above it.
    const y = Math.max(head, head + row.y - scrolled + row.height - 2.5)
    const before = steps[i - 1]
    return before && before.component === component && before.at === at ? [] : [{ x, y }]
  })
  return (
    <g fill="none" stroke="var(--lead)" strokeWidth={1.5}>
      {points.slice(1).map((to, i) => (
        <path key={i} d={arc(points[i]!, to)} markerEnd="url(#arrow)" />
      ))}
      {points.length > 0 && (
        <circle cx={points.at(-1)!.x} cy={points.at(-1)!.y} r={4.5} fill="var(--panel)" strokeWidth={2.5} />
      )}
    </g>
  )
}

/** Straight down and along; what happens at one time in two lanes bulges to the right. */
function arc(a: Point, b: Point): string {
  if (b.x - a.x < 12) {
    const out = Math.max(a.x, b.x) + 14
    return `M${a.x} ${a.y}C${out} ${a.y} ${out} ${b.y} ${b.x + 5} ${b.y}`
  }
  const bend = Math.min(10, (b.x - a.x) / 2)
  if (Math.abs(b.y - a.y) < 2) return `M${a.x} ${a.y}H${b.x - 6}`
  return `M${a.x} ${a.y}C${a.x + bend} ${b.y} ${a.x + bend} ${b.y} ${a.x + bend} ${b.y}H${b.x - 6}`
}
