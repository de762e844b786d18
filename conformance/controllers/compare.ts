import { componentsBehind, coverage, explains, isOfHaste, isOfRegistration, isOfTheEnd, nodesBeside } from './beside'
import {
  isPlayed,
  namespaceIn,
  type Case,
  type KubernetesObject,
  type Outcome,
  type RecordedCall,
  type RecordedEvent
} from './cases'

/** One thing that a case is held to, and how what came out differs: nothing if it is the same. */
export interface Check {
  readonly name: 'calls' | 'events' | 'final'
  readonly differences: readonly string[]
}

const suffix = '[bcdfghjklmnpqrstvwxz2456789]'

/** A text without what chance, the clock and the size of the cluster chose. */
export const steady = (text: string): string =>
  text
    .replace(new RegExp(`-${suffix}{8,10}\\b`, 'g'), '-HASH')
    .replace(new RegExp(`-${suffix}{5}\\b`, 'g'), '-NAME')
    // Of a generateName that is longer than 58, those before the five are its own.
    .replace(new RegExp(`(?<![a-z0-9.-])([a-z0-9.-]{58})${suffix}{5}(?![a-z0-9.-])`, 'g'), '$1NAME')
    .replace(new RegExp(`^${suffix}{8,10}$`), 'HASH')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UID')
    .replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z\b/g, 'TIME')
    .replace(/\bcsi-[0-9a-f]{20,}/g, 'csi-HASH')
    .replace(/\bworker-\d\b/g, 'worker')
    // Go's maps have no order.
    .replace(/(?<=controlled by multiple HPAs: \[)[^\]]*/, (list) => list.split(' ').sort().join(' '))
    .replace(/\b10\.(?:244|96)\.\d+\.\d+\b/g, 'IP')
    .replace(/\b(cj[\w-]*)-\d{8}\b/g, '$1-MINUTE')
    .replace(/\b\d+\/\d+ nodes are available: /g, 'N/N nodes are available: ')
    // Which of many equal nodes.
    .replace(/\bm\d{3}\b/g, 'm')
    .replace(/preemption: .*/g, 'preemption')

/** Holds what came out against what was recorded. */
export function compare(recorded: Case, found: Outcome): readonly Check[] {
  const scope = scopeOf(recorded)
  return [
    { name: 'calls', differences: callDifferences(recorded, found.calls) },
    { name: 'events', differences: eventDifferences(recorded, found, scope) },
    { name: 'final', differences: finals(recorded.final, found.final) }
  ]
}

/** Everybody's writes, as far as they are not the same. */
export function callDifferences(recorded: Case, calls: readonly RecordedCall[]): readonly string[] {
  const scope = scopeOf(recorded)
  return difference(chains(recorded.api_calls, scope), chains(calls, scope))
}

interface Scope {
  has(event: RecordedEvent): boolean
  covers(call: RecordedCall): boolean
}

/** What a recording is about: its namespaces and the objects without one that it names. */
function scopeOf({ api_calls, events }: Case): Scope {
  const spaces = new Set(api_calls.flatMap(({ uri }) => namespaceIn(uri) ?? []))
  const shared = new Set(['default', 'kube-system'])
  const objects = new Set(events.map(({ object }) => steady(object)))
  const words = new Set([...api_calls, ...events].flatMap((each) => steady(JSON.stringify(each)).split(/[^\w.-]+/)))
  return {
    has: ({ ns, object }) => (spaces.has(ns) && !shared.has(ns)) || objects.has(steady(object)),
    covers: (call) => {
      const { uri, name } = call
      const space = namespaceIn(uri)
      if (space !== undefined) return (spaces.has(space) && !shared.has(space)) || words.has(steady(aboutWhich(call)))
      return (
        words.has(steady(/\/([^/?]+)(?:\/(?:status|finalize|approval))?(?:\?.*)?$/.exec(uri)?.[1] ?? '')) ||
        words.has(steady(name ?? '?'))
      )
    }
  }
}

/** The name of the object that a request in a namespace is about. */
const aboutWhich = (call: RecordedCall): string =>
  call.name ?? (/\/namespaces\/[^/]+\/[^/]+\/([^/?]+)/.exec(call.uri)?.[1] || nameIn(call) || '?')

const reads = new Set(['get', 'list', 'watch'])

/**
 * Everybody's writes of one object in their order. Left out is what depends on how fast a machine is: writes that lost a race
 * (409), and how many changes one write of a status sums up.
 */
