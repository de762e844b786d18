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
