import type { EndpointSlice, KubeObject, Service } from '../../api/types'
import type { DnsAnswer, DnsQuestion, DnsRecord } from '../linux/messages'

/** What the zone is made of: the API's objects, as far as this server has heard. */
export interface Sources {
  readonly services: ReadonlyMap<string, KubeObject>
  readonly slices: ReadonlyMap<string, KubeObject>
  readonly namespaces: ReadonlyMap<string, KubeObject>
  /** When anything of it changed last, in seconds since 1970: the zone's serial. */
  readonly serial?: number
}

export const zone = 'cluster.local'
const ttl = 30

const noName: DnsAnswer = Object.freeze({ rcode: 'NXDOMAIN', records: [] })
/** The name is there, but has no record of that type. */
const noData: DnsAnswer = Object.freeze({ rcode: 'NOERROR', records: [] })
const answer = (records: readonly DnsRecord[], additional: readonly DnsRecord[] = []): DnsAnswer =>
  records.length > 0 ? { rcode: 'NOERROR', records, ...(additional.length > 0 && { additional }) } : noData

const soaOf = ({ serial = 0 }: Sources): DnsRecord => ({
  name: zone,
  type: 'SOA',
  ttl,
  value: `ns.dns.${zone}. hostmaster.${zone}. ${serial} 7200 1800 86400 ${ttl}`
})

/**
 * The answer for a name of the cluster's zone or its addresses; null for a name that others know. Names are echoed as they were asked for.
 * Models coredns plugin/kubernetes (kubernetes.go Services, Records; parse.go; reverse.go; ns.go), plugin/backend_lookup.go and the Kubernetes DNS
 * specification 1.1.
 */
export function answerOf({ name, type }: DnsQuestion, sources: Sources): DnsAnswer | null {
  const lower = name.toLowerCase()
  const isBack = lower.endsWith('.in-addr.arpa')
  const found = isBack ? reverse(name, lower, type, sources) : forward(name, lower, type, sources)
  if (!found) return null
  const isNegative = found.records.length === 0
  // What is missing is missing in the zone's own name, also of addresses.
  return { ...found, authoritative: true, ...(isNegative && { authority: [soaOf(sources)] }) }
}

function forward(name: string, lower: string, type: DnsRecord['type'], sources: Sources): DnsAnswer | null {
  if (lower !== zone && !lower.endsWith(`.${zone}`)) return null
  if (lower === zone) return apex(name, type, sources)
  const labels = lower.slice(0, -zone.length - 1).split('.')
  const kind = labels.pop()
  if (kind === 'dns-version' && labels.length === 0)
    return type === 'TXT' ? answer([{ name, type, ttl, value: '1.1.0' }]) : noData
  const namespace = labels.pop()
  if (kind !== 'svc' && kind !== 'pod') return noName
  if (namespace === undefined) return noData
  if (!sources.namespaces.has(namespace)) return noName
  if (kind === 'pod') return podAnswer(name, labels, type)
  const service = labels.pop()
  if (service === undefined) return noData
  return serviceAnswer(name, { namespace, service, before: labels }, type, sources)
}

/** The zone itself: whom it belongs to, and who answers for it, which is the Service that these servers stand behind. */
function apex(name: string, type: DnsRecord['type'], sources: Sources): DnsAnswer {
  if (type === 'SOA') return answer([{ ...soaOf(sources), name }])
  if (type !== 'NS') return noData
  const server = `kube-dns.kube-system.svc.${zone}`
  const own = sources.services.get('kube-system/kube-dns') as Service | undefined
  const address = own?.spec.clusterIP
  return answer([{ name, type, ttl, value: server }], address ? [{ name: server, type: 'A', ttl, value: address }] : [])
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
  const isPort = before.length === 2 && before.every((label) => label.startsWith('_'))
  const headless = spec.clusterIP === 'None'
  if (!isPort && (before.length > 1 || (before.length === 1 && !headless))) return noName
  const places = headless ? placesOf(asked, isPort, service, sources) : placesOfAddress(asked, isPort, service)
  // A headless Service that nobody is behind is there all the same in the API, but has no name.
  if (places.length === 0) return noName
  if (type === 'SRV') return servers(name, places)
  const ips = [...new Set(places.map(({ ip }) => ip))]
  return type === 'A' ? answer(ips.map((ip) => ({ name, type, ttl, value: ip }))) : noData
}

/** Where one port is served: an address and its name. */
interface Place {
  readonly ip: string
  readonly port: number
  readonly host: string
}

/** Each port of each of them weighs the same; their addresses come along. Models plugin/backend_lookup.go SRV. */
function servers(name: string, places: readonly Place[]): DnsAnswer {
  const weight = Math.max(1, Math.floor(100 / places.length))
  const records = places.map(({ host, port }) => ({
    name,
    type: 'SRV' as const,
    ttl,
    value: `0 ${weight} ${port} ${host}`
  }))
  const hosts = new Map(places.map(({ host, ip }) => [host, ip]))
  return answer(
    records,
    [...hosts].map(([host, ip]) => ({ name: host, type: 'A', ttl, value: ip }))
  )
}

const isAsked = (
  { before }: Asked,
  { name = '', protocol = 'TCP' }: { readonly name?: string; readonly protocol?: string }
): boolean => before[0]!.slice(1) === name && before[1]!.slice(1) === protocol.toLowerCase()

function placesOfAddress(asked: Asked, isPort: boolean, { spec }: Service): Place[] {
  const host = `${asked.service}.${asked.namespace}.svc.${zone}`
  return (spec.ports ?? [])
    .filter((port) => !isPort || isAsked(asked, port))
    .map(({ port }) => ({ ip: spec.clusterIP!, port, host }))
}

function placesOf(asked: Asked, isPort: boolean, { spec }: Service, sources: Sources): Place[] {
  const owner = `${asked.service}.${asked.namespace}.svc.${zone}`
  const ports = (spec.ports ?? []).filter((port) => !isPort || isAsked(asked, port))
  const [only] = isPort ? [] : asked.before
  return endpointsOf(asked, sources)
    .filter(({ host }) => only === undefined || host === only)
    .flatMap(({ ip, host, ports: own }) => {
      const at = (port: number) => ({ ip, port, host: `${host}.${owner}` })
      // Without ports there is an address all the same.
      if (!isPort && ports.length === 0) return [at(-1)]
      return ports.map(({ name = '', port }) => at(own.get(name) ?? port))
    })
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

/** The name of a Service's address, or of an endpoint, once for each Service that it is one of. */
function reverse(name: string, lower: string, type: DnsRecord['type'], sources: Sources): DnsAnswer | null {
  const ip = lower.slice(0, -'.in-addr.arpa'.length).split('.').reverse().join('.')
  const named = (values: readonly string[]): DnsAnswer =>
    type === 'PTR' ? answer(values.map((value) => ({ name, type, ttl, value }))) : noData
  for (const object of sources.services.values()) {
    const { metadata, spec } = object as Service
    if (spec.clusterIP === ip) return named([`${metadata.name}.${metadata.namespace}.svc.${zone}`])
  }
  const names = [...sources.slices.values()].flatMap((object) => {
    const slice = object as EndpointSlice
    const service = slice.metadata.labels?.['kubernetes.io/service-name']
    const found = slice.endpoints?.find(
      ({ addresses, conditions }) => addresses[0] === ip && conditions?.ready !== false
    )
    if (!service || !found) return []
    return [`${found.hostname || ip.replaceAll('.', '-')}.${service}.${slice.metadata.namespace}.svc.${zone}`]
  })
  return names.length > 0 ? named(names) : null
}
