import { useEffect, useRef, useState, type RefObject } from 'react'
import { useStore } from 'zustand'
import { createLive, type Live } from './live'
import { liveOf, type Use } from './shared'
import type { LiveState } from './state'

/** A slice of what is known of a live run. */
export const useLive = <T>(live: Live, select: (state: LiveState) => T): T => useStore(live.store, select)

const never = createLive('')

/**
 * The page's run of a link, which works while the element is in sight. Before the first effect it is a run of nothing, which nobody
 * wakes. `of`: whose own run it is, if it shall not be the one that the page's figures share.
 */
export function useLiveOf(link: string, inSight: RefObject<Element | null>, of = ''): Live {
  const [use, setUse] = useState<Use | null>(null)
  useEffect(() => {
    const taken = liveOf(link, createLive, of)
    setUse(taken)
    const element = inSight.current
    const observer = new IntersectionObserver((entries) => taken.watch(entries.at(-1)!.isIntersecting), {
      rootMargin: '120px'
    })
    if (element) observer.observe(element)
    else taken.watch(true)
    return () => {
      observer.disconnect()
      taken.release()
    }
  }, [link, inSight, of])
  return use?.live ?? never
}

/** Whether an element is in sight. */
export function useInSight(): readonly [RefObject<HTMLDivElement | null>, boolean] {
  const ref = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState(false)
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => setSeen(entries.at(-1)!.isIntersecting), {
      rootMargin: '120px'
    })
    if (ref.current) observer.observe(ref.current)
    return () => observer.disconnect()
  }, [])
  return [ref, seen]
}
