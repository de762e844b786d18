import { useStore } from '@xyflow/react'
import { injectFault, play, say, useLab } from '../../store'
import { prefersStill } from '../shared/screen'
import type { Layout } from './layout'
import { usePage } from '../shared/use-page'

/** Between masters and workers. */
const gapAbove = 40

/** The first minute's one large button, where a toolbar will be: what is worth doing at the instant shown. */
export function Suggestion({ layout }: { readonly layout: Layout }) {
  const t = usePage()
  const [x, y, zoom] = useStore((flow) => flow.transform)
  const height = useStore((flow) => flow.height)
  const suggestion = useLab((lab) => (lab.acted ? null : lab.suggestion))
  const busy = useLab((lab) => lab.selection !== '')
  if (!suggestion || busy) return null
  const { title, leader, fault, instead } = suggestion
  const carryOut = async () => {
    const error = await injectFault(fault, instead ?? undefined)
    if (error) say('alert', error)
    else if (!prefersStill()) play()
  }
  const { regions, bounds } = layout
  const { field } = regions[0]!
  const middle = (bounds.x + bounds.width / 2) * zoom + x
  const top = Math.min((field.y - gapAbove) * zoom + y, height - 80)
  return (
    <button
      type="button"
      onClick={carryOut}
      style={{ left: middle, top: Math.max(8, top) }}
      className="absolute z-10 flex -translate-x-1/2 items-baseline gap-2 rounded-xl bg-badfill px-5 py-1.5 whitespace-nowrap text-onbad shadow-pop hover:opacity-90 max-[480px]:grid"
    >
      <b className="text-[15px] font-semibold">{t(title)}</b>
      <span className="text-xs">
        {t('and watch who is elected in the place of')} {leader}
      </span>
    </button>
  )
}
