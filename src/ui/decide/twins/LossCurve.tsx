import { useRef, type KeyboardEvent, type PointerEvent, type RefObject } from 'react'
import { useStore } from 'zustand'
import type { FirstDifference } from '../../../sim/ask/whole/difference'
import type { OutcomeView } from '../../../sim/view/types'
import { createLive, type Live } from '../../../live'
import { useWidth } from '../year/use-width'
import { colours, type Side } from './clusters'
import { endOf, playAll, pauseAll, seekAll, useLockstep } from './lockstep'
import { countText, dayTime, moneyText } from './words'

const never = createLive('')
const height = 120
/** Drawn as wide as it is shown, so that its texts are as large as all others. */
const boxOf = (width: number) => ({ width, left: 54, right: width - 78, top: 16, bottom: 98 })

interface Props {
  readonly sides: readonly Side[]
  readonly runs: readonly Live[]
  readonly outcomes: readonly (OutcomeView | null)[]
  readonly difference: FirstDifference | null
}

/** What was lost by when: solid up to the playhead, dotted after it; as far as it is simulated. */
export function LossCurve({ sides, runs, outcomes, difference }: Props) {
  const at = useLockstep((state) => state.at)
  const [frame, width] = useWidth<HTMLDivElement>(700)
  const box = boxOf(Math.max(260, Math.round(width)))
  const timeline = useStore((runs[0] ?? never).store, (state) => state.timeline)
  const info = useStore((runs[0] ?? never).store, (state) => state.info)
  const until = timeline?.until ?? 1
  const known = outcomes.flatMap((outcome) => outcome ?? [])
  const perRequest = Math.max(0, ...known.map(({ revenuePerRequest }) => revenuePerRequest))
  const value = (failed: number) => (perRequest > 0 ? failed * perRequest : failed)
  const text = (amount: number) => (perRequest > 0 ? moneyText(amount) : countText(amount))
  const most = niceAbove(Math.max(perRequest > 0 ? 100 : 10, ...known.map(({ failed }) => value(failed))))
  const x = (time: number) => box.left + ((box.right - box.left) * time) / until
  const y = (amount: number) => box.bottom - ((box.bottom - box.top) * amount) / most
  const simulated = Math.min(until, ...runs.map((_, i) => outcomes[i]?.end ?? 0))
  const faults = faultsOf(runs)
  // What is not open yet may be befallen, too.
  const opened = runs.filter(({ store }) => store.getState().timeline).length
  return (
    <Scrubber
      box={box}
      at={at}
      until={until}
      frame={frame}
      said={`${info ? dayTime(info.clockStartSeconds, at) : ''}, ${sides.map(({ name }, i) => `${name}: ${text(value(lostBy(outcomes[i] ?? null, at)))} lost`).join(', ')}`}
    >
      <svg viewBox={`0 0 ${box.width} ${height}`} className="block h-auto w-full" aria-hidden>
        <defs>
          <clipPath id="twins-past">
            <rect x={0} y={0} width={x(at)} height={height} />
          </clipPath>
          <clipPath id="twins-to-come">
            <rect x={x(at)} y={0} width={box.width} height={height} />
          </clipPath>
        </defs>
        {[0, most / 2, most].map((amount) => (
          <g key={amount}>
            <line x1={box.left} x2={box.right} y1={y(amount)} y2={y(amount)} stroke="var(--line)" />
            <text x={box.left - 6} y={y(amount) + 3.5} textAnchor="end" fontSize={10.5} fill="var(--mute)">
              {text(amount)}
            </text>
          </g>
        ))}
        {simulated < until && (
          <g>
            <rect
              x={x(simulated)}
              y={box.top}
              width={box.right - x(simulated)}
              height={box.bottom - box.top}
              fill="var(--raised)"
            />
            <text x={box.right - 6} y={box.top + 14} textAnchor="end" fontSize={11} fill="var(--mute)">
              computing {Math.floor((100 * simulated) / until)} %
            </text>
          </g>
        )}
        {ticksOf(until, info?.clockStartSeconds ?? 0, box.width < 500 ? 3 : 8).map((time) => (
          <text
            key={time}
            x={x(time)}
            y={height - 6}
            textAnchor="middle"
            fontSize={10.5}
            fill="var(--mute)"
            className="numbers"
          >
            {dayTime(info?.clockStartSeconds ?? 0, time, until < 1_200_000_000)}
          </text>
        ))}
        {faults.map((fault) => (
          <line
            key={fault.text}
            x1={x(fault.at)}
            x2={x(fault.at)}
            y1={box.top}
            y2={box.bottom}
            stroke={/ (?:heal|restart|resume|free-disk)\b/.test(` ${fault.text}`) ? 'var(--ok)' : 'var(--bad)'}
            strokeOpacity={faults.length > 12 ? 0.35 : 1}
          />
        ))}
        {sides.map(({ link }, i) => {
          const points = pointsOf(outcomes[i] ?? null, until).map(
            ([time, failed]) => `${x(time).toFixed(1)},${y(value(failed)).toFixed(1)}`
          )
          const line = points.join(' ')
          return (
            <g key={link} fill="none" stroke={colours[i]} strokeWidth={2} strokeLinejoin="round">
              <polyline points={line} clipPath="url(#twins-past)" />
              <polyline points={line} clipPath="url(#twins-to-come)" strokeDasharray="2 4" />
            </g>
          )
        })}
        {ends(sides, outcomes, value, y).map(({ name, i, amount, at: height }) => (
          <text
            key={name}
            x={x(Math.min(until, outcomes[i]?.end ?? 0)) + 6}
            y={height + 4}
            fontSize={11.5}
            fontWeight={600}
            fill="var(--ink)"
          >
            <tspan fill={colours[i]}>■ </tspan>
            {text(amount)}
          </text>
        ))}
        {difference && (
          <rect
            x={-4}
            y={-4}
            width={8}
            height={8}
            fill="var(--lead)"
            transform={`translate(${x(difference.at)} ${box.top - 6}) rotate(45)`}
          />
        )}
        <line x1={x(at)} x2={x(at)} y1={8} y2={box.bottom} stroke="var(--ink)" strokeWidth={1.5} />
        <circle cx={x(at)} cy={8} r={5} fill="var(--ink)" />
      </svg>
      <FaultList faults={faults} all={opened} clockStartSeconds={info?.clockStartSeconds ?? 0} />
    </Scrubber>
  )
}

