import { openDrawer } from '../../store'
import { ClusterForm } from '../scenario/ClusterForm'

/** What the cluster is built of. */
export default function ClusterDrawer() {
  return (
    <>
      <ClusterForm />
      <button
        type="button"
        onClick={() => openDrawer('settings')}
        className="mt-3 rounded text-xs font-medium text-info hover:underline"
      >
        All settings
      </button>
    </>
  )
}
