import { seconds } from '../../../../../base/time'
import { formatTime } from '../../../../api/timestamp'
import { wallClock } from '../../../../kernel/clock'
import { lookup } from '../../caches'
import { customKinds } from '../../custom'
import { enqueueAfter, type Controller } from '../../controller'
import { syncs } from '../later'
import type { NamespaceLook } from './sync'

const name = 'namespace'
/** Objects that were just made may not be seen yet. Models namespaceDeletionGracePeriod. */
const deletionGrace = seconds(5)

/**
 * Empties a namespace that is being deleted, then takes its finalizer away.
 * Models pkg/controller/namespace/deletion/namespaced_resources_deleter.go.
 */
export const namespace: Controller<NamespaceLook> = {
  name,
  user: 'namespace-controller',
  workers: 'concurrent-namespace-syncs',
  backoff: { base: 5_000, max: seconds(60) },
  rateFactor: 20,
  needs: ['namespaces', 'customresourcedefinitions'],

  observe(kcm, { type, key, object, resource }, out) {
    if (resource === 'namespaces' && type !== 'delete' && object.metadata.deletionTimestamp)
      enqueueAfter(kcm, name, key, deletionGrace, 'namespace-deletion-grace-period', out)
  },

  read(kcm, key) {
    const found = lookup(kcm.caches, 'namespaces', key)
    if (!found?.metadata.deletionTimestamp) return null
    const custom = customKinds(kcm.caches).filter(({ namespaced }) => namespaced)
    return { namespace: found, custom, release: kcm.settings.release, now: formatTime(wallClock(kcm)) }
  },

  sync: (look) => syncs().namespace(look)
}
