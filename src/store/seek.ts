import type { Micros } from '../base/time'
import { askAloud } from './connection'
import { useLab } from './lab'
import { forgetWish } from './wish'

let wanted: Micros | null = null
let asking: Promise<void> | null = null

/** Moves the playhead. At most one question is on its way; of those that come meanwhile, the last is asked. */
export function seekTo(at: Micros): void {
  forgetWish()
  const playhead = Math.round(Math.max(0, at))
  useLab.setState({ playhead })
  wanted = playhead
  asking ??= follow()
}

async function follow(): Promise<void> {
  while (wanted !== null) {
    const at = wanted
    wanted = null
    if ((await askAloud('seek', { at })) !== null) continue
    // Refused: the instant shown is still the one before.
    useLab.setState(({ frame, playhead }) => ({ playhead: frame?.now ?? playhead }))
    break
  }
  asking = null
}

/** When nothing is being sought any more: what is asked next is about the instant that the person sees. */
export async function settled(): Promise<void> {
  if (asking) await asking
}

export const isSeeking = (): boolean => asking !== null
