import { useLayoutEffect, useMemo } from 'react'
import { create } from 'zustand'
import { useLab, works, type PillView, type WorksView } from '../../store'

/** So long the page stands still before anything is tried: who drags the playhead asks for nothing. */
const pauseMs = 250

/** What was tried at the instant shown. One for the page: row and story speak of the same. */
const useTried = create<{ readonly tried: WorksView | null }>()(() => ({ tried: null }))
const none: readonly PillView[] = []

/** Keeps trying what works at the instant shown, until all is answered; used once, by whoever draws the row. */
export function useAskWorks(): void {
  const playing = useLab((lab) => lab.playing)
  // Another frame is another instant, or another branch.
  const frame = useLab((lab) => (lab.playing ? null : lab.frame))
  // With the frame itself: nobody sees the page as idle before it has begun to try.
  useLayoutEffect(() => {
    useTried.setState({ tried: null })
    if (playing || !frame) return
    let wanted = true
    useLab.setState({ trying: true })
    const follow = async () => {
      for (let open = 1; open > 0 && wanted;) {
        const answer = await works()
        if (!wanted) return
        if (!answer || answer.at !== frame.now) break
        useTried.setState({ tried: answer })
        open = answer.open
      }
      useLab.setState({ trying: false })
    }
    const timer = setTimeout(() => void follow(), pauseMs)
    return () => {
      wanted = false
      useLab.setState({ trying: false })
      clearTimeout(timer)
    }
  }, [playing, frame])
}

/**
 * What is known of what works at the instant shown: what was tried at it; before that, and while it plays, what the states say.
 */
export function useWorks(): readonly PillView[] {
  const known = useLab((lab) => lab.frame?.works ?? none)
  const now = useLab((lab) => lab.frame?.now)
  const playing = useLab((lab) => lab.playing)
  const tried = useTried((state) => state.tried)
  return useMemo(() => {
    if (playing) return known
    const isAbout = tried !== null && tried.at === now
    return known.map((pill) => {
      const found = isAbout ? tried.pills.find(({ id }) => id === pill.id) : undefined
      if (found && found.status !== 'asking') return found
      return pill.status === 'playing' ? { ...pill, status: 'asking' } : pill
    })
  }, [playing, known, tried, now])
}
