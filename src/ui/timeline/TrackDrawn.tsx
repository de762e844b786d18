import { useLab, type TrackView } from '../../store'
import { divergenceOf } from './divergence'
import { textWidth } from './labels'
import type { Scale } from './scale'

/** Another branch as one track: where it leaves the one that is shown, its milestones, and how they differ in words. */
export function TrackDrawn(props: {
  readonly track: TrackView
  readonly scale: Scale
  readonly height: number
  readonly now: number
}) {
  const { track, scale, height, now } = props
  const milestones = useLab((lab) => lab.timeline?.milestones)
  const { left, right, toX } = scale
  const clip = (at: number) => Math.max(left, Math.min(right, toX(at)))
  const middle = height / 2 + 1
  const differences = divergenceOf(milestones ?? [], track)
  let free = left
  return (
    <g>
      <path d={`M0 0.5H${right}`} stroke="var(--line)" />
      <path d={`M${clip(track.forkedAt)} ${middle}H${clip(track.end)}`} stroke="var(--lead)" strokeWidth={2} />
      <circle cx={clip(track.forkedAt)} cy={middle} r={3} fill="var(--panel)" stroke="var(--lead)" strokeWidth={2} />
      {differences.map(({ at, text }) => {
        const x = clip(at)
        const width = textWidth(text) + 10
        // Beside the playhead, not over it; and no word where none has room.
        const begin = x + 7 < now && x + 7 + width > now ? now + 5 : x + 7
        const fits = begin >= free && begin + width <= right && !(begin < now && begin + width > now)
        if (fits) free = begin + width
        return (
          <g key={`${at} ${text}`}>
            <path d={`M${x} ${middle - 4}l4 4l-4 4l-4 -4z`} fill="var(--lead)" />
            {fits && (
              <text
                x={begin}
                y={height - 6}
                fill="var(--ink)"
                stroke="var(--panel)"
                strokeWidth={4}
                paintOrder="stroke"
              >
                {text}
              </text>
            )}
          </g>
        )
      })}
    </g>
  )
}