function chains(calls: readonly RecordedCall[], scope: Scope): readonly string[] {
  const byObject = new Map<string, string[]>()
  for (const call of calls) {
    const { user, verb, uri, code, name } = call
    if (isPlayed(user) || user.startsWith('system:node:') || reads.has(verb) || code === 409 || code === 0) continue
    // Somebody deleted the object first: who was quicker is a race as well, for those that write and those that delete.
    if (code === 404 && verb !== 'create') continue
    // A range that another node was given meanwhile.
    if (code === 422 && user === 'node-controller') continue
    if (isHasty(call)) continue
    if (
      /\/(events|leases|serviceaccounts|token|tokenreviews|subjectaccessreviews)(\/|$|\?)/.test(uri) ||
      !scope.covers(call)
    )
      continue
    const path = steady(uri.replace(/\?.*/, ''))
    const [, sub = ''] = /\/(status|binding|finalize|approval|scale|eviction)$/.exec(path) ?? []
    const object =
      verb === 'create' && sub === '' && name !== undefined
        ? `${path}/${steady(name)}`
        : verb === 'create' && sub === ''
          ? `${path}/${steady(nameIn(call))}`
          : path.replace(/\/(status|binding|finalize|approval|scale|eviction)$/, '')
    const link = `${user} ${verb}${sub && `/${sub}`}${code >= 400 ? ` ${code}` : ''}`
    const links = byObject.get(exact(call, object)) ?? []
    if (path.startsWith('/api/v1/nodes/') && user === 'ttl-controller') {
      // A new node gets its annotation and its address range at the same time.
      byObject.set(`${exact(call, object)} ttl`, [link])
      continue
    }
    if (links.at(-1)?.split('|')[0] !== link) links.push(link)
    byObject.set(exact(call, object), links)
  }
  return [...byObject].map(([object, links]) => `${steady(object.split('|')[0]!)}: ${links.join(' → ')}`)
}

/** Says of a pod that its claim is not bound yet. */
const isHasty = ({ user, uri, body }: RecordedCall): boolean =>
  user === 'kube-scheduler' &&
  uri.endsWith('/status') &&
  JSON.stringify(body ?? '').includes('pod has unbound immediate PersistentVolumeClaims')

/** Two objects whose names chance chose are two. */
const exact = (call: RecordedCall, object: string): string => {
  const { uri, name, verb } = call
  return `${object}|${
    verb === 'create' && !uri.endsWith('/binding')
      ? (name ?? nameIn(call))
      : uri
          .replace(/\?.*/, '')
          .replace(/\/(status|binding|finalize|approval|scale|eviction)$/, '')
          .split('/')
          .at(-1)
  }`
}

const nameIn = ({ body }: RecordedCall): string => {
  const { metadata } = (body ?? {}) as { metadata?: { name?: string; generateName?: string } }
  return metadata?.name ?? metadata?.generateName ?? ''
}

/** Which events there were; how often is chance where a controller tries again. */
function eventDifferences(recorded: Case, found: Outcome, scope: Scope): readonly string[] {
  const others = nodesBeside(recorded)
  const isOther = componentsBehind(recorded, found)
  const wanted = lines(recorded.events, others)
  const seen = lines(
    found.events.filter((event) => scope.has(event)),
    others
  )
  const late = seen.filter((line) => isOther(line) && !wanted.includes(line))
  const isChance = (line: string) =>
    isOfRegistration(line, recorded) || isOfHaste(line, recorded) || isOfTheEnd(line, recorded)
  return coverage(
    wanted.filter((line) => !isChance(line)),
    seen.filter((line) => !late.includes(line) && !isChance(line))
  )
}

const lines = (events: readonly RecordedEvent[], others: RegExp): readonly string[] => [
  ...new Set(
    events.map(({ type, reason, message, reportingComponent, source, object }) =>
      steady(`${object} ${type} ${reason} ${reportingComponent || source}: ${message}`).replace(others, ' to worker')
    )
  )
]

function difference(wanted: readonly string[], found: readonly string[]): readonly string[] {
  const count = new Map<string, number>()
  for (const line of wanted) count.set(line, (count.get(line) ?? 0) + 1)
  for (const line of found) count.set(line, (count.get(line) ?? 0) - 1)
  return [...count]
    .sort()
    .flatMap(([line, n]) => Array.from({ length: Math.abs(n) }, () => `${n > 0 ? '-' : '+'} ${line}`))
}

