import { useEffect, useRef, useState } from 'react'
import type { DrillHead } from '../../../drills/list'
import { useLive, type Live, type DrillLine, type DrillView } from '../../../live'

/** Milliseconds between two looks while it plays. */
const pause = 400

/** How the drill stands at the instant shown; what was known last until that is known. */
export function useDrill(
  live: Live,
  { id, beginsSeconds }: DrillHead,
  typed: readonly DrillLine[],
  hints: boolean
): DrillView | null {
  const [view, setView] = useState<DrillView | null>(null)
  const now = useLive(live, (state) => state.frame?.now ?? -1)
  const branch = useLive(live, (state) => state.inputs)
  const asked = useRef({ at: 0, number: 0 })
  const isThere = now >= beginsSeconds * 1e6
  useEffect(() => {
    if (!isThere) return
    const { current } = asked
    const timer = setTimeout(
      () => {
        const number = ++current.number
        current.at = performance.now()
        void live.ask('drill', { drill: id, typed, hints }).then((answer) => {
          if (answer && number === current.number) setView(answer)
        })
      },
      Math.max(0, current.at + pause - performance.now())
    )
    return () => clearTimeout(timer)
  }, [live, id, now, isThere, branch, typed, hints])
  return view
}
