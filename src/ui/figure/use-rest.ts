import { useEffect, useState } from 'react'
import { useLive, type Live } from '../../live'
import type { ChainStep, PillView } from '../../sim/view/types'

const none: readonly PillView[] = []
const nothing: readonly ChainStep[] = []
/** Who drags the playhead asks for nothing. */
const pauseMs = 300

/** What is known of what works at the instant shown: what was tried at it; before that, and while it plays, what the states say. */
export function usePills(live: Live, asks: boolean): readonly PillView[] {
  const known = useLive(live, ({ frame }) => frame?.works ?? none)
  const now = useLive(live, ({ frame }) => frame?.now)
  // Not whether anything is asked: asking would end what it waits for.
  const stands = useLive(live, ({ playing, frame, playhead }) => !playing && frame?.now === playhead)
  const revision = useLive(live, ({ revision: of }) => of?.branch)
  const [tried, setTried] = useState<{ readonly at: number | undefined; readonly pills: readonly PillView[] }>()
  useEffect(() => {
    if (!asks || !stands) return
    let wanted = true
    const timer = setTimeout(() => {
      void live.works().then((answer) => {
        if (wanted && answer) setTried({ at: answer.at, pills: answer.pills })
      })
    }, pauseMs)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [live, now, revision, asks, stands])
  return tried && tried.at === now ? tried.pills : known
}

/** The chain of causes of an entry, the cause first; empty until it is known. */
export function useChain(live: Live, entry: number | null): readonly ChainStep[] {
  const [chain, setChain] = useState<{ readonly entry: number; readonly steps: readonly ChainStep[] }>()
  useEffect(() => {
    if (entry === null) return
    let wanted = true
    const timer = setTimeout(() => {
      void live.chain(entry).then((steps) => {
        if (wanted) setChain({ entry, steps })
      })
    }, pauseMs)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [live, entry])
  return chain && chain.entry === entry ? chain.steps : nothing
}
