import { seconds, type Micros } from '../../base/time'
import type { Window } from './view'

/** Between simulated time and pixels. */
export interface Scale {
  readonly left: number
  readonly right: number
  readonly window: Window
  readonly toX: (at: Micros) => number
  readonly toTime: (x: number) => Micros
}

export function scaleOf(window: Window, left: number, right: number): Scale {
  const perMicro = Math.max(1, right - left) / Math.max(1, window.to - window.from)
  return {
    left,
    right,
    window,
    toX: (at) => left + (at - window.from) * perMicro,
    toTime: (x) => Math.round(Math.max(window.from, Math.min(window.to, window.from + (x - left) / perMicro)))
  }
}

const steps = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600
]
const pixelsPerTick = 84

/** Times of the marks on the axis: whole, round seconds (or parts of them), not too close. */
export function ticksOf({ window, left, right }: Scale): { at: Micros; step: number }[] {
  const room = Math.max(1, (right - left) / pixelsPerTick)
  const length = (window.to - window.from) / 1_000_000
  const step = steps.find((candidate) => length / candidate <= room) ?? steps.at(-1)!
  const first = Math.ceil(window.from / seconds(step))
  const last = Math.floor(window.to / seconds(step))
  return Array.from({ length: last - first + 1 }, (_, i) => ({ at: (first + i) * seconds(step), step }))
}
