import { useRef, type KeyboardEvent, type PointerEvent } from 'react'
import { seconds, type Micros } from '../../base/time'
import { clockText, pause, seekTo, sinceFaultText, useLab } from '../../store'
import type { Scale } from './scale'

/** A slider over all lanes: drag or press anywhere; arrow keys move it by time, page keys by milestone. */
export function Playhead({ scale, height }: { readonly scale: Scale; readonly height: number }) {
  const playhead = useLab((lab) => lab.playhead)
  const until = useLab((lab) => lab.timeline?.until ?? 0)
  const start = useLab((lab) => lab.info?.clockStartSeconds ?? 0)
  const faultAt = useLab((lab) => lab.info?.faultAt ?? null)
  const box = useRef<HTMLDivElement>(null)
  const x = scale.toX(playhead)

  const follow = (event: PointerEvent) => {
    const pressed = event.clientX - box.current!.getBoundingClientRect().left
    seekTo(scale.toTime(pressed))
  }
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return
    pause()
    event.currentTarget.setPointerCapture(event.pointerId)
    follow(event)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const next = keyTarget(event, playhead, until)
    if (next === null) return
    event.preventDefault()
    pause()
    seekTo(next)
  }
  return (
    <div
      ref={box}
      className="absolute inset-0 cursor-ew-resize touch-none"
      onPointerDown={onPointerDown}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && follow(event)}
    >
      <div
        role="slider"
        tabIndex={0}
        aria-label="Playhead"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={until / 1_000_000}
        aria-valuenow={playhead / 1_000_000}
        aria-valuetext={`${clockText(playhead, start)} ${sinceFaultText(playhead, faultAt)}`}
        onKeyDown={onKeyDown}
        className="absolute top-0 -ml-[7px] w-[14px]"
        style={{ left: x, height }}
      >
        <span className="absolute top-0.5 left-[2px] size-2.5 rounded-full bg-ink" />
        <span className="absolute top-1 left-[6.25px] w-[1.5px] bg-ink" style={{ height: height - 8 }} />
      </div>
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
    case 'Home':
      return 0
    case 'End':
      return until
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
