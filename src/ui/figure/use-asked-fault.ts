import { useEffect, useRef } from 'react'
import { useLive, type Live } from '../../live'

/** A link asks for a fault, or for an instant alone: it happens once, `at` seconds after the run's first fault. */
export function useAskedFault(live: Live, fault: string, at: number | null): void {
  const origin = useLive(live, ({ info }) => (info ? (info.faultAt ?? 0) : null))
  const done = useRef('')
  useEffect(() => {
    const asked = `${fault} ${at}`
    if (origin === null || at === null || done.current === asked) return
    done.current = asked
    live.seek(Math.max(0, origin + at * 1e6))
    if (fault === '') return
    void live.act(fault).then((refused) => {
      if (refused !== null) live.store.setState({ error: `The link asks for '${fault}': ${refused}` })
    })
  }, [live, origin, fault, at])
}
