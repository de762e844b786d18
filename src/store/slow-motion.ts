import { seconds, type Micros } from '../base/time'
import type { TimelineView } from '../sim/view/types'

/** Real seconds that an interesting instant is given before and after it. */
const before = 0.4
const after = 1.2

/** How slowly to play near a fault or a milestone: a twentieth of the speed, but never slower than a fifth of real time. */
const slow = (speed: number): number => Math.min(speed, Math.max(0.2, speed / 20))

/** The pace at `playhead` when `speed` was asked for: slow near faults and milestones that are simulated already. */
export function slowestNear(
  playhead: Micros,
  speed: number,
  { faults, milestones }: Pick<TimelineView, 'faults' | 'milestones'>
): number {
  const pace = slow(speed)
  const isNear = ({ at }: { at: Micros }) =>
    playhead >= at - seconds(before * pace) && playhead <= at + seconds(after * pace)
  return faults.some(isNear) || milestones.some(isNear) ? pace : speed
}
