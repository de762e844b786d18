import type { EndpointSlice, KubeObject, Service } from '../../api/types'
import type { RuleEndpoint, ServiceRule } from '../linux/messages'

type SlicePort = NonNullable<EndpointSlice['ports']>[number]

/**
 * What the packet filter shall do, from Services and EndpointSlices, sorted by name.
 * Models pkg/proxy/service.go, pkg/proxy/endpointslicecache.go and pkg/proxy/topology.go CategorizeEndpoints.
 */
export function buildRules(
  services: ReadonlyMap<string, KubeObject>,
  slices: ReadonlyMap<string, KubeObject>,
  terminatingEndpoints: boolean
): ServiceRule[] {
  const byService = new Map<string, EndpointSlice[]>()
  for (const slice of slices.values() as Iterable<EndpointSlice>) {
    const name = slice.metadata.labels?.['kubernetes.io/service-name']
    if (name === undefined) continue
    const key = `${slice.metadata.namespace}/${name}`
    const found = byService.get(key)
    if (found) found.push(slice)
    else byService.set(key, [slice])
  }
  const rules: ServiceRule[] = []
  for (const key of [...services.keys()].sort()) {
    const service = services.get(key) as Service
    if (isProxied(service)) rules.push(...remembered(service, byService.get(key) ?? none, terminatingEndpoints))
  }
  return rules
}

const none: readonly EndpointSlice[] = []

interface Remembered {
  readonly slices: readonly EndpointSlice[]
  readonly terminatingEndpoints: boolean
  readonly rules: readonly ServiceRule[]
}
/** Every worker's proxy comes to the same rules from the same objects: they are made once and shared. */
const memory = new WeakMap<Service, Remembered>()

function remembered(
  service: Service,
  slices: readonly EndpointSlice[],
  terminatingEndpoints: boolean
): readonly ServiceRule[] {
  const known = memory.get(service)
  if (
    known?.terminatingEndpoints === terminatingEndpoints &&
    known.slices.length === slices.length &&
    known.slices.every((slice, i) => slice === slices[i])
  ) {
    return known.rules
  }
  const rules = rulesOf(service, slices, terminatingEndpoints)
  memory.set(service, { slices, terminatingEndpoints, rules })
  return rules
}

/** Headless Services and those that are only a DNS name have no rules. Models pkg/proxy/util ShouldSkipService. */
const isProxied = ({ spec }: Service): boolean =>
  spec.type !== 'ExternalName' && !!spec.clusterIP && spec.clusterIP !== 'None'

function rulesOf(service: Service, slices: readonly EndpointSlice[], terminatingEndpoints: boolean): ServiceRule[] {
  const { spec, metadata } = service
  const affinitySeconds =
    spec.sessionAffinity === 'ClientIP' ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) : 0
  return (spec.ports ?? []).map((port) =>
    Object.freeze({
      namespace: metadata.namespace ?? '',
      name: metadata.name,
      portName: port.name ?? '',
      protocol: port.protocol === 'UDP' ? 'UDP' : 'TCP',
      clusterIP: spec.clusterIP!,
      port: port.port,
      ...(port.nodePort ? { nodePort: port.nodePort } : {}),
      affinitySeconds,
      endpoints: endpointsOf(slices, port.name ?? '', terminatingEndpoints)
    } satisfies ServiceRule)
  )
}

/** Ready endpoints; if there is none, those that still serve while they terminate (if the feature is on). */
function endpointsOf(
  slices: readonly EndpointSlice[],
  portName: string,
  terminatingEndpoints: boolean
): RuleEndpoint[] {
  const ready = new Map<string, RuleEndpoint>()
  const lastResort = new Map<string, RuleEndpoint>()
  for (const slice of slices) {
    const port = slice.ports?.find((candidate: SlicePort) => (candidate.name ?? '') === portName)?.port
    if (port === undefined) continue
    for (const { addresses, conditions, nodeName, targetRef } of slice.endpoints ?? []) {
      const ip = addresses[0]
      if (ip === undefined) continue
      const pod = targetRef?.name ? `${targetRef.namespace ?? ''}/${targetRef.name}` : ''
      const endpoint = Object.freeze({ ip, port, node: nodeName ?? '', pod })
      if (conditions?.ready !== false) ready.set(`${ip}:${port}`, endpoint)
      else if (conditions?.serving && conditions.terminating) lastResort.set(`${ip}:${port}`, endpoint)
    }
  }
  const chosen = ready.size === 0 && terminatingEndpoints ? lastResort : ready
  return [...chosen.keys()].sort().map((key) => chosen.get(key)!)
}

/** `default/web: 3 → 2 endpoints`, for each Service port whose endpoints changed. */
export function changesBetween(before: readonly ServiceRule[], after: readonly ServiceRule[]): string[] {
  const key = (rule: ServiceRule) => `${rule.namespace}/${rule.name}${rule.portName ? `:${rule.portName}` : ''}`
  const addresses = ({ endpoints }: ServiceRule) => endpoints.map(({ ip, port }) => `${ip}:${port}`).join(' ')
  const old = new Map(before.map((rule) => [key(rule), rule]))
  const found: string[] = []
  for (const rule of after) {
    const last = old.get(key(rule))
    old.delete(key(rule))
    if (!last) found.push(`${key(rule)}: new, ${rule.endpoints.length} endpoints`)
    else if (last !== rule && addresses(last) !== addresses(rule)) {
      found.push(`${key(rule)}: ${last.endpoints.length} → ${rule.endpoints.length} endpoints`)
    }
  }
  for (const gone of old.keys()) found.push(`${gone}: gone`)
  return found
}
