import { seconds, type Micros } from '../base/time'

/** Pictures come at most so often: several figures may play on one page. */
const pictureMs = 40
/** After a longer break (another tab was in front) the clock goes on from where it stood. */
const longestBreak = 100

/** What playing moves. */
export interface Played {
  /** False ends it. */
  playing(): boolean
  /** Simulated seconds per second, at this instant. */
  pace(): number
  /** The instant shown, as far as is simulated, and where playing stops. */
  at(): { readonly playhead: Micros; readonly end: Micros; readonly stop: Micros }
  seek(at: Micros): void
  stopped(): void
}

/** Moves the playhead with the browser's clock until it comes to the stop. What is not simulated yet is not run into. */
export function playOn(played: Played): void {
  let last = performance.now()
  const tick = (now: number) => {
    if (!played.playing()) return
    requestAnimationFrame(tick)
    if (now - last < pictureMs) return
    const passed = Math.min(now - last, longestBreak) / 1_000
    last = now
    const { playhead, end, stop } = played.at()
    const next = Math.min(playhead + seconds(passed * played.pace()), stop, Math.max(end, playhead))
    if (next > playhead) played.seek(next)
    if (next >= stop) played.stopped()
  }
  requestAnimationFrame(tick)
}
