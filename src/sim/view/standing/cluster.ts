import { toSeconds } from '../../../base/time'
import { keysOf, list, map, part, text } from '../../api/kinds/parts'
import type { CoreEvent, KubeObject, Lease, Namespace, Node, ResourceQuota } from '../../api/types'
import { parseTime } from '../../api/timestamp'
import { clockOf } from '../../kernel/outbox'
import { saidBy } from './says'
import { count, ended, unwell, well, type Stands } from './types'

export const node: Stands<Node> = (world, object) => {
  const ready = object.status.conditions?.find(({ type }) => type === 'Ready')
  if (!ready) return unwell('Nobody has said yet whether it is Ready.')
  const { name } = object.metadata
  if (ready.status === 'True' && world.machine(name)?.up === false)
    return unwell(`The API still says Ready, but ${name} has no power.`)
  const kubelet = world.find(`${name}/kubelet`)
  if (ready.status === 'True' && kubelet && (kubelet.status !== 'running' || kubelet.paused))
    return unwell(
      `The API still says Ready, but its kubelet ${kubelet.status === 'running' ? 'hangs' : 'does not run'}.`
    )
  const worries = (object.status.conditions ?? []).filter(({ type, status }) => type !== 'Ready' && status === 'True')
  const taints = (object.spec.taints ?? []).filter(({ effect }) => effect !== 'PreferNoSchedule')
  const more = [
    ...worries.map(({ type, message }) => `${type}: ${ended(message ?? '')}`),
    ...(object.spec.unschedulable === true ? ['Is cordoned: no new pods come to it.'] : []),
    ...(taints.length > 0 ? [`Taints: ${taints.map(({ key, effect }) => `${key}:${effect}`).join(', ')}.`] : [])
  ].join(' ')
  const now = ready.status === 'True' ? 'Ready.' : `Not ready: ${ended(ready.message || (ready.reason ?? 'unknown'))}`
  const all = more === '' ? now : `${now} ${more}`
  return ready.status === 'True' && worries.length === 0 ? well(all) : unwell(all)
}

/** Deletion of what is in it, in the words of its conditions. */
export const namespace: Stands<Namespace> = (_world, object) => {
  if (object.metadata.deletionTimestamp === undefined) return null
  const holds = [
    'NamespaceDeletionDiscoveryFailure',
    'NamespaceDeletionGroupVersionParsingFailure',
    'NamespaceDeletionContentFailure',
    'NamespaceContentRemaining',
    'NamespaceFinalizersRemaining'
  ]
  const said = holds.flatMap((type) => saidBy(object, type) ?? [])
  return unwell(
    said.length > 0
      ? `Is being deleted: ${said.map(ended).join(' ')}`
      : 'Is being deleted: no controller has said what is left in it.'
  )
}

export const quota: Stands<ResourceQuota> = (_world, { spec, status }) => {
  const names = keysOf(spec?.hard)
  const [hard, used] = [map(spec?.hard), map(status?.used)]
  if (names.some((name) => used[name] === undefined)) return unwell('No controller has counted yet what is used.')
  return well(`Used: ${names.map((name) => `${name} ${used[name]} of ${hard[name]}`).join(', ')}.`)
}

export const lease: Stands<Lease> = (world, { spec }) => {
  const { holderIdentity: holder, renewTime, leaseDurationSeconds: lasts } = spec
  if (!holder) return unwell('Nobody holds it.')
  if (renewTime === undefined) return well(`Is held by ${holder}.`)
  const ago = toSeconds(clockOf(world) - parseTime(renewTime))
  const now = `Is held by ${holder.split('_')[0]}, renewed ${Math.max(0, ago).toFixed(1)} s ago`
  if (lasts === undefined) return well(`${now}.`)
  return ago > lasts
    ? unwell(`${now}: longer than the ${lasts} s that it lasts.`)
    : well(`${now}; it lasts ${lasts} s.`)
}

export const event: Stands<CoreEvent> = (_world, { reason, message, involvedObject, count: times = 1 }) =>
  well(
    `${reason} of ${involvedObject.kind} ${involvedObject.name}${times > 1 ? `, ${times} times` : ''}: ${ended(message ?? '')}`
  )

export const data: Stands<KubeObject & { readonly data?: unknown; readonly binaryData?: unknown }> = (_world, object) =>
  well(`Holds ${count(keysOf(object.data).length + keysOf(object.binaryData).length, 'key')}.`)

/** Kinds that say by conditions of the field's usual names whether all is well; custom ones, too. */
export const byConditions: Stands<KubeObject> = (_world, object) => {
  const conditions = list(part(object.status)?.conditions)
  const bad = conditions.filter(({ type, status }) => status === 'False' && usual.has(text(type)))
  if (bad.length > 0)
    return unwell(
      bad.map(({ type, message, reason }) => `Not ${text(type)}: ${ended(text(message) || text(reason))}`).join(' ')
    )
  const good = conditions.filter(({ type, status }) => status === 'True' && usual.has(text(type)))
  return good.length > 0 ? well(`${good.map(({ type }) => text(type)).join(', ')}.`) : null
}
const usual: ReadonlySet<string> = new Set([
  'Ready',
  'Available',
  'Established',
  'NamesAccepted',
  'Accepted',
  'Programmed',
  'ResolvedRefs',
  'Approved'
])
