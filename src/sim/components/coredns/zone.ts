import type { EndpointSlice, KubeObject, Service } from '../../api/types'
import type { DnsAnswer, DnsQuestion, DnsRecord } from '../linux/messages'

/** What the zone is made of: the API's objects, as far as this server has heard. */
export interface Sources {
  readonly services: ReadonlyMap<string, KubeObject>
  readonly slices: ReadonlyMap<string, KubeObject>
  readonly namespaces: ReadonlyMap<string, KubeObject>
}

export const zone = 'cluster.local'
const ttl = 30

const noName: DnsAnswer = Object.freeze({ rcode: 'NXDOMAIN', records: [] })
/** The name is there, but has no record of that type. */
const noData: DnsAnswer = Object.freeze({ rcode: 'NOERROR', records: [] })
const answer = (records: readonly DnsRecord[]): DnsAnswer =>
  records.length > 0 ? { rcode: 'NOERROR', records } : noData

/**
 * The answer for a name of the cluster's zone or its addresses; null for a name that others know.
 * Models coredns plugin/kubernetes (kubernetes.go Services, Records; parse.go; reverse.go) and the Kubernetes DNS specification 1.1.
 */
export function answerOf({ name, type }: DnsQuestion, sources: Sources): DnsAnswer | null {
  const lower = name.toLowerCase()
  if (lower.endsWith('.in-addr.arpa')) return reverse(lower, type, sources)
  if (lower !== zone && !lower.endsWith(`.${zone}`)) return null
  const labels = lower === zone ? [] : lower.slice(0, -zone.length - 1).split('.')
  const kind = labels.pop()
  if (kind === undefined) return noData
  const namespace = labels.pop()
  if (kind !== 'svc' && kind !== 'pod') return noName
  if (namespace === undefined) return noData
  if (!sources.namespaces.has(namespace)) return noName
  if (kind === 'pod') return podAnswer(lower, labels, type)
  const service = labels.pop()
  if (service === undefined) return noData
  return serviceAnswer(lower, { namespace, service, before: labels }, type, sources)
}

/** `10-244-1-7.default.pod.cluster.local`, whether such a pod is there or not (`pods insecure`). */
function podAnswer(name: string, labels: readonly string[], type: DnsRecord['type']): DnsAnswer {
  if (labels.length === 0) return noData
  const found = labels.length === 1 ? /^\d{1,3}(-\d{1,3}){3}$/.exec(labels[0]!) : null
  if (!found) return noName
  return type === 'A' ? answer([{ name, type, ttl, value: found[0].replaceAll('-', '.') }]) : noData
}

interface Asked {
  readonly namespace: string
  readonly service: string
  /** Labels before the Service's name: an endpoint's host name, or `_port._protocol`. */
  readonly before: readonly string[]
}

function serviceAnswer(name: string, asked: Asked, type: DnsRecord['type'], sources: Sources): DnsAnswer {
  const { namespace, service: serviceName, before } = asked
  const service = sources.services.get(`${namespace}/${serviceName}`) as Service | undefined
  if (!service) return noName
  const { spec } = service
  if (spec.type === 'ExternalName') {
    return before.length > 0 ? noName : answer([{ name, type: 'CNAME', ttl, value: spec.externalName ?? '' }])
  }
  if (before.length === 2 && before.every((label) => label.startsWith('_')))
    return portAnswer(name, asked, service, type, sources)
  const headless = spec.clusterIP === 'None'
  if (before.length > 1 || (before.length === 1 && !headless)) return noName
  if (!headless) return type === 'A' ? answer([{ name, type, ttl, value: spec.clusterIP! }]) : noData
  const hosts = endpointsOf(asked, sources).filter(({ host }) => before.length === 0 || host === before[0])
  // A headless Service that nobody is behind is there all the same in the API, but has no name.
  if (hosts.length === 0) return noName
  return type === 'A' ? answer(hosts.map(({ ip }) => ({ name, type, ttl, value: ip }))) : noData
}

/** `_http._tcp.web.default.svc.cluster.local`: where the port of that name is. */
function portAnswer(
  name: string,
  asked: Asked,
  { spec }: Service,
  type: DnsRecord['type'],
  sources: Sources
): DnsAnswer {
  const [portName, protocol] = asked.before.map((label) => label.slice(1)) as [string, string]
  const port = (spec.ports ?? []).find(
    (candidate) => candidate.name === portName && (candidate.protocol ?? 'TCP').toLowerCase() === protocol
  )
  if (!port) return noName
  if (type !== 'SRV') return noData
  const owner = `${asked.service}.${asked.namespace}.svc.${zone}`
  if (spec.clusterIP !== 'None') return answer([{ name, type, ttl, value: `0 100 ${port.port} ${owner}` }])
  const hosts = endpointsOf(asked, sources)
  const weight = Math.floor(100 / Math.max(1, hosts.length))
  return answer(
    hosts.map(({ host, ports }) => ({
      name,
      type,
      ttl,
      value: `0 ${weight} ${ports.get(portName) ?? port.port} ${host}.${owner}`
    }))
  )
}

interface Endpoint {
  readonly ip: string
  /** Its host name, or its address with dashes. */
  readonly host: string
  readonly ports: ReadonlyMap<string, number>
}

/** Ready endpoints; a Service that publishes those that are not says so in its slices (`ready: true`). */
function endpointsOf({ namespace, service }: Asked, { slices }: Sources): Endpoint[] {
  const found = new Map<string, Endpoint>()
  for (const object of slices.values()) {
    const slice = object as EndpointSlice
    if (slice.metadata.namespace !== namespace || slice.metadata.labels?.['kubernetes.io/service-name'] !== service)
      continue
    const ports = new Map((slice.ports ?? []).map(({ name, port }) => [name ?? '', port ?? 0]))
    for (const { addresses, conditions, hostname } of slice.endpoints ?? []) {
      const ip = addresses[0]
      if (ip === undefined || conditions?.ready === false) continue
      found.set(ip, { ip, host: hostname || ip.replaceAll('.', '-'), ports })
    }
  }
  return [...found.keys()].sort().map((ip) => found.get(ip)!)
}

/** The name of a Service's address, or of an endpoint of a headless one. */
function reverse(name: string, type: DnsRecord['type'], sources: Sources): DnsAnswer | null {
  const ip = name.slice(0, -'.in-addr.arpa'.length).split('.').reverse().join('.')
  const named = (value: string): DnsAnswer => (type === 'PTR' ? answer([{ name, type, ttl, value }]) : noData)
  for (const object of sources.services.values()) {
    const { metadata, spec } = object as Service
    if (spec.clusterIP === ip) return named(`${metadata.name}.${metadata.namespace}.svc.${zone}`)
  }
  for (const object of sources.slices.values()) {
    const slice = object as EndpointSlice
    const service = slice.metadata.labels?.['kubernetes.io/service-name']
    const found = slice.endpoints?.find(({ addresses }) => addresses[0] === ip)
    if (!service || !found) continue
    const host = found.hostname || ip.replaceAll('.', '-')
    return named(`${host}.${service}.${slice.metadata.namespace}.svc.${zone}`)
  }
  return null
}
