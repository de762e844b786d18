import { useEffect, useRef, useState } from 'react'
import { useLab, useLanguage, type PillView } from '../../store'
import { pillLine, sayIn } from '../../words'

/** Says to who does not see the row what has changed in it; what is not known says nothing. */
export function Changes({ pills }: { readonly pills: readonly PillView[] }) {
  const words = useLanguage((state) => state.words)
  const faultAt = useLab((lab) => lab.info?.faultAt ?? 0)
  const before = useRef(new Map<PillView['id'], PillView['status']>())
  const [said, setSaid] = useState('')
  useEffect(() => {
    const known = pills.filter(({ status }) => status === 'all' || status === 'some' || status === 'none')
    const changed = known.filter(({ id, status }) => {
      const last = before.current.get(id)
      return last !== undefined && last !== status
    })
    for (const { id, status } of known) before.current.set(id, status)
    if (changed.length === 0) return
    const say = sayIn(words, faultAt)
    setSaid(changed.map((pill) => `${words.pills[pill.id].long}: ${pillLine(words, say, pill)}`).join('. '))
  }, [pills, words, faultAt])
  return (
    <p aria-live="polite" className="sr-only">
      {said}
    </p>
  )
}
