import { useEffect, useId, useMemo, useState, type ReactNode } from 'react'
import { clockText } from '../../store/clock'
import { useLive, type Live } from '../../live'
import { plain } from '../../words'
import { Button } from '../shared/Button'
import { Icon } from '../shared/Icon'
import { CaptionText, Settings, usePresentOf } from './Caption'
import { Cluster } from './Cluster'
import { figureScale } from './scale'
import { besideOf, eventsOf, Scrubber } from './Scrubber'
import { useChain, usePills } from './use-rest'
import { afterText, WhyHere } from './WhyHere'

/** What a figure shows of a run. Times are seconds after the first fault, or after the start where nothing fails. */
export interface FigureView {
  readonly from: number
  readonly to: number
  readonly at: number
  /** Ids of the timeline's lanes. */
  readonly lanes: readonly string[]
  readonly caption: boolean
}

const none: readonly never[] = []
const speeds = [0.25, 1, 4]

/** Runs whose playhead has been put where their first figure wants it. */
const placed = new WeakSet<Live>()

/**
 * A cluster, its lanes under a playhead, and what the story says then, of one live run.
 * @param silent without words: somebody is to guess first
 */
export function LiveFigure({
  live,
  view,
  number,
  silent = false,
  actions
}: {
  readonly live: Live
  readonly view: FigureView
  /** Such as `Fig. 8.1`. */
  readonly number: string
  readonly silent?: boolean
  readonly actions?: ReactNode
}) {
  const frame = useLive(live, (state) => state.frame)
  const origin = useLive(live, ({ info }) => (info ? (info.faultAt ?? 0) : null))
  const moments = useLive(live, ({ timeline }) => timeline?.moments ?? none)
  const start = origin ?? 0
  const scale = useMemo(
    () =>
      figureScale(
        Math.max(0, start + view.from * 1e6),
        start + view.to * 1e6,
        start,
        moments.map(({ at }) => at)
      ),
    [start, view.from, view.to, moments]
  )
  useEffect(() => {
    if (origin === null || placed.has(live)) return
    placed.add(live)
    if (live.store.getState().playhead === 0) live.seek(origin + view.at * 1e6)
  }, [live, origin, view.at])

  const pills = usePills(live, true)
  const { present, moment } = usePresentOf(live, pills)
  const chain = useChain(live, moment?.entry ?? null)
  const [why, setWhy] = useState(false)
  const whyId = useId()
  const said = useSaid(live, `${present.happened} ${present.works}`, silent)
  const playing = useLive(live, (state) => state.playing)
  const togglePlaying = () => {
    const { playhead, playing: plays } = live.store.getState()
    if (plays) return live.pause()
    if (playhead >= scale.to || playhead < scale.from) live.seek(scale.from)
    live.play(scale.to, scale.pace)
  }
  const captioned = view.caption && !silent
  return (
    <figure className="card flex min-w-0 flex-col overflow-hidden" aria-label={number} data-playing={playing}>
      <div className="min-h-[200px] flex-1 bg-[radial-gradient(var(--line)_1px,transparent_1px)] bg-[length:22px_22px] px-3 pt-2.5 pb-1">
        {frame ? <Cluster frame={frame} pills={pills} /> : <Waiting live={live} />}
      </div>
      <Transport live={live} scale={scale} origin={start} togglePlaying={togglePlaying}>
        {captioned && (
          <button
            type="button"
            aria-expanded={why}
            aria-controls={whyId}
            onClick={() => setWhy(!why)}
            className="font-medium text-info hover:underline"
          >
            Why?
          </button>
        )}
      </Transport>
      <div className="px-3 pb-0.5">
        <Scrubber
          live={live}
          ids={view.lanes}
          scale={scale}
          origin={start}
          said={said}
          untold={silent}
          togglePlaying={togglePlaying}
        />
      </div>
      <figcaption className="min-h-[54px] border-t border-line bg-[color-mix(in_srgb,var(--raised)_45%,var(--panel))] px-3 pt-[7px] pb-2 leading-[19px]">
        <span className="mr-2 text-[11px] font-semibold tracking-wide text-faint">{number}</span>
        {silent ? (
          <span className="text-mute">Guess first, or press Show beside it; then this line tells the story.</span>
        ) : (
          captioned && (
            <>
              <CaptionText present={present} />
              <Settings live={live} chain={chain} />
            </>
          )
        )}
        {actions}
      </figcaption>
      <div id={whyId} hidden={!why}>
        {why && captioned && <WhyHere live={live} chain={chain} />}
      </div>
    </figure>
  )
}

