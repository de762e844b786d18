import { memo } from 'react'
import { useLab, type ChainStep } from '../../store'
import { Grounds, RequestStrokes, Words } from './LaneSpans'
import type { Row } from './rows'
import { rowOf } from './rows'
import type { Scale } from './scale'
import { TrackDrawn } from './TrackDrawn'
import { useTimelineView } from './view'

interface Props {
  readonly rows: readonly Row[]
  readonly scale: Scale
  readonly head: number
  readonly scrolled: number
  readonly height: number
  readonly chain: readonly ChainStep[]
}

/** The rows that can be seen: grounds, then what is to come paler, then the words, which stay as dark as they are. */
export function RowsDrawn({ rows, scale, head, scrolled, height, chain }: Props) {
  const visible = rows.filter((row) => row.y + row.height > scrolled && row.y - scrolled < height - head)
  const now = useLab((lab) => Math.round(scale.toX(lab.playhead)))
  const chosen = useTimelineView((view) => view.chosen)
  const measure = useMeasure()
  const x = Math.max(scale.left, Math.min(scale.right, now))
  return (
    <g clipPath="url(#lanes-only)">
      <g transform={`translate(0 ${head - scrolled})`}>
        <RowGrounds rows={visible} scale={scale} />
        <rect x={x} y={scrolled} width={scale.right - x} height={height - head} fill="var(--panel)" opacity={0.45} />
        {visible.map(({ key, y, height, lane, track }) => (
          <g key={key} transform={`translate(0 ${y})`} data-lane={lane?.id}>
            {lane && !lane.requests && (
              <Words
                spans={lane.spans}
                scale={scale}
                height={height}
                crossings={crossingsOf(now, lane.id, rows, chain, scale)}
              />
            )}
            {track && <TrackDrawn track={track} scale={scale} height={height} now={now} />}
            {chosen?.what === 'span' && chosen.lane === lane?.id && (
              <Chosen spans={lane.spans} from={chosen.from} scale={scale} height={height} />
            )}
          </g>
        ))}
        {measure && <Band {...measure} scale={scale} top={scrolled} height={height - head} />}
      </g>
    </g>
  )
}

/** They do not depend on the playhead: drawn once. */
const RowGrounds = memo(
  function RowGrounds({ rows, scale }: { readonly rows: readonly Row[]; readonly scale: Scale }) {
    return rows.map(({ key, y, height, lane }) => (
      <g key={key} transform={`translate(0 ${y})`}>
        {lane?.requests ? (
          <RequestStrokes bins={lane.requests} scale={scale} height={height} />
        ) : (
          lane && <Grounds spans={lane.spans} scale={scale} height={height} />
        )}
      </g>
    ))
  },
  (a, b) => a.scale === b.scale && a.rows.length === b.rows.length && a.rows.every((row, i) => row === b.rows[i])
)

/** The playhead, and the arrows' ends in the lane. */
function crossingsOf(
  now: number,
  lane: string,
  rows: readonly Row[],
  chain: readonly ChainStep[],
  scale: Scale
): number[] {
  const ends = chain.filter(({ component }) => component !== '' && rowOf(rows, component)?.lane?.id === lane)
  return [now, ...ends.map(({ at }) => Math.round(scale.toX(at)))]
}

function Chosen(props: {
  readonly spans: NonNullable<Row['lane']>['spans']
  readonly from: number
  readonly scale: Scale
  readonly height: number
}) {
  const { spans, from, scale, height } = props
  const span = spans.find((candidate) => candidate.from === from)
  if (!span) return null
  const x = Math.max(scale.left, scale.toX(span.from))
  const width = Math.max(2, Math.min(scale.right, scale.toX(span.to)) - x)
  return <rect x={x} y={1} width={width} height={height - 2} rx={4} fill="none" stroke="var(--info)" strokeWidth={2} />
}

/** What is being measured: between two times, or from a mark to the playhead. */
function useMeasure(): { readonly from: number; readonly to: number } | null {
  const chosen = useTimelineView((view) => view.chosen)
  const anchor = useTimelineView((view) => view.anchor)
  const playhead = useLab((lab) => (anchor === null ? 0 : lab.playhead))
  if (anchor !== null) return { from: Math.min(anchor, playhead), to: Math.max(anchor, playhead) }
  return chosen?.what === 'measure' ? chosen : null
}

function Band(props: {
  readonly from: number
  readonly to: number
  readonly scale: Scale
  readonly top: number
  readonly height: number
}) {
  const { from, to, scale, top, height } = props
  const x = Math.max(scale.left, scale.toX(from))
  const width = Math.max(1, Math.min(scale.right, scale.toX(to)) - x)
  return (
    <rect
      x={x}
      y={top}
      width={width}
      height={height}
      fill="var(--info)"
      fillOpacity={0.1}
      stroke="var(--info)"
      strokeOpacity={0.7}
    />
  )
}
