import { lazy, Suspense } from 'react'
import { useLab } from '../../store'
import { Boundary } from '../shared/Boundary'
import { Summary } from './Summary'
import { usePage } from '../shared/use-page'

const Selected = lazy(() => import('./Selected'))

/** The right column: what is selected, in depth; without a selection, the run as a whole. */
export function Inspector() {
  const t = usePage()
  const selection = useLab((lab) => lab.selection)
  return (
    <aside aria-label={t('Inspector')} className="flex h-full flex-col overflow-hidden border-l border-line bg-panel">
      {selection ? (
        <Boundary key={selection} name="The inspector">
          <Suspense fallback={<p className="p-4 text-mute">{t('Loading …')}</p>}>
            <Selected target={selection} />
          </Suspense>
        </Boundary>
      ) : (
        <div className="overflow-auto p-4" tabIndex={0} role="group" aria-label={t('The run as a whole')}>
          <Summary />
        </div>
      )}
    </aside>
  )
}
