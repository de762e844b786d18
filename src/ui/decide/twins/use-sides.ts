import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { OutcomeView } from '../../../sim/view/types'
import { createLive, liveOf, type Live } from '../../../live'
import type { Side } from './clusters'
import { follow } from './lockstep'

/** The runs of all sides; they work as long as the part is on the page. */
export function useRuns(sides: readonly Side[]): readonly Live[] {
  const [runs, setRuns] = useState<readonly Live[]>([])
  const links = sides.map(({ link }) => link).join('\n')
  useEffect(() => {
    const uses = links.split('\n').map((link) => liveOf(link))
    for (const use of uses) use.watch(true)
    const lives = uses.map(({ live }) => live)
    setRuns(lives)
    follow(lives)
    return () => {
      setRuns([])
      follow([])
      for (const use of uses) use.release()
    }
  }, [links])
  return runs
}

const never = createLive('')
export const useFrame = (live: Live | undefined) => useStore((live ?? never).store, ({ frame }) => frame)
export const useTimeline = (live: Live | undefined) => useStore((live ?? never).store, ({ timeline }) => timeline)

const askEveryMs = 1_500

/** What came of each run, asked again until nothing is open. Null before the first answer. */
export function useOutcomes(runs: readonly Live[]): readonly (OutcomeView | null)[] {
  const [outcomes, setOutcomes] = useState<readonly (OutcomeView | null)[]>([])
  useEffect(() => {
    let ended = false
    setOutcomes(runs.map(() => null))
    runs.forEach((live, i) => {
      const ask = async () => {
        const said = await live.ask('outcome', {})
        if (ended) return
        if (said) setOutcomes((before) => before.map((one, j) => (i === j ? said : one)))
        if (said?.open ?? live.store.getState().error === '') setTimeout(() => void (ended || ask()), askEveryMs)
      }
      void ask()
    })
    return () => {
      ended = true
    }
  }, [runs])
  return outcomes
}
