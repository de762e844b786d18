import { seconds, type Micros } from '../../base/time'
import type { Fold } from './fold'
import type { Window } from './window'

/** Between simulated time and pixels. */
export interface Scale {
  readonly left: number
  readonly right: number
  readonly window: Window
  readonly fold: Fold
  readonly toX: (at: Micros) => number
  /** Within the window. */
  readonly toTime: (x: number) => Micros
}

export function scaleOf(window: Window, left: number, right: number, fold: Fold): Scale {
  const from = fold.fold(window.from)
  const to = fold.fold(window.to)
  const perMicro = Math.max(1, right - left) / Math.max(1, to - from)
  return {
    left,
    right,
    window,
    fold,
    toX: (at) => left + (fold.fold(at) - from) * perMicro,
    toTime: (x) => Math.round(fold.unfold(Math.max(from, Math.min(to, from + (x - left) / perMicro))))
  }
}

const steps = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600
]
const pixelsPerTick = 64
const leastDistance = 46

/** Marks of the axis: whole, round seconds (or parts of them) from `origin` on, not too close; each folded stretch has steps of its own. */
export function ticksOf(scale: Scale, origin: Micros): { at: Micros; x: number; step: number }[] {
  const { window, fold, toX } = scale
  const corners = [window.from, ...fold.quiet.flatMap(({ from, to }) => [from, to]), window.to].filter(
    (at) => at >= window.from && at <= window.to
  )
  const ticks: { at: Micros; x: number; step: number }[] = []
  corners.slice(1).forEach((to, i) => {
    const from = corners[i]!
    const room = Math.max(0.001, (toX(to) - toX(from)) / pixelsPerTick)
    const length = (to - from) / seconds(1)
    const step = steps.find((candidate) => length / candidate <= room) ?? steps.at(-1)!
    const first = Math.ceil((from - origin) / seconds(step))
    const last = Math.floor((to - origin) / seconds(step))
    for (let n = first; n <= last; n++) {
      const at = origin + n * seconds(step)
      const x = toX(at)
      if (x - (ticks.at(-1)?.x ?? -Infinity) >= leastDistance) ticks.push({ at, x, step })
    }
  })
  return ticks
}

/** `+1.5`, `−3`, `0`: seconds from the origin with as many digits as the step needs; from two minutes on as `+5:30`. */
export function tickText(at: Micros, origin: Micros, step: number): string {
  const distance = (at - origin) / seconds(1)
  const sign = distance > 0 ? '+' : distance < 0 ? '−' : ''
  const size = Math.abs(distance)
  if (size >= 120 && step >= 1) {
    return `${sign}${Math.floor(size / 60)}:${String(Math.round(size % 60)).padStart(2, '0')}`
  }
  const digits = step < 1 ? Math.max(1, Math.ceil(-Math.log10(step))) : 0
  return `${sign}${size
    .toFixed(digits)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')}`
}
