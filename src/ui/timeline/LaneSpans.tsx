import { memo } from 'react'
import type { LaneSpan, RequestBins } from '../../store'
import { usePage } from '../shared/use-page'
import { placeLabel, textWidth } from './labels'
import type { Scale } from './scale'

interface GroundProps {
  readonly spans: readonly LaneSpan[]
  readonly scale: Scale
  readonly height: number
}

const isIn = ({ window }: Scale, { from, to }: { from: number; to: number }) => to > window.from && from < window.to

/** The coloured stretches of one lane. What is missing who should be there has an outline and no ground. */
export const Grounds = memo(function Grounds({ spans, scale, height }: GroundProps) {
  return spans
    .filter((span) => isIn(scale, span))
    .map(({ from, to, health }) => {
      const x = Math.max(scale.left, scale.toX(from)) + 0.5
      const width = Math.max(1.5, Math.min(scale.right, scale.toX(to)) - x - 0.5)
      const missing = health === 'none'
      return (
        <rect
          key={from}
          className={`tone-${missing ? 'bad' : health}`}
          x={x}
          y={1.5}
          width={width}
          height={height - 3}
          rx={Math.min(4, width / 2)}
          fill={missing ? 'none' : 'var(--ground)'}
          stroke={missing ? 'var(--tone)' : 'none'}
          strokeDasharray={missing ? '3 2' : undefined}
        />
      )
    })
})

interface WordsProps {
  readonly spans: readonly LaneSpan[]
  readonly scale: Scale
  readonly height: number
  /** Pixels that no word may cross: the playhead and arrows. */
  readonly crossings: readonly number[]
}

/** The words of one lane: each in its span, on the wider side of the playhead, or not at all. */
export const Words = memo(
  function Words({ spans, scale, height, crossings }: WordsProps) {
    const t = usePage()
    return spans
      .filter((span) => isIn(scale, span))
      .map(({ from, to, health, text, short }) => {
        const x0 = Math.max(scale.left, scale.toX(from))
        const x1 = Math.min(scale.right, scale.toX(to))
        if (x1 - x0 < 16) return null
        const placed = placeLabel([text, ...short].map(t), x0, x1, crossings, textWidth)
        return (
          placed && (
            <text
              key={from}
              className={`tone-${health === 'none' ? 'bad' : health}`}
              x={placed.x}
              y={height - 6}
              fill="var(--tone)"
              fontWeight={500}
            >
              {placed.text}
            </text>
          )
        )
      })
  },
  (a, b) =>
    a.spans === b.spans &&
    a.scale === b.scale &&
    a.height === b.height &&
    a.crossings.length === b.crossings.length &&
    a.crossings.every((x, i) => x === b.crossings[i])
)

interface RequestProps {
  readonly bins: RequestBins
  readonly scale: Scale
  readonly height: number
}

const columns = [
  { of: 'ok', fill: 'var(--ok)' },
  { of: 'slow', fill: 'var(--warn)' },
  { of: 'failed', fill: 'var(--bad)' }
] as const
/** Narrower strokes cannot be told apart. */
const pitch = 4

/** Requests by when they were sent: green ones were answered, the red share was not. */
export const RequestStrokes = memo(function RequestStrokes({ bins, scale, height }: RequestProps) {
  const paths = columns.map(() => '')
  const most = height - 3
  const { step } = bins
  const first = Math.max(0, Math.floor(scale.window.from / step))
  const last = Math.min(bins.ok.length, Math.ceil(scale.window.to / step))
  for (let i = first; i < last;) {
    const x = Math.max(scale.left, scale.toX(i * step))
    const counts = [0, 0, 0]
    let next = i
    // As many bins as fall into one stroke.
    do {
      columns.forEach(({ of }, column) => (counts[column]! += bins[of][next]!))
      next++
    } while (next < last && scale.toX((next + 1) * step) - x <= pitch)
    const width = Math.max(1.5, Math.min(6, scale.toX(next * step) - x - 1.5))
    const all = counts[0]! + counts[1]! + counts[2]!
    let y = height - 1.5
    for (const column of [0, 1, 2]) {
      if (counts[column] === 0) continue
      // One failure among hundreds must be seen.
      const share = Math.max(column === 0 ? 0 : 3, (most * counts[column]!) / all)
      const tall = Math.min(share, y - 1.5)
      paths[column] += `M${x.toFixed(1)} ${y.toFixed(1)}v${(-tall).toFixed(1)}h${width.toFixed(1)}v${tall.toFixed(1)}z`
      y -= tall
    }
    i = next
  }
  return columns.map(({ of, fill }, column) => paths[column] !== '' && <path key={of} d={paths[column]} fill={fill} />)
})
