import { useSyncExternalStore } from 'react'

/** `embed.html`, or as it was before `?embed=1`: parts of the page, for another page that shows the lab in a frame. */
export const isEmbedded =
  location.pathname.endsWith('/embed.html') || new URLSearchParams(location.search).get('embed') === '1'

const phoneQuery = matchMedia('(max-width: 699px)')
const narrowQuery = matchMedia('(max-width: 1199px)')
const crampedQuery = matchMedia('(max-width: 999px)')

const useQuery = (query: MediaQueryList): boolean =>
  useSyncExternalStore(
    (changed) => {
      query.addEventListener('change', changed)
      return () => query.removeEventListener('change', changed)
    },
    () => query.matches
  )

/** As wide as a phone: one looks, and does not act. */
export const isPhone = (): boolean => phoneQuery.matches
export const usePhone = (): boolean => useQuery(phoneQuery)

/** Too narrow for a drawer beside topology and inspector: it opens over the picture. */
export const useNarrow = (): boolean => useQuery(narrowQuery)

const tallQuery = matchMedia('(min-height: 700px)')

/** High enough for two parts of the inspector one below the other. */
export const useTall = (): boolean => useQuery(tallQuery)

/** Too narrow for the inspector beside the topology: it comes when something is selected. */
export const useCramped = (): boolean => useQuery(crampedQuery)

const stillQuery = matchMedia('(prefers-reduced-motion: reduce)')
export const prefersStill = (): boolean => stillQuery.matches
