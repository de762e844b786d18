import { memo } from 'react'
import { useLab, type Lane } from '../../store'
import { milestoneTitle } from '../shared/words'
import type { Scale } from './scale'

const letter = 6.7
const faultRow = 14

interface Props {
  readonly lanes: readonly Lane[]
  readonly scale: Scale
  readonly top: number
  readonly height: number
}

/** A row per kind of component, coloured by how it was; faults cross them, milestones stand below. */
export const LaneRows = memo(function LaneRows({ lanes, scale, top, height }: Props) {
  const pitch = Math.min(30, (height - faultRow) / Math.max(1, lanes.length))
  const bar = Math.min(16, pitch - 4)
  const bottom = top + pitch * lanes.length
  return (
    <g>
      {lanes.map((lane, i) => (
        <g key={lane.id} data-lane={lane.id} transform={`translate(0 ${top + i * pitch})`}>
          <text x={14} y={bar - 4} fill="var(--mute)">
            {lane.title}
          </text>
          <Spans lane={lane} scale={scale} bar={bar} />
        </g>
      ))}
      <Marks scale={scale} top={top} bottom={bottom} />
    </g>
  )
})

function Spans({ lane, scale, bar }: { readonly lane: Lane; readonly scale: Scale; readonly bar: number }) {
  const { window, left, right } = scale
  return lane.spans
    .filter(({ from, to }) => to > window.from && from < window.to)
    .map(({ from, to, health, text, entry }) => {
      const x = Math.max(left, scale.toX(from))
      const width = Math.max(1, Math.min(right, scale.toX(to)) - x)
      const room = Math.floor((width - 10) / letter)
      const shown = text.length <= room ? text : room > 5 ? `${text.slice(0, room - 1)}…` : ''
      return (
        <g key={`${entry} ${from}`} className={`tone-${health}`}>
          <title>{text}</title>
          <rect x={x} width={width} height={bar} rx={Math.min(4, width / 2)} fill="var(--ground)" />
          {shown && (
            <text x={x + 6} y={bar - 4} fill="var(--tone)">
              {shown}
            </text>
          )}
        </g>
      )
    })
}

function Marks({ scale, top, bottom }: { readonly scale: Scale; readonly top: number; readonly bottom: number }) {
  const faults = useLab((lab) => lab.timeline?.faults)
  const milestones = useLab((lab) => lab.timeline?.milestones)
  const { window } = scale
  const inside = ({ at }: { at: number }) => at >= window.from && at <= window.to
  return (
    <>
      {faults?.filter(inside).map(({ index, at, text }) => (
        <g key={index} data-fault={text}>
          <title>{text}</title>
          <path d={`M${scale.toX(at)} ${top - 4}V${bottom}`} stroke="var(--bad)" strokeWidth={2} />
        </g>
      ))}
      {milestones?.filter(inside).map(({ id, at }) => {
        const x = scale.toX(at)
        return (
          <g key={id} data-milestone={id}>
            <title>{milestoneTitle(id)}</title>
            <path d={`M${x} ${top}V${bottom}`} stroke="var(--lead)" strokeOpacity={0.35} />
            <path d={`M${x} ${bottom}l5 5l-5 5l-5 -5z`} fill="var(--lead)" />
          </g>
        )
      })}
    </>
  )
}
