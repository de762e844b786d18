import { create } from 'zustand'
import type { Micros } from '../../../base/time'
import type { Live } from '../../../live'
import { keep } from '../kept'

interface Lockstep {
  readonly at: Micros
  readonly playing: boolean
}

/** The one playhead of all sides. */
export const useLockstep = create<Lockstep>()(() => ({ at: 0, playing: false }))

/** Pictures a second while it plays, and how many of them a whole day takes. */
const perSecond = 8
const pictures = 480

let runs: readonly Live[] = []
let ticking: ReturnType<typeof setInterval> | undefined

/** Who follows the playhead from now on. */
export function follow(lives: readonly Live[]): void {
  runs = lives
  for (const live of runs) live.seek(useLockstep.getState().at)
}

export function seekAll(at: Micros): void {
  const to = Math.round(Math.min(Math.max(0, at), endOf()))
  useLockstep.setState({ at: to })
  for (const live of runs) live.seek(to)
  if (!useLockstep.getState().playing) keep('at', String(to / 1_000_000))
}

/** As far as the shortest of the days goes; 0 before any is open. */
export function endOf(): Micros {
  const ends = runs.flatMap(({ store }) => store.getState().timeline?.until ?? [])
  return ends.length === 0 ? 0 : Math.min(...ends)
}

/** Plays all of them; it goes on only when each has come to the playhead, but for what cannot be opened. */
export function playAll(): void {
  if (useLockstep.getState().at >= endOf()) seekAll(0)
  useLockstep.setState({ playing: true })
  clearInterval(ticking)
  ticking = setInterval(() => {
    const { at } = useLockstep.getState()
    const together = runs.every(({ store }) => {
      const { frame, timeline, failed } = store.getState()
      return failed || (frame?.now === at && (timeline?.end ?? 0) >= at)
    })
    if (!together || endOf() === 0) return
    if (at >= endOf()) return pauseAll()
    seekAll(at + endOf() / pictures)
  }, 1_000 / perSecond)
}

export function pauseAll(): void {
  clearInterval(ticking)
  useLockstep.setState({ playing: false })
  keep('at', String(useLockstep.getState().at / 1_000_000))
}
