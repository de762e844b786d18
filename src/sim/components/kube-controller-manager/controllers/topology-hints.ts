import { quantityMilliValue } from '../../../api/quantity'
import type { EndpointSlice, Node, Service } from '../../../api/types'
import type { Change } from '../../../client-go/informer'
import { equal } from '../../../api/equality'
import { distributionOf, isAuto, isNear } from './hints-asked'
import type { Endpoint, PortGroup } from './slice-endpoints'

/** What a Service is told of its hints. */
export interface HintEvent {
  readonly type: 'Normal' | 'Warning'
  readonly reason: 'TopologyAwareHintsEnabled' | 'TopologyAwareHintsDisabled'
  readonly message: string
}

export interface Hinted {
  readonly groups: readonly PortGroup[]
  readonly events: readonly HintEvent[]
  /** Its endpoints have hints by capacity. */
  readonly byCapacity: boolean
}

interface Hints {
  readonly forZones?: readonly { readonly name: string }[]
  readonly forNodes?: readonly { readonly name: string }[]
}

/**
 * Which of its endpoints who should use: of a Service that prefers what is near, or shares by capacity. Models endpointslice
 * reconciler.go, trafficdist/trafficdist.go and topologycache/topologycache.go.
 * @param before whether its endpoints had hints by capacity
 */
export function hintsFor(
  service: Service,
  groups: readonly PortGroup[],
  slices: readonly EndpointSlice[],
  nodes: () => Iterable<Node>,
  before: boolean
): Hinted {
  if (isAuto(service)) return byCapacity(groups, slices, ratiosOf(nodes()), before)
  const disabled: HintEvent[] = before
    ? [
        {
          type: 'Warning',
          reason: 'TopologyAwareHintsDisabled',
          message: say('Topology Aware Hints has been disabled')
        }
      ]
    : []
  const wanted = distributionOf(service)
  const near = isNear(service)
  return {
    groups: near ? groups.map((group) => mapped(group, (one) => nearHints(one, wanted === 'PreferSameNode'))) : groups,
    events: disabled,
    byCapacity: false
  }
}

const say = (text: string): string => `${text}, addressType: IPv4`

function mapped(
  { ports, endpoints }: PortGroup,
  hints: (endpoint: Endpoint, uid: string) => Hints | undefined
): PortGroup {
  const found = new Map<string, Endpoint>()
  endpoints.forEach((endpoint, uid) => {
    const its = hints(endpoint, uid)
    found.set(uid, its ? Object.freeze({ ...endpoint, hints: its as Endpoint['hints'] & Hints }) : endpoint)
  })
  return { ports, endpoints: found }
}

/** A ready endpoint is for its own zone, and for its own node if that is asked for. */
function nearHints({ conditions, zone, nodeName }: Endpoint, nodes: boolean): Hints | undefined {
  if (conditions?.ready !== true || (!zone && !(nodes && nodeName))) return undefined
  return Object.freeze({
    ...(zone && { forZones: [{ name: zone }] }),
    ...(nodes && nodeName && { forNodes: [{ name: nodeName }] })
  })
}

const capacityOf = ({ metadata, status }: Node): string =>
  [
    status.conditions?.find(({ type }) => type === 'Ready')?.status,
    metadata.labels?.['topology.kubernetes.io/zone'],
    status.allocatable?.cpu
  ].join()

/** Whether a change of a node can change zones' shares. */
export const capacityChanged = ({ type, object, old }: Change): boolean =>
  type !== 'update' || !old || capacityOf(object as Node) !== capacityOf(old as Node)

/** A zone's share of the CPU of ready workers; null: it is not known of all. Models SetNodes. */
function ratiosOf(nodes: Iterable<Node>): ReadonlyMap<string, number> | null {
  const cpu = new Map<string, number>()
  for (const { metadata, status } of nodes) {
    const labels = metadata.labels ?? {}
    if ('node-role.kubernetes.io/control-plane' in labels || 'node-role.kubernetes.io/master' in labels) continue
    if (status.conditions?.find(({ type }) => type === 'Ready')?.status !== 'True') continue
    const zone = labels['topology.kubernetes.io/zone'] ?? ''
    const its = quantityMilliValue(status.allocatable?.cpu)
    if (zone === '' || its === 0) return null
    cpu.set(zone, (cpu.get(zone) ?? 0) + its)
  }
  const total = [...cpu.values()].reduce((sum, one) => sum + one, 0)
  return cpu.size < 2 ? null : new Map([...cpu].sort().map(([zone, its]) => [zone, its / total]))
}

/** By how much an endpoint may be busier than all are. */
const overloadThreshold = 0.2

interface Allocation {
  readonly minimum: number
  readonly maximum: number
  readonly desired: number
}

