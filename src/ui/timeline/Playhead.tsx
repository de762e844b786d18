import { useMemo, type KeyboardEvent } from 'react'
import { seconds, type Micros } from '../../base/time'
import { clockText, pause, seekTo, sinceFaultText, useLab } from '../../store'
import { chipAt, placeFlags, takenBy } from './flag-layout'
import { textWidth } from './labels'
import { offsetText } from './milestone-words'
import type { Scale } from './scale'
import { usePage } from '../shared/use-page'

/** A slider over all lanes: arrow keys move it by time, page keys by milestone or fault. */
export function Playhead({ scale, height }: { readonly scale: Scale; readonly height: number }) {
  const t = usePage()
  const playhead = useLab((lab) => lab.playhead)
  const until = useLab((lab) => lab.timeline?.until ?? 0)
  const start = useLab((lab) => lab.info?.clockStartSeconds ?? 0)
  const faultAt = useLab((lab) => lab.info?.faultAt ?? null)
  const flags = useLab((lab) => lab.timeline?.faults)
  const taken = useMemo(() => takenBy(placeFlags(flags ?? [], scale, textWidth), textWidth), [flags, scale])
  const x = Math.max(scale.left, Math.min(scale.right, scale.toX(playhead)))
  const chip = chipAt(x, taken, scale.left, scale.right)
  const onKeyDown = (event: KeyboardEvent) => {
    const next = keyTarget(event, playhead, until)
    if (next === null) return
    event.preventDefault()
    pause()
    seekTo(next)
  }
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t('Playhead')}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={Math.max(until, playhead) / 1_000_000}
      aria-valuenow={playhead / 1_000_000}
      aria-valuetext={`${clockText(playhead, start)} ${sinceFaultText(playhead, faultAt)}`}
      onKeyDown={onKeyDown}
      className="group absolute top-0 z-10 -ml-px w-0.5 cursor-ew-resize touch-none bg-ink focus-visible:outline-none"
      style={{ left: x, height }}
    >
      <span
        className="absolute top-0.5 -translate-x-1/2 rounded-full bg-ink px-1.5 text-[11px] leading-4 font-semibold whitespace-nowrap text-panel tabular-nums group-focus-visible:outline-2 group-focus-visible:outline-offset-2 group-focus-visible:outline-info"
        style={{ left: chip - x + 1 }}
      >
        {offsetText(playhead - (faultAt ?? 0))}
      </span>
    </div>
  )
}

const smallStep = seconds(0.1)
const largeStep = seconds(1)

function keyTarget({ key, shiftKey }: KeyboardEvent, playhead: Micros, until: Micros): Micros | null {
  const step = shiftKey ? largeStep : smallStep
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return playhead + step
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.max(0, playhead - step)
    case 'PageDown':
      return Math.min(...marks().filter((at) => at > playhead), until)
    case 'PageUp':
      return Math.max(...marks().filter((at) => at < playhead), 0)
    default:
      return null
  }
}

const marks = (): Micros[] => {
  const { timeline } = useLab.getState()
  return [...(timeline?.milestones ?? []), ...(timeline?.faults ?? [])].map(({ at }) => at)
}
