import { useEffect, useRef, useState } from 'react'
import { inspect, useLab, type InspectorView } from '../../store'

/** While it plays, a person reads no faster than this. */
const refreshMs = 250

/** What is selected at the instant shown; undefined until the first answer, null if it does not exist then. */
export function useInspection(target: string): InspectorView | null | undefined {
  const [answer, setAnswer] = useState<{ target: string; view: InspectorView | null }>()
  const lastAsked = useRef(0)
  const frame = useLab((lab) => lab.frame)
  const playing = useLab((lab) => lab.playing)
  useEffect(() => {
    let current = true
    const ask = async () => {
      lastAsked.current = performance.now()
      const view = await inspect(target)
      if (current) setAnswer({ target, view })
    }
    const wait = playing ? Math.max(0, refreshMs - (performance.now() - lastAsked.current)) : 0
    const timer = setTimeout(ask, wait)
    return () => {
      current = playing && performance.now() - lastAsked.current < refreshMs
      clearTimeout(timer)
    }
  }, [target, frame, playing])
  return answer?.target === target ? answer.view : undefined
}
