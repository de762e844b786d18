import type { Micros } from '../../base/time'

/** Between instants of a figure and its width, as shares from 0 to 1. */
export interface FigureScale {
  readonly from: Micros
  readonly to: Micros
  readonly stretched: boolean
  readonly toShare: (at: Micros) => number
  readonly toTime: (share: number) => Micros
  /** Simulated seconds per second at which playing passes the figure evenly. */
  readonly pace: (at: Micros) => number
}

/** Seconds beside the origin that get as much room as all of the rest of the first second. */
const knee = 0.6
/** Events nearer than this (px) on a figure of usual width call for the stretched scale. */
const nearPx = 10
const usualPx = 480
/** A figure plays for so many seconds. */
const playS = 16

const bend = (s: number) => Math.sign(s) * Math.log1p(Math.abs(s) / knee)
const unbend = (y: number) => Math.sign(y) * knee * Math.expm1(Math.abs(y))

/**
 * A scale over a figure's stretch: even, or, where two events would lie upon each other, stretched around the origin.
 * @param origin the first fault, or the start
 */
export function figureScale(from: Micros, to: Micros, origin: Micros, events: readonly Micros[]): FigureScale {
  const inside = events.filter((at) => at >= from && at <= to).sort((a, b) => a - b)
  const near = inside.slice(1).some((at, i) => {
    const distance = ((at - inside[i]!) / (to - from)) * usualPx
    return distance > 0 && distance < nearPx
  })
  const sOf = (at: Micros) => (at - origin) / 1_000_000
  if (!near) {
    return {
      from,
      to,
      stretched: false,
      toShare: (at) => (at - from) / (to - from),
      toTime: (share) => Math.round(from + clamp(share) * (to - from)),
      pace: () => (to - from) / 1_000_000 / playS
    }
  }
  const low = bend(sOf(from))
  const high = bend(sOf(to))
  return {
    from,
    to,
    stretched: true,
    toShare: (at) => (bend(sOf(at)) - low) / (high - low),
    toTime: (share) => Math.round(origin + unbend(low + clamp(share) * (high - low)) * 1_000_000),
    pace: (at) => ((knee + Math.abs(sOf(at))) * (high - low)) / playS
  }
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share))

const marks = [1, 2, 5, 10, 15, 20, 30, 40, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1_800, 3_600, 7_200, 14_400]

/** Round seconds from the origin whose marks have room beside each other. */
export function marksOf(
  scale: FigureScale,
  origin: Micros,
  width: number
): { readonly at: Micros; readonly text: string }[] {
  const all = [...marks.map((s) => -s).reverse(), 0, ...marks]
    .map((s) => ({ s, at: origin + s * 1_000_000 }))
    .filter(({ at }) => at >= scale.from && at <= scale.to)
  const taken: { s: number; at: Micros }[] = []
  // The origin and the ends first, then what still has room.
  const byWeight = [...all].sort((a, b) => weightOf(a.s) - weightOf(b.s))
  for (const one of byWeight)
    if (taken.every(({ at }) => Math.abs(scale.toShare(at) - scale.toShare(one.at)) * width >= 30)) taken.push(one)
  return taken
    .sort((a, b) => a.at - b.at)
    .map(({ s, at }, i, list) => ({
      at,
      text: i === list.length - 1 && s !== 0 ? `${s} s` : String(s).replace('-', '−')
    }))
}
const weightOf = (s: number): number =>
  s === 0 ? 0 : [1, 2, 5, 10, 20, 40, 60, 120, 300, 600].includes(Math.abs(s)) ? 1 : 2