function useSaid(live: Live, caption: string, silent: boolean): string {
  const playhead = useLive(live, (state) => state.playhead)
  const faultAt = useLive(live, ({ info }) => info?.faultAt ?? null)
  const time = afterText(playhead, faultAt ?? 0)
  return `${time}${faultAt === null ? '' : sideOf(playhead, faultAt)}${silent ? '' : `. ${plain(caption)}`}`
}

/** What stands where the cluster will: the run is being opened, or why it cannot be. */
function Waiting({ live }: { readonly live: Live }) {
  const opening = useLive(live, (state) => state.opening)
  const error = useLive(live, (state) => state.error)
  if (error !== '')
    return (
      <p role="alert" className="p-4 text-bad">
        This figure stopped: {error}
      </p>
    )
  return (
    <p className="p-4 text-mute">
      The cluster is being put together{opening === null ? ' …' : `: ${Math.round(opening * 100)} %`}
    </p>
  )
}

interface TransportProps {
  readonly live: Live
  readonly scale: ReturnType<typeof figureScale>
  readonly origin: number
  readonly togglePlaying: () => void
  readonly children: ReactNode
}

function Transport({ live, scale, origin, togglePlaying, children }: TransportProps) {
  const playing = useLive(live, (state) => state.playing)
  const speed = useLive(live, (state) => state.speed)
  const onBranch = useLive(live, (state) => state.onBranch)
  const moments = useLive(live, ({ timeline }) => timeline?.moments ?? none)
  const toEvent = (direction: 1 | -1) => {
    live.pause()
    live.seek(besideOf(eventsOf(moments, scale), live.store.getState().playhead, scale, direction))
  }
  const square = 'h-8 w-8 px-0! max-[820px]:h-10 max-[820px]:w-10'
  return (
    <div className="flex flex-wrap items-center gap-1.5 border-t border-line px-3 pt-[7px] pb-[5px]">
      <Button className={square} aria-label="Previous event" onClick={() => toEvent(-1)}>
        <Icon name="back" size={14} />
      </Button>
      <Button look="primary" className="h-8 max-[820px]:h-10" onClick={togglePlaying}>
        <Icon name={playing ? 'pause' : 'play'} size={14} />
        {playing ? 'Pause' : 'Play'}
      </Button>
      <Button className={square} aria-label="Next event" onClick={() => toEvent(1)}>
        <Icon name="forth" size={14} />
      </Button>
      <Button
        className="numbers h-8 px-2! text-xs max-[820px]:hidden"
        aria-label={`Speed: ${speed} times`}
        onClick={() => live.setSpeed(speeds[(speeds.indexOf(speed) + 1) % speeds.length]!)}
      >
        {speed === 0.25 ? '¼' : speed}×
      </Button>
      <Clock live={live} origin={origin} />
      <span className="flex-1" />
      {onBranch && (
        <>
          <span className="rounded-full bg-infobg px-2 text-[11px] font-medium text-info">on a branch</span>
          <button type="button" className="font-medium text-info hover:underline" onClick={() => void live.reset()}>
            Reset
          </button>
        </>
      )}
      {children}
    </div>
  )
}

/** On which side of the fault an instant lies, to be said after its distance. */
const sideOf = (at: number, faultAt: number): string => (at < faultAt ? ', before the fault' : ' after the fault')

function Clock({ live, origin }: { readonly live: Live; readonly origin: number }) {
  const text = useLive(live, ({ playhead, info }) => (info ? clockText(playhead, info.clockStartSeconds) : '--:--:--'))
  const after = useLive(live, ({ playhead, info }) => (info?.faultAt == null ? '' : afterText(playhead, origin)))
  const side = useLive(live, ({ playhead, info }) => (info?.faultAt == null ? '' : sideOf(playhead, origin)))
  return (
    <span className="ml-1.5 flex flex-wrap items-baseline gap-x-2 leading-4">
      <b className="numbers text-[15px] font-semibold">{text}</b>
      <small className="text-xs text-mute">
        {after}
        {side !== '' && <span className="max-[820px]:sr-only">{side}</span>}
      </small>
    </span>
  )
}
