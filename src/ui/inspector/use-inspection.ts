import { useCallback, useState } from 'react'
import { inspect, type InspectorView } from '../../store'
import { useInstant } from '../shared/use-instant'

/** While it plays, a person reads no faster than this. */
const refreshMs = 250

/** What is selected at the instant shown; undefined until the first answer, null if it does not exist then. */
export function useInspection(target: string): InspectorView | null | undefined {
  const [answer, setAnswer] = useState<{ target: string; view: InspectorView | null }>()
  const load = useCallback(
    async (wanted: () => boolean) => {
      const view = await inspect(target)
      if (wanted()) setAnswer({ target, view })
    },
    [target]
  )
  useInstant(load, refreshMs)
  return answer?.target === target ? answer.view : undefined
}
