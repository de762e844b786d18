import { basename } from 'node:path'
import { hintsFor } from '../../src/sim/components/kube-controller-manager/controllers/topology-hints'
import type { Endpoint } from '../../src/sim/components/kube-controller-manager/controllers/slice-endpoints'
import type { EndpointSlice, Service } from '../../src/sim/api/types'
import type { Dump, Recorded } from './recorded'

/** What kube-proxy had heard when a dump was made. */
export interface Inputs {
  readonly services: ReadonlyMap<string, Service>
  readonly slices: ReadonlyMap<string, EndpointSlice>
}

/**
 * Services are those that had been added by then. Which pods were ready nobody wrote down but where slices lie beside a dump: an endpoint is
 * taken for ready if its address stands in the dump at all, behind any Service that selects as its own does (README).
 */
export function inputsOf(dump: Dump, { services, pods }: Recorded): Inputs {
  const created = ({ metadata }: Service) => Date.parse(String(metadata.creationTimestamp))
  // A file with a Service's name was printed when that had been added, and none after it.
  const [after] = services
    .filter(({ metadata }) => basename(dump.file).startsWith(metadata.name))
    .sort((a, b) => b.metadata.name.length - a.metadata.name.length)
  const until = after ? created(after) : dump.at
  const known = services.filter((service) => Number.isNaN(until) || created(service) <= until)
  const seen = endpointsIn(dump.text)
  const all = [...known, ...strangers(dump, known)]
  const own = new Map(dump.slices?.map((slice) => [serviceOf(slice), slice]))
  const slices = all
    .filter(({ spec }) => spec.clusterIP !== 'None')
    .map((service) => own.get(keyOf(service)) ?? sliceOf(service, all, seen, dump, pods))
  return {
    services: new Map(all.map((service) => [keyOf(service), service])),
    slices: new Map(slices.map((slice, i) => [String(i), slice]))
  }
}

const keyOf = ({ metadata }: Service): string => `${metadata.namespace}/${metadata.name}`
const serviceOf = ({ metadata }: EndpointSlice): string =>
  `${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name']}`

/** Services without a word in `services.json`, the API's own among them: they have an address, ports, and nothing else. */
function strangers({ text }: Dump, known: readonly Service[]): Service[] {
  const names = new Set(known.map(keyOf))
  const found = new Map<string, Service>()
  const add = (title: string, ip: string, protocol: string, port: number) => {
    const [, key = '', portName] = /^([^:]+)(?::(.*))?$/.exec(title) ?? []
    if (names.has(key)) return
    const [namespace = '', name = ''] = key.split('/')
    const service =
      found.get(key) ??
      ({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { namespace, name },
        spec: { type: 'ClusterIP', clusterIP: ip, ports: [], selector: { stranger: key } }
      } as unknown as Service)
    found.set(key, service)
    const ports = service.spec.ports as { name?: string; protocol: string; port: number }[]
    if (!ports.some((one) => one.port === port && one.protocol === protocol.toUpperCase()))
      ports.push({ ...(portName && { name: portName }), protocol: protocol.toUpperCase(), port })
  }
  for (const [, ip, protocol, title, port] of text.matchAll(
    /^-A KUBE-SERVICES -d (\S+)\/32 -p (\w+) -m comment --comment "(\S+) (?:cluster IP|has no (?:local )?endpoints)".* --dport (\d+)/gm
  ))
    add(title!, ip!, protocol!, Number(port))
  for (const [, ip, protocol, port, path] of text.matchAll(
    /(\S+) \. (\w+) \. (\d+) : goto (?:service|local)-[A-Z2-7]{8}-(\S+?),?\s/g
  )) {
    const [namespace, name, , portName] = path!.replace(/[,}]$/, '').split('/')
    add(`${namespace}/${name}${portName ? `:${portName}` : ''}`, ip!, protocol!, Number(port))
  }
  for (const [, ip, protocol, port, title] of text.matchAll(/(\S+) \. (\w+) \. (\d+) comment "(\S+)" : /g))
    add(title!, ip!, protocol!, Number(port))
  return [...found.values()]
}

