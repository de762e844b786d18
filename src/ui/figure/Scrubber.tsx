import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import type { Micros } from '../../base/time'
import { useLive, type Live } from '../../live'
import type { Lane, Moment } from '../../sim/view/types'
import { Lanes, lanesHeight } from './Lanes'
import type { FigureScale } from './scale'

const noLanes: readonly Lane[] = []
const noMoments: readonly Moment[] = []

/** The instants that `,` and `.` lead to: moments of the story within the figure. */
export const eventsOf = (moments: readonly Moment[], { from, to }: FigureScale): readonly Micros[] =>
  moments.map(({ at }) => at).filter((at) => at >= from && at <= to)

export function besideOf(events: readonly Micros[], at: Micros, { from, to }: FigureScale, direction: 1 | -1): Micros {
  return direction === 1 ? (events.find((event) => event > at) ?? to) : (events.findLast((event) => event < at) ?? from)
}

/** Lanes under a playhead that is moved by pointer and keys. */
export function Scrubber({
  live,
  ids,
  scale,
  origin,
  said,
  untold = false,
  togglePlaying
}: {
  readonly live: Live
  readonly ids: readonly string[]
  readonly scale: FigureScale
  readonly origin: Micros
  /** The instant and its caption, in words. */
  readonly said: string
  /** What lies ahead of the playhead is not shown: somebody is to guess. */
  readonly untold?: boolean
  readonly togglePlaying: () => void
}) {
  const all = useLive(live, ({ timeline }) => timeline?.lanes ?? noLanes)
  const moments = useLive(live, ({ timeline }) => timeline?.moments ?? noMoments)
  const end = useLive(live, ({ timeline }) => (timeline?.read ? timeline.end : 0))
  const playhead = useLive(live, (state) => state.playhead)
  const faults = useLive(live, ({ timeline }) => timeline?.faults)
  const holder = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(560)
  const pattern = useId()
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry!.contentRect.width)))
    observer.observe(holder.current!)
    return () => observer.disconnect()
  }, [])
  const lanes = useMemo(
    () => ids.map((id): Lane => all.find((lane) => lane.id === id) ?? { id, title: id, spans: [], members: 0 }),
    [ids, all]
  )
  const faultTimes = useMemo(() => faults?.map(({ at }) => at) ?? [], [faults])
  const left = width < 420 ? 72 : 84
  const room = width - left - 6
  const height = lanesHeight(lanes.length)
  const x = left + room * Math.min(1, Math.max(0, scale.toShare(playhead)))

  const seek = (at: Micros) => {
    live.pause()
    live.seek(Math.min(scale.to, Math.max(scale.from, at)))
  }
  const onPointer = (event: PointerEvent<HTMLDivElement>) => {
    if (event.type === 'pointermove' && event.buttons === 0) return
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId)
    const box = event.currentTarget.getBoundingClientRect()
    seek(scale.toTime((event.clientX - box.left - left) / room))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = stepOf(event)
    const events = eventsOf(moments, scale)
    if (step !== 0) seek(playhead + step)
    else if (event.key === 'Home') seek(scale.from)
    else if (event.key === 'End') seek(scale.to)
    else if (event.key === ',') seek(besideOf(events, playhead, scale, -1))
    else if (event.key === '.') seek(besideOf(events, playhead, scale, 1))
    else if (event.key === ' ') togglePlaying()
    else return
    event.preventDefault()
  }
  const seconds = (at: Micros) => Math.round((at - origin) / 100_000) / 10
  return (
    <div
      ref={holder}
      role="slider"
      tabIndex={0}
      aria-label="Playhead"
      aria-valuemin={seconds(scale.from)}
      aria-valuemax={seconds(scale.to)}
      aria-valuenow={seconds(Math.min(scale.to, Math.max(scale.from, playhead)))}
      aria-valuetext={said}
      className="cursor-ew-resize touch-pan-y rounded-lg select-none"
      onPointerDown={onPointer}
      onPointerMove={onPointer}
      onKeyDown={onKeyDown}
    >
      <svg aria-hidden width={width} height={height} className="block [font-family:var(--font-sans)]">
        <defs>
          <pattern id={`${pattern}u`} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width={6} height={6} fill="var(--raised)" />
            <path d="M0 0V6" stroke="var(--line2)" strokeWidth={1.5} />
          </pattern>
        </defs>
        <Lanes
          lanes={lanes}
          moments={moments}
          scale={scale}
          origin={origin}
          faults={faultTimes}
          left={left}
          width={width}
          end={untold ? Math.min(end, playhead) : end}
          untold={untold}
          unread={`url(#${pattern}u)`}
        />
        {playhead >= scale.from && playhead <= scale.to && (
          <>
            <path d={`M${x} 8V${height - 4}`} stroke="var(--ink)" strokeWidth={1.6} />
            <circle cx={x} cy={7} r={5.5} fill="var(--ink)" />
          </>
        )}
      </svg>
    </div>
  )
}

/** Arrows 0.1 s, with Shift 1 s, Page keys 5 s. */
function stepOf({ key, shiftKey }: KeyboardEvent): Micros {
  const arrow = shiftKey ? 1_000_000 : 100_000
  if (key === 'ArrowRight' || key === 'ArrowUp') return arrow
  if (key === 'ArrowLeft' || key === 'ArrowDown') return -arrow
  return key === 'PageUp' ? 5_000_000 : key === 'PageDown' ? -5_000_000 : 0
}
