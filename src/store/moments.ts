import type { Moment } from '../sim/view/types'
import { isRead, type Lab } from './lab'
import { pause } from './playback'
import { seekTo } from './seek'
import { wishFor } from './wish'

const none: readonly Moment[] = []

/** The moment before or after the instant shown, as far as the story is known. */
export function besideNow({ timeline, playhead }: Lab, direction: 1 | -1): Moment | undefined {
  const moments = timeline?.moments ?? none
  return direction === 1 ? moments.find(({ at }) => at > playhead) : moments.findLast(({ at }) => at < playhead)
}

/** To the moment before or after; where it is not known yet, as soon as it is. `none` is said if there turns out to be none. */
export function toMoment(direction: 1 | -1, none: string): void {
  pause()
  wishFor((lab) => {
    const found = isRead(lab) ? besideNow(lab, direction) : undefined
    if (found) seekTo(found.at)
    return found !== undefined
  }, none)
}
