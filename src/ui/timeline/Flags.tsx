import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { seconds, type Micros } from '../../base/time'
import { moveFault, say, useLab, visit, type FaultView } from '../../store'
import { chipAt, halfChip, placeFlags, takenBy, whatOf, type Taken } from './flag-layout'
import { textWidth } from './labels'
import { offsetText } from './milestone-words'
import type { Scale } from './scale'
import { usePage } from '../shared/use-page'

/** A person who presses keys is still on the way until so long after the last one. */
const patienceMs = 600

/** Faults as flags: a drag or arrow keys move them in time, Del takes them out; both can be undone. */
export function Flags({ scale, height }: { readonly scale: Scale; readonly height: number }) {
  const t = usePage()
  const faults = useLab((lab) => lab.timeline?.faults)
  const branch = useLab((lab) => lab.revision?.branch)
  const run = useLab((lab) => lab.revision?.run)
  const [removed, setRemoved] = useState<Removed | null>(null)
  // True of the branch that began with it, and undone from there alone.
  const gone = removed?.branch === branch && removed?.run === run ? (removed?.what ?? null) : null
  const placed = useMemo(() => placeFlags(faults ?? [], scale, textWidth), [faults, scale])
  const taken = useMemo(() => takenBy(placed, textWidth), [placed])
  return (
    <div role="group" aria-label={t('Faults on the timeline')}>
      {placed.map(({ fault, key, x, room }) => (
        <Flag
          key={key}
          fault={fault}
          x={x}
          room={room}
          taken={taken}
          scale={scale}
          height={height}
          removed={(what) => setRemoved({ what, ...where() })}
        />
      ))}
      <p role="status" className="absolute bottom-1 left-2 z-10 text-xs">
        {gone !== null && (
          <span className="card inline-flex items-center gap-2 px-2 py-1">
            {gone} {t('does not happen.')}
            <button
              type="button"
              className="font-semibold text-info hover:underline"
              onClick={() => {
                setRemoved(null)
                void visit(-1)
              }}
            >
              {t('Undo')}
            </button>
            <button type="button" aria-label={t('Close')} onClick={() => setRemoved(null)}>
              ×
            </button>
          </span>
        )}
      </p>
    </div>
  )
}

/** What does not happen any more, in which branch of which run. */
interface Removed {
  readonly what: string
  readonly run: number | undefined
  readonly branch: number | undefined
}

function where(): Pick<Removed, 'run' | 'branch'> {
  const { revision } = useLab.getState()
  return { run: revision?.run, branch: revision?.branch }
}

interface FlagProps {
  readonly fault: FaultView
  readonly x: number
  /** Whether its words have room beside it. */
  readonly room: boolean
  /** What all flags take. */
  readonly taken: readonly Taken[]
  readonly scale: Scale
  readonly height: number
  readonly removed: (what: string) => void
}

function Flag({ fault, x, room, taken, scale, height, removed }: FlagProps) {
  const t = usePage()
  const [draft, setDraft] = useState<Micros | null>(null)
  const past = useLab((lab) => lab.playhead >= fault.at)
  const origin = useLab((lab) => lab.info?.faultAt ?? 0)
  // Words that the playhead's chip would cover are left to the flag's name.
  const words = x + textWidth(whatOf(fault)) + 20
  const covered = useLab((lab) => {
    const { left, right } = scale
    const playhead = Math.max(left, Math.min(right, scale.toX(lab.playhead)))
    const chip = chipAt(playhead, taken, left, right)
    return chip + halfChip > x && chip - halfChip < words
  })
  const drag = useRef<{ readonly x: number; moved: boolean } | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const what = whatOf(fault)
  const at = draft ?? fault.at
  const drawnX = draft === null ? x : Math.max(scale.left, Math.min(scale.right, scale.toX(draft)))
  useEffect(() => () => clearTimeout(timer.current), [])

  const move = async (to: Micros | null) => {
    clearTimeout(timer.current)
    if (to === fault.at) return setDraft(null)
    const refused = await moveFault(fault.text, to)
    setDraft(null)
    if (refused) say('alert', refused)
    else if (to === null) removed(what)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    const isRemoval = event.key === 'Delete' || event.key === 'Backspace'
    if (step === undefined && !isRemoval && event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') {
      clearTimeout(timer.current)
      return setDraft(null)
    }
    if (step === undefined) return void move(null)
    const next = Math.max(0, at + step * (event.shiftKey ? seconds(1) : seconds(0.1)))
    setDraft(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void move(next), patienceMs)
  }
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { x: event.clientX - drawnX, moved: false }
  }
  const onPointerMove = (event: PointerEvent) => {
    const { current } = drag
    if (!current || Math.abs(event.clientX - current.x - x) < 3) return
    current.moved = true
    // Whole hundredths of a second: what is written into the scenario can be read.
    setDraft(Math.max(0, Math.round(scale.toTime(event.clientX - current.x) / 10_000) * 10_000))
  }
  const onPointerUp = () => {
    const moved = drag.current?.moved
    drag.current = null
    if (moved && draft !== null) void move(draft)
  }
  return (
    <>
      <span
        aria-hidden
        data-fault={fault.text}
        className={`pointer-events-none absolute top-0 w-0.5 -translate-x-px ${past ? 'bg-bad' : 'bg-faint'}`}
        style={{ left: drawnX, height }}
      />
      <button
        type="button"
        aria-label={`${what} at ${offsetText(at - origin)}`}
        aria-description={t('Arrow keys move it by 0.1 s, with Shift by 1 s; Delete takes it out.')}
        title={t(`${what}: drag it to another time, or press Delete`)}
        className={`absolute top-px flex h-[17px] cursor-grab touch-none items-center gap-1 rounded-r px-1 text-[11px] leading-none font-semibold whitespace-nowrap active:cursor-grabbing ${past ? 'bg-bad text-panel' : 'bg-raised text-ink ring-1 ring-faint'}`}
        style={{ left: drawnX }}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => {
          drag.current = null
          setDraft(null)
        }}
      >
        <svg aria-hidden width="9" height="10" viewBox="0 0 9 10">
          <path d="M1.500 10V1M1.500 1H8L6.500 3.500L8 6H1.500" fill="currentColor" stroke="currentColor" />
        </svg>
        {draft !== null ? offsetText(at - origin) : room && !covered && what}
      </button>
    </>
  )
}
