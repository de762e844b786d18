import { openDrawer } from '../../store'
import { ClusterForm } from '../scenario/ClusterForm'
import { FaultList } from '../scenario/FaultList'
import { usePage } from '../shared/use-page'

/** What goes wrong, and below it to what: the two that are changed in turn. */
export default function FaultsDrawer() {
  const t = usePage()
  return (
    <>
      <FaultList />
      <div className="-mx-4 my-3 h-px bg-line" />
      <div className="mb-1 flex items-center">
        <h2 className="flex-1 font-semibold">{t('Cluster')}</h2>
        <button
          type="button"
          onClick={() => openDrawer('settings')}
          className="rounded-md px-2 py-0.5 text-xs font-medium hover:bg-raised"
        >
          {t('All settings')}
        </button>
      </div>
      <ClusterForm />
    </>
  )
}
