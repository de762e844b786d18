import type { EndpointSlice, Service } from '../../api/types'
import type { RuleEndpoint } from '../linux/messages'

/** The node whose packet filter it is. */
export interface Place {
  readonly node: string
  readonly zone: string
}

/** Where traffic to one port of a Service may go from a node. */
export interface Categorized {
  /** By the Cluster policy: everywhere, or nearby where hints say so. */
  readonly endpoints: readonly RuleEndpoint[]
  /** By `internalTrafficPolicy: Local` and `externalTrafficPolicy: Local`: this node's. */
  readonly internal?: readonly RuleEndpoint[]
  readonly external?: readonly RuleEndpoint[]
}

type Slices = readonly EndpointSlice[]
type Hints = { readonly forZones?: readonly { name: string }[]; readonly forNodes?: readonly { name: string }[] }
interface Candidate {
  readonly endpoint: RuleEndpoint
  readonly ready: boolean
  /** It still serves while it terminates. */
  readonly leaving: boolean
  readonly hints: Hints
}

const isLocal = (policy: string | undefined): boolean => policy === 'Local'
export const isInternalLocal = ({ spec }: Service): boolean => isLocal(spec.internalTrafficPolicy)
export const isExternalLocal = ({ spec }: Service): boolean => isLocal(spec.externalTrafficPolicy)

/** What the rules of a Service depend on besides its endpoints: nothing, the node's zone, or the node itself. */
export function boundTo(service: Service, slices: Slices): 'nothing' | 'zone' | 'node' {
  if (isInternalLocal(service) || isExternalLocal(service)) return 'node'
  const all = slices.flatMap(({ endpoints }) => endpoints ?? []).map(({ hints }) => (hints ?? {}) as Hints)
  if (all.some(({ forNodes = [] }) => forNodes.length > 0)) return 'node'
  return all.some(({ forZones = [] }) => forZones.length > 0) ? 'zone' : 'nothing'
}

/** Models pkg/proxy/topology.go CategorizeEndpoints. */
export function categorize(
  service: Service,
  slices: Slices,
  portName: string,
  terminating: boolean,
  place: Place
): Categorized {
  const all = candidatesOf(slices, portName)
  const near = topologyOf(all, place)
  const ready = all.filter((one) => one.ready && near(one))
  const endpoints = ready.length === 0 && terminating ? all.filter(({ leaving }) => leaving) : ready
  const here = () => {
    const own = all.filter(({ endpoint }) => endpoint.node === place.node)
    const answering = own.filter((one) => one.ready)
    return listed(answering.length === 0 && terminating ? own.filter(({ leaving }) => leaving) : answering)
  }
  return {
    endpoints: listed(endpoints),
    ...(isInternalLocal(service) && { internal: here() }),
    ...(isExternalLocal(service) && { external: here() })
  }
}

const keyOf = ({ ip, port }: RuleEndpoint): string => `${ip}:${port}`
const listed = (found: readonly Candidate[]): RuleEndpoint[] =>
  found.map(({ endpoint }) => endpoint).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))

function candidatesOf(slices: Slices, portName: string): Candidate[] {
  const found = new Map<string, Candidate>()
  for (const slice of slices) {
    const port = slice.ports?.find(({ name = '' }) => name === portName)?.port
    if (port === undefined) continue
    for (const { addresses, conditions, nodeName, targetRef, hints } of slice.endpoints ?? []) {
      const ip = addresses[0]
      if (ip === undefined) continue
      const pod = targetRef?.name ? `${targetRef.namespace ?? ''}/${targetRef.name}` : ''
      const endpoint = Object.freeze({ ip, port, node: nodeName ?? '', pod })
      const ready = conditions?.ready !== false
      const leaving = !ready && conditions?.serving === true && conditions.terminating === true
      if (ready || leaving || !found.has(keyOf(endpoint)))
        found.set(keyOf(endpoint), { endpoint, ready, leaving, hints: (hints ?? {}) as Hints })
    }
  }
  return [...found.values()]
}

/** Hints count only if every ready endpoint has some, and one of them is for this node or zone. Models topologyModeFromHints. */
function topologyOf(all: readonly Candidate[], { node, zone }: Place): (one: Candidate) => boolean {
  const ready = all.filter((one) => one.ready)
  const everywhere = () => true
  if (ready.length === 0) return everywhere
  const forNode = ({ hints }: Candidate) => hints.forNodes?.some(({ name }) => name === node) === true
  if (ready.every(({ hints }) => (hints.forNodes ?? []).length > 0) && ready.some(forNode)) return forNode
  const forZone = ({ hints }: Candidate) => hints.forZones?.some(({ name }) => name === zone) === true
  const zoned = zone !== '' && ready.every(({ hints }) => (hints.forZones ?? []).length > 0)
  return zoned && ready.some(forZone) ? forZone : everywhere
}
