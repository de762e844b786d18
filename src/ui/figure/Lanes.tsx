import { memo } from 'react'
import type { Micros } from '../../base/time'
import type { Lane, LaneSpan, Moment } from '../../sim/view/types'
import { fitting } from '../topology/text-fit'
import { fontOf, ground, ink, Words } from './draw'
import { marksOf, type FigureScale } from './scale'

export const laneHeight = 16
const top = 17
export const lanesHeight = (count: number): number => top + count * laneHeight + 10

const names: Readonly<Record<string, string>> = {
  'load-balancer': 'HAProxy',
  'kube-apiserver': 'API servers',
  'kube-controller-manager': 'controllers',
  'kube-scheduler': 'scheduler',
  'kube-proxy': 'kube-proxies',
  'container-runtime': 'runtimes',
  api: 'requests',
  kubelet: 'kubelets'
}
export const laneName = (id: string): string => names[id] ?? id

/** Stretches of lanes over a figure's scale, its marks, and a diamond for each moment. */
export const Lanes = memo(function Lanes({
  lanes,
  moments,
  scale,
  origin,
  faults,
  left,
  width,
  end,
  untold,
  unread
}: {
  readonly lanes: readonly Lane[]
  readonly moments: readonly Moment[]
  readonly scale: FigureScale
  readonly origin: Micros
  readonly faults: readonly Micros[]
  /** Where names end and time begins. */
  readonly left: number
  readonly width: number
  /** As far as the record has been read. */
  readonly end: Micros
  /** Nothing after `end` is shown, and no words: they tell what comes. */
  readonly untold: boolean
  /** The pattern of what has not been read yet. */
  readonly unread: string
}) {
  const room = width - left - 6
  const x = (at: Micros) => left + room * Math.min(1, Math.max(0, scale.toShare(at)))
  const bottom = top + lanes.length * laneHeight
  return (
    <>
      {marksOf(scale, origin, room).map(({ at, text }) => (
        <g key={at}>
          <path d={`M${x(at)} 13V${bottom}`} stroke="var(--line)" />
          <Words
            x={Math.min(x(at), width - 2 - text.length * 3.1)}
            y={10}
            size={10.5}
            anchor="middle"
            fill="var(--faint)"
          >
            {text}
          </Words>
        </g>
      ))}
      {lanes.map((lane, i) => (
        <g key={lane.id}>
          <Words x={0} y={top + i * laneHeight + 10.8} size={11} fill="var(--mute)">
            {laneName(lane.id)}
          </Words>
          {spansIn(lane.spans, scale, untold ? end : scale.to).map((span) => (
            <Stretch key={span.from} span={span} y={top + i * laneHeight} from={x(span.from)} to={x(span.to)} />
          ))}
        </g>
      ))}
      {end < scale.to && (
        <rect
          x={x(end)}
          y={top}
          width={Math.max(0, x(scale.to) - x(end))}
          height={lanes.length * laneHeight}
          fill={unread}
        />
      )}
      {faults.map(
        (at) =>
          at >= scale.from &&
          at <= scale.to && <path key={at} d={`M${x(at)} ${top - 3}V${bottom}`} stroke="var(--bad)" strokeWidth={1.8} />
      )}
      {moments.map(({ id, at, isFault }) =>
        at < scale.from || at > scale.to || (untold && at > end) ? null : (
          <rect
            key={id}
            x={x(at) - 3}
            y={bottom + 0.5}
            width={6}
            height={6}
            rx={1}
            transform={`rotate(45 ${x(at)} ${bottom + 3.5})`}
            fill={isFault ? 'var(--badfill)' : 'var(--lead)'}
          />
        )
      )}
    </>
  )
})

const spansIn = (spans: readonly LaneSpan[], { from }: FigureScale, to: Micros): readonly LaneSpan[] =>
  spans
    .filter((span) => span.to > from && span.from < to)
    .map((span) => (span.to > to ? { ...span, to, text: '', short: [], count: '' } : span))

function Stretch({
  span,
  y,
  from,
  to
}: {
  readonly span: LaneSpan
  readonly y: number
  readonly from: number
  readonly to: number
}) {
  const health = span.health === 'none' ? 'bad' : span.health
  const w = Math.max(2, to - from - 1)
  const text = fitting(
    [span.text, ...span.short, span.count].filter((form) => form !== ''),
    w - 12,
    fontOf(10.5, 500)
  )
  return (
    <g>
      <title>{span.text}</title>
      <rect x={from + 0.5} y={y} width={w} height={13.5} rx={Math.min(3.5, w / 2)} fill={ground(health)} />
      {text !== '' && (
        <Words x={from + 6} y={y + 10.6} size={10.5} weight={500} fill={ink(health)}>
          {text}
        </Words>
      )}
    </g>
  )
}
