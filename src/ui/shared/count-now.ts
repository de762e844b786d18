import { create } from 'zustand'
import { useLab, type WaitView } from '../../store'

/** Nobody reads a countdown faster. */
const refreshMs = 100

/** The instant by which countdowns are written: while it plays, some ten times a second at any speed; else the one that is shown. */
const useCountNow = create<{ readonly now: number }>()(() => ({ now: 0 }))
let last = 0

useLab.subscribe(({ frame, playing }, before) => {
  if (!frame || (frame === before.frame && playing === before.playing)) return
  const at = performance.now()
  if (playing && at - last < refreshMs) return
  last = at
  useCountNow.setState({ now: frame.now })
})

/** The instant for a countdown; wakes nobody where nothing is counted. */
export const useCounted = (wait: WaitView | null): number => useCountNow(({ now }) => (wait ? now : 0))

/** The instant for what changes all the time, such as traffic. */
export const useCountedNow = (): number => useCountNow(({ now }) => now)
