import type { Kind } from '../scheme'
import type { KubeObject, PersistentVolumeClaim, Pod, Service } from '../types'
import { amountOf, whole, type Amount } from './amount'
import { podAmounts } from './resources'

/** Kinds of the core group that are counted by their plain name, too. */
const plainly: ReadonlySet<string> = new Set([
  'configmaps',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services'
])

/** Where an object of a kind is counted. */
export const countName = ({ group, plural }: Pick<Kind, 'group' | 'plural'>): string =>
  group === '' ? `count/${plural}` : `count/${plural}.${group}`

/**
 * What an object takes of quotas, by resource name. Models pkg/quota/v1/evaluator/core and generic.
 * @param now wall clock in microseconds as text of RFC 3339: pods whose grace is over take nothing
 */
export function usageOf(kind: Pick<Kind, 'group' | 'plural'>, object: KubeObject): Map<string, Amount> {
  const usage = new Map<string, Amount>([[countName(kind), whole(1)]])
  if (kind.group !== '') return usage
  if (kind.plural === 'pods') return podUsage(object as Pod, usage)
  if (plainly.has(kind.plural)) usage.set(kind.plural, whole(1))
  if (kind.plural === 'services') serviceUsage(object as Service, usage)
  if (kind.plural === 'persistentvolumeclaims') claimUsage(object as PersistentVolumeClaim, usage)
  return usage
}

const isOver = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed'

function podUsage(pod: Pod, usage: Map<string, Amount>): Map<string, Amount> {
  if (isOver(pod)) return usage
  usage.set('pods', whole(1))
  for (const [name, amount] of podAmounts(pod, 'requests')) {
    if (isCompute(name)) usage.set(name, amount)
    if (isCompute(name) || name.includes('/')) usage.set(`requests.${name}`, amount)
  }
  for (const [name, amount] of podAmounts(pod, 'limits')) if (isCompute(name)) usage.set(`limits.${name}`, amount)
  return usage
}

const isCompute = (name: string): boolean =>
  name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || name.startsWith('hugepages-')

function serviceUsage({ spec }: Service, usage: Map<string, Amount>): void {
  const ports = spec.ports?.length ?? 0
  const balanced = spec.type === 'LoadBalancer'
  const allocated = !balanced || spec.allocateLoadBalancerNodePorts !== false
  const nodePorts = spec.type === 'NodePort' || (balanced && allocated) ? ports : 0
  usage.set('services.nodeports', whole(nodePorts))
  usage.set('services.loadbalancers', whole(balanced ? 1 : 0))
}

function claimUsage({ spec, metadata }: PersistentVolumeClaim, usage: Map<string, Amount>): void {
  const name = metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec.storageClassName ?? ''
  const asked = amountOf(String(spec.resources?.requests?.storage ?? '0'))
  usage.set('requests.storage', asked)
  if (name === '') return
  usage.set(`${name}.storageclass.storage.k8s.io/requests.storage`, asked)
  usage.set(`${name}.storageclass.storage.k8s.io/persistentvolumeclaims`, whole(1))
}

/** What containers must say for a quota to be reckoned. Models pods.go validationSet. */
const mustBeSaid: ReadonlySet<string> = new Set([
  'cpu',
  'memory',
  'requests.cpu',
  'requests.memory',
  'limits.cpu',
  'limits.memory'
])

/** `limits.cpu for: a,b; …`: resources of a quota that containers of a pod do not name; empty: none. Models podEvaluator.Constraints. */
export function unsaid({ spec }: Pod, resources: readonly string[]): string {
  const required = resources.filter((name) => mustBeSaid.has(name) || /hugepages-/.test(name))
  const missing = new Map<string, Set<string>>()
  for (const { name, resources: own } of [...(spec.containers ?? []), ...(spec.initContainers ?? [])])
    for (const resource of required) {
      const limit = resource.startsWith('limits.')
      const plain = resource.replace(/^(?:requests|limits)\./, '')
      if ((limit ? own?.limits : own?.requests)?.[plain] !== undefined) continue
      const known = missing.get(resource)
      if (known) known.add(name)
      else missing.set(resource, new Set([name]))
    }
  return [...missing]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([resource, names]) => `${resource} for: ${[...names].sort().join(',')}`)
    .join('; ')
}
