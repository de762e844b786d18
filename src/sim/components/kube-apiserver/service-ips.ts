import { parseIP } from '../../api/kinds/addresses'
import { list, number, optionalText, part, text, texts, type Part } from '../../api/kinds/parts'
import type { KubeObject, Status } from '../../api/types'
import type { ApiServer } from './context'
import { fromEtcd, invalid } from './errors'
import type { Kind } from '../../api/scheme'
import { numberOf } from '../../api/service-range'
import { hasAddressObjects, isAddressTaken, nextAddress, rangesOf, rangeWith } from './service-ranges'

const firstNodePort = 30_000
const lastNodePort = 32_767

/** Gives a Service its cluster IP and node ports, or says which that it asks for is taken. Models pkg/registry/core/service/storage/alloc.go. */
export function allocateService(
  server: ApiServer,
  resource: Kind,
  service: KubeObject,
  old: KubeObject | null = null
): KubeObject | Status {
  const others = [...server.caches.get('services')!.objects.values()].filter(
    ({ metadata }) => metadata.name !== service.metadata.name || metadata.namespace !== service.metadata.namespace
  )
  const spec: Record<string, unknown> = { ...part(service.spec) }
  const before = part(old?.spec) ?? {}
  const families = withFamilies(spec)
  if (families) return invalid(resource, service.metadata.name, [families])
  const refusal =
    spec.type === 'ExternalName'
      ? undefined
      : (allocateAddress(server, resource, service.metadata.name, spec, before, others) ??
        allocatePorts(server, resource, service.metadata.name, spec, others))
  return refusal ?? { ...service, spec }
}

type Refused = { readonly reason: 'FieldValueInvalid'; readonly field: string; readonly text: string }

/** A cluster with one family of addresses. Models defaultOnRead and initIPFamilyFields. */
function withFamilies(spec: Record<string, unknown>): Refused | undefined {
  if (spec.type === 'ExternalName') return undefined
  const families = texts(spec.ipFamilies)
  const policy = optionalText(spec.ipFamilyPolicy)
  const wrong = (field: string, value: unknown, text: string): Refused => ({
    reason: 'FieldValueInvalid',
    field,
    text: `Invalid value: ${JSON.stringify(value)}: ${text}`
  })
  if (policy === 'RequireDualStack')
    return wrong('spec.ipFamilyPolicy', policy, 'this cluster is not configured for dual-stack services')
  const isSelectorless = Object.keys(part(spec.selector) ?? {}).length === 0
  const headless = texts(spec.clusterIPs)[0] === 'None'
  if (headless && isSelectorless && policy === undefined) {
    spec.ipFamilyPolicy = 'RequireDualStack'
    spec.ipFamilies = families.length > 0 ? [...new Set([...families, 'IPv4', 'IPv6'])] : ['IPv4', 'IPv6']
    return undefined
  }
  const i = families.indexOf('IPv6')
  if (i >= 0 && (families.length === 1 || policy !== 'PreferDualStack'))
    return wrong(`spec.ipFamilies[${i}]`, 'IPv6', 'not configured on this cluster')
  spec.ipFamilyPolicy = policy ?? 'SingleStack'
  spec.ipFamilies = families.length > 0 ? families.filter((family) => family !== 'IPv6') : ['IPv4']
  return undefined
}

function allocateAddress(
  server: ApiServer,
  resource: Kind,
  name: string,
  spec: Record<string, unknown>,
  before: Part,
  others: readonly KubeObject[]
): Status | undefined {
  const asked = text(spec.clusterIP)
  if (asked === 'None' || (asked !== '' && asked === before.clusterIP)) return undefined
  const used = new Set(others.map((other) => part(other.spec)?.clusterIP))
  const isTaken = (address: string): boolean =>
    hasAddressObjects(server) ? isAddressTaken(server, address) : used.has(address)
  const failed = (value: readonly string[], why: string) =>
    invalid(resource, name, [
      {
        reason: 'FieldValueInvalid',
        field: 'spec.clusterIPs',
        text: `Invalid value: ${JSON.stringify(value)}: failed to allocate IP${why}`
      }
    ])
  if (asked === '') {
    const address = nextAddress(server, isTaken)
    if (address === undefined) return failed([''], ': range is full')
    const wrong = unnamed(name)
    if (wrong !== undefined)
      return failed(
        [''],
        `: IPAddress.networking.k8s.io ${JSON.stringify(address)} is invalid: spec.parentRef.name: ${wrong}`
      )
    Object.assign(spec, { clusterIP: address, clusterIPs: [address] })
    return undefined
  }
  const ip = parseIP(asked)
  const range = ip?.length === 4 ? rangeWith(rangesOf(server), numberOf(ip)) : undefined
  const refuse = (why: string) => failed(texts(spec.clusterIPs), ` ${asked}: ${why}`)
  if (!range) return refuse('the provided network does not match the current range')
  return isTaken(asked) ? refuse('provided IP is already allocated') : undefined
}

/** An address names the Service that it is of. Models pkg/apis/networking/validation validateIPAddressParentReference. */
function unnamed(name: string): string | undefined {
  if (name === '') return 'Required value'
  const problems = name === '.' || name === '..' ? [`may not be '${name}'`] : []
  for (const sign of ['/', '%']) if (name.includes(sign)) problems.push(`may not contain '${sign}'`)
  const [problem] = problems
  return problem === undefined ? undefined : `Invalid value: ${JSON.stringify(name)}: ${problem}`
}

function allocatePorts(
  server: ApiServer,
  resource: Kind,
  name: string,
  spec: Record<string, unknown>,
  others: readonly KubeObject[]
): Status | undefined {
  const needsPorts =
    spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false)
  const used = new Map<number, Set<string>>()
  const take = (port: number, protocol: string) => used.set(port, (used.get(port) ?? new Set()).add(protocol))
  for (const other of others) {
    for (const port of list(part(other.spec)?.ports)) take(number(port.nodePort), text(port.protocol))
    take(number(part(other.spec)?.healthCheckNodePort), 'TCP')
  }
  const free = (): number => {
    let port: number
    do port = firstNodePort + server.rng.below(lastNodePort - firstNodePort + 1)
    while (used.has(port))
    return port
  }
  if (needsPorts) {
    const ports: Part[] = []
    for (const [i, port] of list(spec.ports).entries()) {
      const asked = number(port.nodePort)
      const protocol = text(port.protocol)
      const problem = (why: string) =>
        invalid(resource, name, [
          { reason: 'FieldValueInvalid', field: `spec.ports[${i}].nodePort`, text: `Invalid value: ${asked}: ${why}` }
        ])
      if (asked !== 0 && (asked < firstNodePort || asked > lastNodePort))
        return problem(
          `provided port is not in the valid range. The range of valid ports is ${firstNodePort}-${lastNodePort}`
        )
      if (asked !== 0 && used.get(asked)?.has(protocol)) return problem('provided port is already allocated')
      // The same number serves both protocols of one port.
      const twin = ports.find((other) => other.port === port.port && text(other.protocol) !== protocol)
      const nodePort = asked || number(twin?.nodePort) || free()
      take(nodePort, protocol)
      ports.push({ ...port, nodePort })
    }
    spec.ports = ports
  }
  if (spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local') {
    const asked = number(spec.healthCheckNodePort)
    if (asked !== 0 && (asked < firstNodePort || asked > lastNodePort))
      return fromEtcd(
        `failed to allocate requested HealthCheck NodePort ${asked}: provided port is not in the valid range. The range of valid ports is ${firstNodePort}-${lastNodePort}`
      )
    if (asked === 0) spec.healthCheckNodePort = free()
  }
  return undefined
}
