import { useCallback, useEffect, useRef, useState } from 'react'
import type { Progress } from '../../../advisor/pool'

export interface Work {
  /** How far it is; null: nothing is under way. */
  readonly progress: Progress | null
  /** Why the last one did not come to its end; empty if it did. */
  readonly error: string
  readonly start: (
    work: (told: { signal: AbortSignal; progress: (progress: Progress) => void }) => Promise<void>
  ) => void
  readonly stop: () => void
}

/** One piece of work at a time that a person may stop. Leaving the page stops it. */
export function useWork(): Work {
  const [progress, setProgress] = useState<Progress | null>(null)
  const [error, setError] = useState('')
  const under = useRef<AbortController | null>(null)
  const stop = useCallback(() => {
    under.current?.abort()
    under.current = null
    setProgress(null)
  }, [])
  useEffect(() => stop, [stop])
  const start = useCallback<Work['start']>(
    (work) => {
      stop()
      const mine = new AbortController()
      under.current = mine
      const isMine = () => under.current === mine
      setError('')
      setProgress({ done: 0, of: 0 })
      work({ signal: mine.signal, progress: (now) => isMine() && setProgress(now) })
        .catch((problem: unknown) => {
          if (isMine()) setError(problem instanceof Error ? problem.message : String(problem))
        })
        .finally(() => {
          if (isMine()) stop()
        })
    },
    [stop]
  )
  return { progress, error, start, stop }
}