type Seen = ReadonlyMap<string, readonly { readonly ip: string; readonly port: number }[]>

/** Endpoints by `namespace/name:port`, as the rules name them. */
function endpointsIn(text: string): Seen {
  const found = new Map<string, { ip: string; port: number }[]>()
  const add = (title: string, ip: string, port: number) => {
    const list = found.get(title) ?? []
    if (!list.some((one) => one.ip === ip && one.port === port)) list.push({ ip, port })
    found.set(title, list)
  }
  for (const [, title, ip, port] of text.matchAll(/^-A KUBE-SEP-.*--comment "(\S+)".*--to-destination (\S+):(\d+)$/gm))
    add(title!, ip!, Number(port))
  const titleOf = (path: string) => {
    const [namespace, name, , portName] = path.split('/')
    return `${namespace}/${name}${portName ? `:${portName}` : ''}`
  }
  for (const [, path, body] of text.matchAll(/\tchain (?:service|local)-[A-Z2-7]{8}-(\S+) \{\n([^}]*\}?[^}]*)/g))
    for (const [, ip, port] of body!.matchAll(/: (\d+\.\d+\.\d+\.\d+) \. (\d+)/g))
      add(titleOf(path!), ip!, Number(port))
  for (const [, path, ip, port] of text.matchAll(/\tchain endpoint-[A-Z2-7]{8}-(\S+)__(\S+)\/(\d+) \{/g))
    add(titleOf(path!), ip!, Number(port))
  return found
}

const nodeOf = (ip: string): string | undefined => {
  const [, third] = /^10\.244\.(\d+)\./.exec(ip) ?? []
  return third === undefined ? undefined : `worker-${Number(third) + 1}`
}

function sliceOf(
  service: Service,
  all: readonly Service[],
  seen: Seen,
  { text }: Dump,
  pods: Recorded['pods']
): EndpointSlice {
  const key = keyOf(service)
  const select = JSON.stringify(service.spec.selector ?? key)
  const titles = (one: Service) => (one.spec.ports ?? []).map(({ name }) => `${keyOf(one)}${name ? `:${name}` : ''}`)
  const same = all.filter((one) => JSON.stringify(one.spec.selector ?? keyOf(one)) === select)
  const ips = [...new Set(same.flatMap(titles).flatMap((title) => (seen.get(title) ?? []).map(({ ip }) => ip)))]
  // A Local policy shows nothing of what is elsewhere but that there is something.
  const isElsewhere = new RegExp(`${key}(?::\\S*)? has no local endpoints|comment "${key}(?::\\S*)?" : drop`).test(text)
  const app = (service.spec.selector as { app?: string } | undefined)?.app
  if (ips.length === 0 && isElsewhere)
    ips.push(...Object.entries(pods).flatMap(([name, ip]) => (name.replace(/-\d+$/, '') === app ? [ip] : [])))
  if (ips.length === 0 && isElsewhere) ips.push('10.244.99.2')
  const ports = (service.spec.ports ?? []).map(({ name = '', protocol = 'TCP', port, targetPort }, i) => ({
    name,
    protocol,
    port: typeof targetPort === 'number' ? targetPort : (seen.get(titles(service)[i]!)?.[0]?.port ?? port)
  }))
  const endpoints = new Map<string, Endpoint>(
    ips.map((ip) => [
      ip,
      {
        addresses: [ip],
        conditions: { ready: true, serving: true, terminating: false },
        ...(nodeOf(ip) !== undefined && { nodeName: nodeOf(ip)! })
      } as Endpoint
    ])
  )
  const { groups } = hintsFor(service, [{ ports, endpoints } as never], [], () => [], false)
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    addressType: 'IPv4',
    metadata: {
      namespace: service.metadata.namespace,
      name: `${service.metadata.name}-x`,
      labels: { 'kubernetes.io/service-name': service.metadata.name }
    },
    ports,
    endpoints: [...groups[0]!.endpoints.values()]
  } as unknown as EndpointSlice
}
