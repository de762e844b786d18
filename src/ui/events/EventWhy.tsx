import { useEffect, useState } from 'react'
import { whyOf, type InspectorView } from '../../store'
import { WhyChain } from '../inspector/WhyChain'
import { usePage } from '../shared/use-page'

/** The chain of causes of one step. */
export function EventWhy({ entry, close }: { readonly entry: number; readonly close: () => void }) {
  const t = usePage()
  const [why, setWhy] = useState<InspectorView['why']>([])
  useEffect(() => {
    let current = true
    void whyOf(entry).then((found) => current && setWhy(found))
    return () => {
      current = false
    }
  }, [entry])
  return (
    <aside
      aria-label={t('Why this step')}
      className="w-[380px] max-w-[55%] flex-none overflow-auto border-l border-line px-3 py-1.5"
    >
      <div className="flex items-start justify-between">
        <h2 className="heading">{t('Why?')}</h2>
        <button type="button" aria-label={t('Close Why')} className="px-1 text-mute hover:text-ink" onClick={close}>
          ×
        </button>
      </div>
      <WhyChain why={why} />
    </aside>
  )
}
