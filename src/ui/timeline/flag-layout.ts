import type { FaultView } from '../../store'
import type { Scale } from './scale'

export interface PlacedFlag {
  readonly fault: FaultView
  /** Stays when the fault is moved in time. */
  readonly key: string
  readonly x: number
  /** Whether its words have room before the next flag and the end. */
  readonly room: boolean
}

/** Without its time: `crash master-1`. */
export const whatOf = ({ text }: FaultView): string => text.replace(/^\S+ /, '')

const icon = 20
/** Half of the chip at the playhead that says its time, and a little air. */
export const halfChip = 26

/** Farther from its playhead, the chip would not be seen as its own. */
const farthest = 150

/** What flags take of the top row. */
export interface Taken {
  readonly from: number
  readonly to: number
}

/**
 * Where the middle of the playhead's chip stands: at the playhead, or at the nearest place beside flags that it would cover; where
 * there is none, it covers words rather than flags.
 */
export function chipAt(playhead: number, flags: readonly Taken[], left: number, right: number): number {
  const fits = (at: number) => Math.max(left + halfChip, Math.min(right - halfChip, at))
  const middle = fits(playhead)
  return (
    nearestFree(middle, flags, fits) ??
    nearestFree(
      middle,
      flags.map(({ from }) => ({ from, to: from + icon })),
      fits
    ) ??
    middle
  )
}

function nearestFree(middle: number, flags: readonly Taken[], fits: (at: number) => number): number | undefined {
  return [middle, ...flags.flatMap(({ from, to }) => [from - halfChip, to + halfChip])]
    .filter((at) => fits(at) === at && Math.abs(at - middle) <= farthest)
    .filter((at) => flags.every(({ from, to }) => at + halfChip <= from || at - halfChip >= to))
    .sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0]
}

/** What placed flags take, with their words where these have room. */
export const takenBy = (placed: readonly PlacedFlag[], widthOf: (text: string) => number): Taken[] =>
  placed.map(({ fault, x, room }) => ({ from: x, to: x + icon + (room ? widthOf(whatOf(fault)) + 6 : 0) }))

export function placeFlags(
  faults: readonly FaultView[],
  scale: Scale,
  widthOf: (text: string) => number
): PlacedFlag[] {
  const seen = faults.filter(({ at }) => at >= scale.window.from && at <= scale.window.to)
  const count = new Map<string, number>()
  return seen.map((fault, i) => {
    const what = whatOf(fault)
    const same = (count.get(what) ?? 0) + 1
    count.set(what, same)
    const x = scale.toX(fault.at)
    const next = seen[i + 1]
    const end = next ? scale.toX(next.at) : scale.right
    return {
      fault,
      key: `${what} ${same}`,
      x: Math.min(x, scale.right - 18),
      room: x + icon + widthOf(what) + 6 <= end
    }
  })
}
