import { keyOf, kindOf, type Kind } from '../../../api/scheme'
import { amountOf, amountText, minus, plus, zero, type Amount } from '../../../api/quota/amount'
import { inScope } from '../../../api/quota/scopes'
import { unsaid, usageOf } from '../../../api/quota/usage'
import type { Pod, ResourceQuota, Status } from '../../../api/types'
import type { ApiServer } from '../context'
import { denied } from '../errors'
import type { Admission } from './admission'

type Quota = ResourceQuota
type Used = ReadonlyMap<string, Amount>

/** What was taken of quotas for an object that is about to be stored: their next states. */
export type Reservations = readonly Quota[]

/**
 * Refuses what no quota of its namespace has room for; what it takes is written into the quotas before it is stored.
 * Models apiserver/pkg/admission/plugin/resourcequota/controller.go checkRequest.
 */
export function quotaCheck(admission: Admission): Status | Reservations {
  const { server, kind, object } = admission
  if (!object || !kind.namespaced || !isCounted(admission)) return []
  const { name, namespace = '' } = object.metadata
  const quotas = quotasOf(server, namespace)
  if (quotas.length === 0) return []
  const usage = usageOf(kind, object)
  const found = quotas.flatMap((quota): [Quota, readonly string[]][] => {
    const of = Object.keys(quota.spec?.hard ?? {}).filter((resource) => concerns(kind, resource, usage))
    return of.length > 0 && inScope(kind, object, quota.spec ?? {}) ? [[quota, of]] : []
  })
  if (kind.plural === 'pods' && admission.operation === 'CREATE')
    for (const [quota, resources] of found) {
      const missing = unsaid(object as Pod, resources)
      if (missing !== '') return denied(kind, name, `failed quota: ${quota.metadata.name}: must specify ${missing}`)
    }
  const reserved: Quota[] = []
  for (const [quota, resources] of found) {
    const next = take(admission, quota, resources, usage)
    if ('code' in next) return next
    if (next !== quota) reserved.push(next)
  }
  return reserved
}

/** Models the evaluators' Handles: what is made is counted, and changes of pods, services and claims. */
function isCounted({ request, kind, operation }: Admission): boolean {
  if (kind.plural === 'events' || (request.subresource ?? '') !== '') return false
  if (operation === 'CREATE') return true
  return (
    operation === 'UPDATE' && kind.group === '' && ['pods', 'services', 'persistentvolumeclaims'].includes(kind.plural)
  )
}

/** Whether a name in a quota speaks of a kind at all. */
const concerns = ({ group, plural }: Kind, resource: string, usage: Used): boolean =>
  usage.has(resource) ||
  (group === '' &&
    plural === 'pods' &&
    /^(?:(?:requests|limits)\.)?(?:cpu|memory|ephemeral-storage|hugepages-.*)$/.test(resource))

function take(admission: Admission, quota: Quota, resources: readonly string[], usage: Used): Quota | Status {
  const { kind, object, old, operation } = admission
  const { name } = object!.metadata
  const { hard = {}, used = {} } = quota.status ?? {}
  const unknown = resources.filter((resource) => hard[resource] === undefined)
  if (unknown.length > 0)
    return denied(
      kind,
      name,
      `status unknown for quota: ${quota.metadata.name}, resources: ${unknown.sort().join(',')}`
    )
  const counted = operation === 'UPDATE' && old !== null && inScope(kind, old, quota.spec ?? {})
  const before: Used = counted ? usageOf(kind, old) : new Map()
  const wanted = resources
    .map((resource) => [resource, minus(usage.get(resource) ?? zero, before.get(resource) ?? zero)] as const)
    .filter(([, amount]) => amount.milli > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  if (wanted.length === 0) return quota
  const next = wanted.map(([resource, amount]) => [resource, plus(amountOf(used[resource]), amount)] as const)
  const over = next.filter(([resource, amount]) => amount.milli > amountOf(hard[resource]).milli).map(([one]) => one)
  if (over.length > 0) {
    const text = (of: (resource: string) => string) => over.map((one) => `${one}=${of(one)}`).join(',')
    const asked = new Map(wanted)
    const [requested, taken, limited] = [
      text((one) => amountText(asked.get(one)!)),
      text((one) => amountText(amountOf(used[one]))),
      text((one) => hard[one]!)
    ]
    return denied(
      kind,
      name,
      `exceeded quota: ${quota.metadata.name}, requested: ${requested}, used: ${taken}, limited: ${limited}`
    )
  }
  const now = Object.fromEntries(next.map(([resource, amount]) => [resource, amountText(amount)]))
  return { ...quota, status: { ...quota.status, used: { ...used, ...now } } }
}

/** Quotas of a namespace by name, with what was taken of them since the cache heard of them. */
function quotasOf(server: ApiServer, namespace: string): readonly Quota[] {
  const cached = server.caches
    .get('resourcequotas')!
    .objects.under(keyOf(kindOf('resourcequotas'), namespace)) as Quota[]
  return cached.map((quota) => {
    const ours = server.quotasTaken.get(`${namespace}/${quota.metadata.name}`) as Quota | undefined
    return ours && ours.metadata.resourceVersion === quota.metadata.resourceVersion ? ours : quota
  })
}
