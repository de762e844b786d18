import { openDrawer } from '../../store'
import { ClusterForm } from '../scenario/ClusterForm'
import { FaultList } from '../scenario/FaultList'

/** What goes wrong, and below it to what: the two that are changed in turn. */
export default function FaultsDrawer() {
  return (
    <>
      <FaultList />
      <div className="-mx-4 my-3 h-px bg-line" />
      <div className="mb-1 flex items-center">
        <h2 className="flex-1 font-semibold">Cluster</h2>
        <button
          type="button"
          onClick={() => openDrawer('settings')}
          className="rounded-md px-2 py-0.5 text-xs font-medium hover:bg-raised"
        >
          All settings
        </button>
      </div>
      <ClusterForm />
    </>
  )
}