/** The faults in words, the playhead's way to each. Of very many the first and the last are named. */
function FaultList({
  faults,
  all,
  clockStartSeconds
}: {
  readonly faults: readonly FaultOfDay[]
  readonly all: number
  readonly clockStartSeconds: number
}) {
  const shown = faults.length > 8 ? [...faults.slice(0, 5), ...faults.slice(-2)] : faults
  return (
    <ol className="flex flex-wrap gap-1.5 px-3.5 pb-2.5 text-xs" aria-label="Faults of the day">
      {shown.map(({ at, text, sides }, i) => (
        <li key={text} className="flex gap-1.5">
          {faults.length > 8 && i === 5 && <span className="self-center text-mute">{faults.length - 7} more</span>}
          <button
            type="button"
            onPointerDown={(event) => event.stopPropagation()}
            onClick={() => seekAll(at)}
            className="rounded-[7px] border border-line bg-panel px-2 py-0.5 text-left text-mute hover:bg-raised"
          >
            <b
              className={`numbers mr-1 font-semibold ${/\b(?:heal|restart|resume|free-disk)\b/.test(text) ? 'text-ok' : 'text-bad'}`}
            >
              {dayTime(clockStartSeconds, at, faults.length < 8)}
            </b>
            {text.replace(/^\S+s /, '')}
            {sides.length < all &&
              sides.map((side) => (
                <i
                  key={side}
                  aria-hidden
                  className="ml-1.5 inline-block size-[9px] rounded-[2px]"
                  style={{ background: colours[side] }}
                />
              ))}
          </button>
        </li>
      ))}
    </ol>
  )
}

interface FaultOfDay {
  readonly at: number
  readonly text: string
  /** Which of the sides it befalls. */
  readonly sides: readonly number[]
}

