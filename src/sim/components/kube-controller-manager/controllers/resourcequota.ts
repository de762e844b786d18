import { amountText, plus, zero, type Amount } from '../../../api/quota/amount'
import { inScope } from '../../../api/quota/scopes'
import { countName, usageOf } from '../../../api/quota/usage'
import { equal } from '../../../api/equality'
import { findResource, storedKinds } from '../../../api/scheme'
import type { KubeObject, Pod, ResourceQuota } from '../../../api/types'
import { informerOf, resources } from '../caches'
import type { ControllerManager } from '../context'
import { enqueue, type Controller } from '../controller'
import { errorOf, isNotFound, isOk, request } from '../sync'

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
    if (resource === 'resourcequotas' && type !== 'delete') return enqueue(kcm, name, key)
    const { namespace } = object.metadata
    if (namespace === undefined || !(type === 'delete' || gives(resource, object, old))) return
    const quotas = informerOf(kcm.caches, 'resourcequotas').store.under(`${namespace}/`)
    for (const { metadata } of quotas) enqueue(kcm, name, `${namespace}/${metadata.name}`)
  },

  read(kcm, key) {
    const quota = informerOf(kcm.caches, 'resourcequotas').store.get(key) as Quota | undefined
    if (!quota || quota.metadata.deletionTimestamp) return null
    const hard = quota.spec?.hard ?? {}
    const used = usedOf(kcm, quota)
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

/** The kind that a quota's resource name counts objects of; undefined: none that is known. */
function pluralOf(resource: string): string | undefined {
  const [, counted] = /^count\/(.+)$/.exec(resource) ?? []
  if (counted !== undefined) return findResource(counted)?.plural
  if (resource.startsWith('services')) return 'services'
  if (resource === 'requests.storage' || resource.includes('.storageclass.storage.k8s.io/'))
    return 'persistentvolumeclaims'
  if (storedKinds.get(resource)?.group === '') return resource
  return /^(?:(?:requests|limits)\.)?(?:cpu|memory|ephemeral-storage|hugepages-)/.test(resource) ||
    resource.startsWith('requests.')
    ? 'pods'
    : undefined
}

/** Models quota.CalculateUsage: only what an evaluator knows is in it. */
function usedOf(kcm: ControllerManager, quota: Quota): Record<string, string> {
  const wanted = new Map<string, string[]>()
  for (const resource of Object.keys(quota.spec?.hard ?? {}).sort()) {
    const plural = pluralOf(resource)
    if (plural === undefined || !resources.includes(plural)) continue
    const known = wanted.get(plural)
    if (known) known.push(resource)
    else wanted.set(plural, [resource])
  }
  const used = new Map<string, Amount>()
  for (const [plural, names] of wanted) {
    const kind = storedKinds.get(plural)!
    for (const one of names) used.set(one, zero)
    for (const object of informerOf(kcm.caches, plural).store.under(`${quota.metadata.namespace}/`)) {
      if (!inScope(kind, object, quota.spec ?? {})) continue
      const usage = usageOf(kind, object)
      for (const one of names) {
        const amount = usage.get(one) ?? (one === countName(kind) ? undefined : zero)
        if (amount) used.set(one, plus(used.get(one)!, amount))
      }
    }
  }
  return Object.fromEntries([...used].map(([resource, amount]) => [resource, amountText(amount)]))
}
