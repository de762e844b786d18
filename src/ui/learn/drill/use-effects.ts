import { useCallback, useEffect, useRef, useState } from 'react'
import type { DrillHead } from '../../../drills/list'
import { createLive, type DrillView, type Live } from '../../../live'

/** What a run came to, as far as it is known: not asked for, being computed, or measured. */
export type Effect = 'unknown' | 'computing' | 'failed' | Pick<DrillView, 'measured' | 'score'>

/** The run as it was, and with each remedy, each in a worker of its own, one after the other: none is shown before it was run. */
export function useEffects(head: DrillHead): {
  readonly effects: ReadonlyMap<string, Effect>
  readonly measure: () => void
} {
  const [effects, setEffects] = useState<ReadonlyMap<string, Effect>>(new Map())
  const open = useRef<Live | null>(null)
  const gone = useRef(false)
  useEffect(() => {
    gone.current = false
    return () => {
      gone.current = true
      open.current?.close()
    }
  }, [])
  const measure = useCallback(() => {
    const set = (id: string, effect: Effect) => setEffects((all) => new Map([...all, [id, effect]]))
    const runs = [{ id: '', link: head.link }, ...head.remedies]
    void (async () => {
      for (const { id, link } of runs) {
        if (gone.current) return
        set(id, 'computing')
        const live = createLive(link)
        open.current = live
        const measured = await measuredOf(live, head)
        live.close()
        if (gone.current) return
        set(id, measured ?? 'failed')
      }
    })()
  }, [head])
  return { effects, measure }
}

/** How the run stands at the instant at which it is measured, with nobody at its terminal. */
async function measuredOf(live: Live, { id, measuredSeconds }: DrillHead): Promise<DrillView | null> {
  live.wake()
  live.seek(measuredSeconds * 1e6)
  const isThere = await new Promise<boolean>((resolve) => {
    const look = () => {
      const { frame, failed } = live.store.getState()
      if (failed) resolve(false)
      else if (frame && frame.now >= measuredSeconds * 1e6) resolve(true)
      else return
      leave()
    }
    const leave = live.store.subscribe(look)
  })
  return isThere ? live.ask('drill', { drill: id, typed: [], hints: false }) : null
}
