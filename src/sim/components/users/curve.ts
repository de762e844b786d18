import { parseDuration } from '../../../base/duration'
import type { Micros } from '../../../base/time'

/** Requests per second at an instant after the scenario's start. */
export interface Point {
  readonly at: Micros
  readonly rate: number
}

const point = String.raw`(?:\d+(?:\.\d+)?(?:ms|s|m|h))+ \d{1,5}(?:\.\d{1,6})?`

/** `0s 20, 30m 60, 2h 10`: at least one point; nothing at all is no curve. */
export const curveForm = new RegExp(`^(?:${point}(?:, ?${point})*)?$`)

/** The points of a curve, by time. */
export function readCurve(text: string): readonly Point[] {
  if (text === '') return []
  return text
    .split(',')
    .map((written) => {
      const [time = '', rate = ''] = written.trim().split(' ')
      const at = parseDuration(time)
      return { at: at.ok ? at.value : 0, rate: Number(rate) }
    })
    .sort((a, b) => a.at - b.at)
}

/** The rate at an instant: on the straight line between two points; before the first and after the last as they are. */
export function rateOn(curve: readonly Point[], at: Micros): number {
  const next = curve.findIndex((point) => point.at > at)
  if (next < 0) return curve[curve.length - 1]!.rate
  if (next === 0) return curve[0]!.rate
  const from = curve[next - 1]!
  const to = curve[next]!
  return from.rate + ((to.rate - from.rate) * (at - from.at)) / (to.at - from.at)
}
