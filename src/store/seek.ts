import type { Micros } from '../base/time'
import { askAloud } from './connection'
import { useLab } from './lab'

let wanted: Micros | null = null
let asking: Promise<void> | null = null

/** Moves the playhead. At most one question is on its way; of those that come meanwhile, the last is asked. */
export function seekTo(at: Micros): void {
  const playhead = Math.round(Math.max(0, at))
  useLab.setState({ playhead })
  wanted = playhead
  asking ??= follow()
}

async function follow(): Promise<void> {
  while (wanted !== null) {
    const at = wanted
    wanted = null
    if ((await askAloud('seek', { at })) === null) break
  }
  asking = null
}

/** When nothing is being sought any more: what is asked next is about the instant that the person sees. */
export async function settled(): Promise<void> {
  if (asking) await asking
}

export const isSeeking = (): boolean => asking !== null
