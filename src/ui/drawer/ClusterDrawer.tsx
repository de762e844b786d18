import { openDrawer } from '../../store'
import { ClusterForm } from '../scenario/ClusterForm'
import { usePage } from '../shared/use-page'

/** What the cluster is built of. */
export default function ClusterDrawer() {
  const t = usePage()
  return (
    <>
      <ClusterForm />
      <button
        type="button"
        onClick={() => openDrawer('settings')}
        className="mt-3 rounded text-xs font-medium text-info hover:underline"
      >
        {t('All settings')}
      </button>
    </>
  )
}
