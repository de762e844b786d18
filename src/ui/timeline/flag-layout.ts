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

/**
 * Where the middle of the playhead's chip stands: at the playhead, or left of a flag that it would cover, where there is room.
 * @param flags where flags stand
 */
export function chipAt(playhead: number, flags: readonly number[], left: number, right: number): number {
  const middle = Math.max(left + halfChip, Math.min(right - halfChip, playhead))
  const covered = flags.filter((x) => x < middle + halfChip && x + icon > middle - halfChip)
  const beside = Math.min(...covered) - halfChip
  return covered.length > 0 && beside - halfChip >= left ? beside : middle
}

/** Where the flags of faults stand. */
export const flagsOf = (faults: readonly FaultView[] | undefined, scale: Scale): number[] =>
  (faults ?? [])
    .filter(({ at }) => at >= scale.window.from && at <= scale.window.to)
    .map(({ at }) => Math.min(scale.toX(at), scale.right - 18))

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
