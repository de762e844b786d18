import { useEffect } from 'react'
import { useLab } from '../../store'

/**
 * Asks for what belongs to the instant shown: at each one while the run is paused; while it plays, once every
 * `refreshMs`. `load` must be stable; an answer counts only as long as it is `wanted`.
 */
export function useInstant(load: (wanted: () => boolean) => Promise<void>, refreshMs: number): void {
  const playing = useLab((lab) => lab.playing)
  // Not each frame while it plays: the next would come before the answer.
  const frame = useLab((lab) => (lab.playing ? null : lab.frame))
  useEffect(() => {
    let wanted = true
    const ask = () => void load(() => wanted)
    ask()
    const timer = playing ? setInterval(ask, refreshMs) : undefined
    return () => {
      wanted = false
      clearInterval(timer)
    }
  }, [load, frame, playing, refreshMs])
}