/** How many endpoints each zone should have; or why that cannot be. Models getAllocations. */
function allocationsFor(count: number, ratios: ReadonlyMap<string, number> | null): Map<string, Allocation> | string {
  if (!ratios) return 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes'
  const about = `(${count} endpoints, ${ratios.size} zones)`
  if (ratios.size > count) return `Insufficient number of endpoints ${about}`
  const found = new Map<string, Allocation>()
  let least = 0
  for (const [zone, ratio] of ratios) {
    const desired = ratio * count
    const minimum = Math.ceil(desired / (1 + overloadThreshold))
    found.set(zone, { minimum, maximum: 0, desired: Math.max(desired, minimum) })
    least += minimum
  }
  if (least > count)
    return `Unable to allocate minimum required endpoints to each zone without exceeding overload threshold ${about}`
  for (const [zone, one] of found) found.set(zone, { ...one, maximum: one.minimum + count - least })
  return found
}

function byCapacity(
  groups: readonly PortGroup[],
  slices: readonly EndpointSlice[],
  ratios: ReadonlyMap<string, number> | null,
  before: boolean
): Hinted {
  const events: HintEvent[] = []
  const hinted = groups.map((group) => {
    const given = allocate(group, slices, ratios)
    if (typeof given === 'string') {
      events.push({ type: 'Warning', reason: 'TopologyAwareHintsDisabled', message: say(given) })
      return group
    }
    return mapped(group, (_endpoint, uid) => {
      const zone = given.get(uid)
      return zone === undefined ? undefined : Object.freeze({ forZones: [{ name: zone }] })
    })
  })
  const works = events.length === 0 && groups.length > 0
  if (works && !before)
    events.push({
      type: 'Normal',
      reason: 'TopologyAwareHintsEnabled',
      message: say('Topology Aware Hints has been enabled')
    })
  return { groups: hinted, events, byCapacity: works }
}

/** The zone that each ready endpoint is for, by UID. What a slice says that need not change stays. Models AddHints. */
function allocate(
  { endpoints }: PortGroup,
  slices: readonly EndpointSlice[],
  ratios: ReadonlyMap<string, number> | null
): Map<string, string> | string {
  const ready = [...endpoints].filter(([, { conditions }]) => conditions?.ready === true)
  const allocations = allocationsFor(ready.length, ratios)
  if (typeof allocations === 'string') return allocations
  const kept = keptHints(endpoints, slices, allocations)
  if (kept) return kept
  const given = new Map<string, string>()
  const counts = new Map<string, number>()
  for (const [uid, { zone }] of ready) {
    if (!zone) return 'One or more endpoints do not have a zone specified'
    given.set(uid, zone)
    counts.set(zone, (counts.get(zone) ?? 0) + 1)
  }
  const { giving, receiving } = exchange(allocations, counts)
  for (const [uid, { zone }] of ready) {
    if ((giving.get(zone!) ?? 0) === 0) continue
    const to = [...receiving].find(([, left]) => left > 0)?.[0]
    if (to === undefined) break
    given.set(uid, to)
    giving.set(zone!, giving.get(zone!)! - 1)
    receiving.set(to, receiving.get(to)! - 1)
  }
  return given
}

/** The hints that stand already, if nothing else changes and no zone has more than it may. Models getHintsByZone. */
function keptHints(
  endpoints: PortGroup['endpoints'],
  slices: readonly EndpointSlice[],
  allocations: ReadonlyMap<string, Allocation>
): Map<string, string> | undefined {
  const standing = slices.flatMap((slice) => slice.endpoints)
  if (standing.length !== endpoints.size) return undefined
  const given = new Map<string, string>()
  const counts = new Map<string, number>()
  for (const { hints, ...endpoint } of standing) {
    const uid = endpoint.targetRef?.uid ?? ''
    if (!equal(endpoint, endpoints.get(uid))) return undefined
    if (endpoint.conditions?.ready !== true) continue
    const zone = hints?.forZones?.[0]?.name
    const allocation = zone === undefined ? undefined : allocations.get(zone)
    if (zone === undefined || !allocation) return undefined
    counts.set(zone, (counts.get(zone) ?? 0) + 1)
    if (counts.get(zone)! > allocation.maximum) return undefined
    given.set(uid, zone)
  }
  return given
}

/** How many endpoints zones give up, and how many others get. Models getGivingAndReceivingZones. */
function exchange(allocations: ReadonlyMap<string, Allocation>, counts: ReadonlyMap<string, number>) {
  const over = new Map<string, number>()
  const under = new Map<string, number>()
  for (const [zone, { desired }] of allocations) {
    const has = counts.get(zone) ?? 0
    if (has > desired) over.set(zone, has - desired)
    else if (has < desired) under.set(zone, desired - has)
  }
  const giving = new Map<string, number>()
  const receiving = new Map<string, number>()
  for (;;) {
    const [from, gives] = most(over)
    const [to, takes] = most(under)
    if (from === '' || to === '' || (gives < 1 && takes < 1) || gives < 0.5 || takes < 0.5) return { giving, receiving }
    giving.set(from, (giving.get(from) ?? 0) + 1)
    over.set(from, gives - 1)
    receiving.set(to, (receiving.get(to) ?? 0) + 1)
    under.set(to, takes - 1)
  }
}

function most(zones: ReadonlyMap<string, number>): readonly [string, number] {
  let found: readonly [string, number] = ['', 0]
  for (const [zone, n] of zones) if (n > found[1]) found = [zone, n]
  return found
}