const volatile = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'managedFields',
  'selfLink',
  'podIP',
  'podIPs',
  'hostIP',
  'hostIPs',
  'containerStatuses',
  'nodeName',
  'nodePort',
  // Of what a key signed, or tells.
  'certificate',
  'extra',
  'clusterIP',
  'clusterIPs',
  'lastTransitionTime',
  'lastUpdateTime',
  'lastProbeTime',
  'lastHeartbeatTime',
  'nodeInfo',
  'podCIDR',
  'podCIDRs',
  'addresses'
])
/** Said by whoever stands in for a kubelet. */
const kubeletsConditions = new Set(['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady'])

/** Objects at the end, by kind and name. What is left of them when chance and the clock are taken away is the same. */
function finals(wanted: readonly KubernetesObject[], found: readonly KubernetesObject[]): readonly string[] {
  const keyOf = ({ kind, metadata }: KubernetesObject) => steady(`${kind} ${metadata.namespace ?? ''}/${metadata.name}`)
  const lines = (objects: readonly KubernetesObject[]) => {
    const byKey = new Map<string, string[]>()
    for (const object of objects)
      byKey.set(keyOf(object), [...(byKey.get(keyOf(object)) ?? []), JSON.stringify(settled(uncounted(object)))])
    return byKey
  }
  const [recorded, made] = [lines(wanted), lines(found)]
  return [...recorded].flatMap(([key, texts]) => {
    const others = made.get(key) ?? []
    if (others.length === 0) return [`- ${key} is missing`]
    return texts.flatMap((text) => {
      const same = others.findIndex((other) => explains(JSON.parse(text), JSON.parse(other)))
      if (same >= 0) {
        others.splice(same, 1)
        return []
      }
      const other = others.shift()
      return other === undefined
        ? [`- one ${key} more`]
        : [`~ ${key}: ${paths('', JSON.parse(text), JSON.parse(other)).slice(0, 6).join('; ')}`]
    })
  })
}

/**
 * The generation of a slice counts its controller's writes, and one sums up as many changes as had come until then: also whether any of
 * them was one that triggers.
 */
function uncounted(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'EndpointSlice' && object.kind !== 'Endpoints') return object
  const {
    generation,
    annotations = {},
    ...metadata
  } = object.metadata as Readonly<Record<string, unknown>> & KubernetesObject['metadata']
  const { 'endpoints.kubernetes.io/last-change-trigger-time': _, ...others } = annotations as Readonly<
    Record<string, unknown>
  >
  return {
    ...(object.kind === 'EndpointSlice' ? byOwnZones(object) : object),
    metadata: {
      ...metadata,
      ...(object.kind === 'Endpoints' && generation !== undefined && { generation }),
      ...(Object.keys(others).length > 0 && { annotations: others })
    }
  }
}

/** Which worker a pod went to is chance, and with it its zone: a hint of its own zone is one wherever that is. */
function byOwnZones(slice: KubernetesObject): KubernetesObject {
  const endpoints = (slice.endpoints ?? []) as readonly (object & Hinted)[]
  const own = ({ zone, hints, ...rest }: object & Hinted): object => ({
    ...rest,
    ...(hints && {
      hints: { ...hints, forZones: hints.forZones?.map(({ name }) => (name === zone ? 'its own' : name)) }
    })
  })
  return { ...slice, endpoints: endpoints.map(own) }
}
interface Hinted {
  readonly zone?: string
  readonly hints?: { readonly forZones?: readonly { readonly name: string }[] }
}

/** What differs, field by field. */
function paths(path: string, a: unknown, b: unknown): readonly string[] {
  if (explains(a, b)) return []
  const plain = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null
  if (plain(a) && plain(b) && Array.isArray(a) === Array.isArray(b))
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
      paths(`${path}.${key}`, a[key], b[key])
    )
  return [`${path}: want ${JSON.stringify(a)?.slice(0, 160)} got ${JSON.stringify(b)?.slice(0, 160)}`]
}

function settled(value: unknown, path = ''): unknown {
  if (typeof value === 'string') return steady(value).replace(/^IP(?:\/\d+)?$/, 'IP')
  if (Array.isArray(value)) {
    const items = value
      .filter(
        (item) => !(path === '/status/conditions' && kubeletsConditions.has((item as { type?: string })?.type ?? ''))
      )
      .map((item) => settled(item, `${path}/*`))
    // Subsets stand in the order of hashes of their addresses, and of uids.
    return path === '/status/conditions' || path === '/subsets'
      ? [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
      : items
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key]) =>
          !volatile.has(key) &&
          key !== 'topology.kubernetes.io/zone' &&
          key !== 'zone' &&
          !(path === '/metadata' && key === 'deletionTimestamp')
      )
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, settled(item, `${path}/${key}`)])
  )
}
