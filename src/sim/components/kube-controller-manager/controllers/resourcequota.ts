import { equal } from '../../../api/equality'
import type { KubeObject, Pod, ResourceQuota } from '../../../api/types'
import { informerOf, resources } from '../caches'
import { enqueue, type Controller } from '../controller'
import { errorOf, isNotFound, isOk, request } from '../sync'
import { syncs } from './later'

type Quota = ResourceQuota

interface Input {
  readonly quota: Quota
  readonly status: NonNullable<ResourceQuota['status']>
}

const name = 'resourcequota'

/**
 * Counts anew what the objects of a namespace take of its quotas: when a quota changes, and when something that took of it goes.
 * Models pkg/controller/resourcequota/resource_quota_controller.go.
 */
export const resourceQuota: Controller<Input> = {
  name,
  user: 'resourcequota-controller',
  workers: 5,
  needs: resources,

  observe(kcm, { resource, type, key, object, old }) {
    // Statuses are the controller's own writes, and those of API servers that admit: only what is allowed counts.
    if (
      resource === 'resourcequotas' &&
      type !== 'delete' &&
      !isAllowedTheSame(object as Quota, old as Quota | undefined)
    )
      return enqueue(kcm, name, key)
    const { namespace } = object.metadata
    if (namespace === undefined || !(type === 'delete' || gives(resource, object, old))) return
    const quotas = informerOf(kcm.caches, 'resourcequotas').store.under(`${namespace}/`)
    for (const { metadata } of quotas) enqueue(kcm, name, `${namespace}/${metadata.name}`)
  },

  read(kcm, key) {
    const quota = informerOf(kcm.caches, 'resourcequotas').store.get(key) as Quota | undefined
    if (!quota || quota.metadata.deletionTimestamp) return null
    const hard = quota.spec?.hard ?? {}
    const used = syncs().usedOf(kcm, quota)
    const status = { hard, used }
    return equal(status, { hard: quota.status?.hard ?? {}, used: quota.status?.used ?? {} }) && quota.status?.hard
      ? null
      : { quota, status }
  },

  *sync({ quota, status }) {
    const { name: of, namespace } = quota.metadata
    const body = { ...quota, status }
    const answer = yield* request({
      verb: 'update',
      resource: 'resourcequotas',
      subresource: 'status',
      namespace: namespace!,
      name: of,
      body
    })
    return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
  }
}

const isAllowedTheSame = (quota: Quota, old: Quota | undefined): boolean =>
  old !== undefined && equal(quota.spec?.hard ?? {}, old.spec?.hard ?? {})

/** An update after which an object takes less: a pod that ended, a Service of another type. */
function gives(resource: string, object: KubeObject, old: KubeObject | undefined): boolean {
  if (!old) return false
  if (resource === 'pods') {
    const ended = ({ status }: Pod) => status?.phase === 'Succeeded' || status?.phase === 'Failed'
    return ended(object as Pod) && !ended(old as Pod)
  }
  const type = (one: KubeObject) => (one.spec as { type?: string } | undefined)?.type
  return resource === 'services' && type(object) !== type(old)
}
