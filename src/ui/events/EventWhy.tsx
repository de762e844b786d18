import { useEffect, useState } from 'react'
import { whyOf, type InspectorView } from '../../store'
import { WhyChain } from '../inspector/WhyChain'

/** The chain of causes of one step. */
export function EventWhy({ entry }: { readonly entry: number }) {
  const [why, setWhy] = useState<InspectorView['why']>([])
  useEffect(() => {
    let current = true
    void whyOf(entry).then((found) => current && setWhy(found))
    return () => {
      current = false
    }
  }, [entry])
  return (
    <aside aria-label="Why this step" className="w-[380px] overflow-auto border-l border-line px-3">
      <h2 className="heading">Why?</h2>
      <WhyChain why={why} />
    </aside>
  )
}