/** The faults of all sides in order of time; what befalls several is one. */
function faultsOf(runs: readonly Live[]): readonly FaultOfDay[] {
  const found = new Map<string, { at: number; text: string; sides: number[] }>()
  runs.forEach(({ store }, side) => {
    for (const { at, text } of store.getState().timeline?.faults ?? []) {
      const known = found.get(text)
      if (!known) found.set(text, { at, text, sides: [side] })
      else if (!known.sides.includes(side)) known.sides.push(side)
    }
  })
  return [...found.values()].sort((a, b) => a.at - b.at)
}

function Scrubber({
  box,
  frame,
  at,
  until,
  said,
  children
}: {
  readonly box: ReturnType<typeof boxOf>
  readonly frame: RefObject<HTMLDivElement | null>
  readonly at: number
  readonly until: number
  readonly said: string
  readonly children: React.ReactNode
}) {
  const ref = useRef<HTMLDivElement>(null)
  const toPointer = (event: PointerEvent) => {
    const svg = ref.current!.querySelector('svg')!.getBoundingClientRect()
    const place = ((event.clientX - svg.left) / svg.width) * box.width
    seekAll((until * (place - box.left)) / (box.right - box.left))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = until / 200
    const to: Record<string, number> = {
      ArrowRight: at + step,
      ArrowLeft: at - step,
      PageUp: at + 10 * step,
      PageDown: at - 10 * step,
      Home: 0,
      End: endOf()
    }
    if (event.key === ' ') {
      event.preventDefault()
      return useLockstep.getState().playing ? pauseAll() : playAll()
    }
    const next = to[event.key]
    if (next === undefined) return
    event.preventDefault()
    seekAll(next)
  }
  const [slider, list] = children as [React.ReactNode, React.ReactNode]
  return (
    <>
      <div
        ref={ref}
        role="slider"
        tabIndex={0}
        aria-label="Shared playhead"
        aria-valuemin={0}
        aria-valuemax={Math.round(until / 1_000_000)}
        aria-valuenow={Math.round(at / 1_000_000)}
        aria-valuetext={said}
        className="cursor-ew-resize touch-none px-3.5 pb-1 focus-visible:-outline-offset-2"
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          toPointer(event)
        }}
        onPointerMove={(event) => event.buttons === 1 && toPointer(event)}
      >
        <div ref={frame}>{slider}</div>
      </div>
      {list}
    </>
  )
}

function pointsOf(outcome: OutcomeView | null, until: number): readonly (readonly [number, number])[] {
  if (!outcome) return []
  const { step, failed } = outcome.curve
  return failed.flatMap((lost, i): [number, number][] => (i * step <= until ? [[i * step, lost]] : []))
}

/** Requests lost by an instant. */
function lostBy(outcome: OutcomeView | null, at: number): number {
  if (!outcome) return 0
  const { step, failed } = outcome.curve
  return failed[Math.min(failed.length - 1, Math.floor(at / step))] ?? 0
}

/** What each side has lost in the end, its text as near its line as the others leave room. */
function ends(
  sides: readonly Side[],
  outcomes: readonly (OutcomeView | null)[],
  value: (failed: number) => number,
  y: (amount: number) => number
) {
  const found = sides
    .flatMap(({ name }, i) => {
      const outcome = outcomes[i]
      return outcome ? [{ name, i, amount: value(outcome.failed), at: y(value(outcome.failed)) }] : []
    })
    .sort((a, b) => b.at - a.at)
  let free = Infinity
  return found.map((end) => {
    const at = Math.min(end.at, free)
    free = at - 14
    return { ...end, at }
  })
}

const niceAbove = (amount: number): number => {
  const magnitude = 10 ** Math.floor(Math.log10(amount))
  return [1, 2, 4, 5, 8, 10].map((step) => step * magnitude).find((nice) => nice >= amount)!
}

/** So many round times of the day at most. */
function ticksOf(until: number, clockStartSeconds: number, most: number): readonly number[] {
  const steps = [10, 30, 60, 300, 900, 1_800, 3_600]
  const step = steps.find((one) => until / 1_000_000 / one <= most) ?? 7_200
  const first = Math.ceil(clockStartSeconds / step) * step
  const ticks: number[] = []
  for (let at = first - clockStartSeconds; at <= until / 1_000_000; at += step) ticks.push(at * 1_000_000)
  return ticks
}
