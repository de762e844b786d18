import { useSyncExternalStore } from 'react'

const query = matchMedia('(min-width: 1200px)')

/** Wide enough for side notes in a column of their own. */
export const useWideBook = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      query.addEventListener('change', changed)
      return () => query.removeEventListener('change', changed)
    },
    () => query.matches
  )
