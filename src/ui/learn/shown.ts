import { create } from 'zustand'

/** Questions whose answers were shown without guessing, `chapter/figure`: as long as the page is open. */
export const useShown = create<{ readonly shown: ReadonlySet<string> }>()(() => ({ shown: new Set() }))

export function setShown(key: string, on: boolean): void {
  useShown.setState(({ shown }) => {
    const next = new Set(shown)
    if (on) next.add(key)
    else next.delete(key)
    return { shown: next }
  })
}
