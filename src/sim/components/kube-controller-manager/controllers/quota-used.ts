import { amountText, plus, zero, type Amount } from '../../../api/quota/amount'
import { inScope } from '../../../api/quota/scopes'
import { countName, usageOf } from '../../../api/quota/usage'
import { findResource, storedKinds } from '../../../api/scheme'
import type { ResourceQuota } from '../../../api/types'
import { informerOf, resources } from '../caches'
import type { ControllerManager } from '../context'

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
export function usedOf(kcm: ControllerManager, quota: ResourceQuota): Record<string, string> {
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
