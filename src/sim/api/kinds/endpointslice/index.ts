import { validateIP, validateOrdinaryIP } from '../addresses'
import { validateImmutable } from '../immutable'
import type { KindCode } from '../kind'
import { labelProblems, labelValueProblems, qualifiedNameProblems, subdomainProblems, validateLabels } from '../names'
import { each, keysOf, list, map, optionalText, part, text, texts, type Part } from '../parts'
import type { Problems } from '../problems'
import { columns } from './columns'

const sliceOf = (object: object): Part => ({ ...object })
const types = ['FQDN', 'IPv4', 'IPv6']

/** Models pkg/apis/discovery/v1/defaults.go and pkg/apis/discovery/validation ValidateEndpointSlice. */
export const endpointslice: KindCode = {
  columns,
  defaults: (object) => {
    const { ports } = sliceOf(object)
    if (list(ports).length === 0) return object
    const complete = each(ports, (port) =>
      port.name !== undefined && port.protocol !== undefined && port.protocol !== ''
        ? port
        : { ...port, name: port.name ?? '', protocol: text(port.protocol) || 'TCP' }
    )
    return { ...object, ports: complete }
  },
  validate: (object, problems) => {
    const slice = sliceOf(object)
    const type = text(slice.addressType)
    problems.oneOf('addressType', type, types)
    if (types.includes(type)) validateEndpoints(list(slice.endpoints), type, problems)
    else validateEndpoints(list(slice.endpoints), '', problems)
    validatePorts(list(slice.ports), problems)
  },
  validateUpdate: (object, old, problems) => validateImmutable(object, old, 'addressType', problems),
  warnings: (object) =>
    text(sliceOf(object).addressType) === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : []
}

function validateEndpoints(endpoints: readonly Part[], type: string, problems: Problems): void {
  if (endpoints.length > 1_000) return problems.tooMany('endpoints', endpoints.length, 1_000)
  endpoints.forEach((endpoint, i) => {
    const here = `endpoints[${i}]`
    const addresses = texts(endpoint.addresses)
    if (addresses.length === 0) problems.required(`${here}.addresses`, 'must contain at least 1 address')
    else if (addresses.length > 100) problems.tooMany(`${here}.addresses`, addresses.length, 100)
    addresses.forEach((address, j) => validateAddress(address, type, `${here}.addresses[${j}]`, problems))
    const [node, host] = [optionalText(endpoint.nodeName), optionalText(endpoint.hostname)]
    if (node !== undefined) problems.allInvalid(`${here}.nodeName`, node, subdomainProblems(node))
    const topology = map(endpoint.deprecatedTopology)
    if (keysOf(topology).length > 16) problems.tooMany(`${here}.deprecatedTopology`, keysOf(topology).length, 16)
    validateLabels(topology, `${here}.deprecatedTopology`, problems)
    if (topology['topology.kubernetes.io/zone'] !== undefined)
      problems.invalid(
        `${here}.deprecatedTopology[topology.kubernetes.io/zone]`,
        topology['topology.kubernetes.io/zone'],
        'reserved and cannot be set via the API'
      )
    if (host !== undefined) problems.allInvalid(`${here}.hostname`, host, labelProblems(host))
    const zones = list(part(endpoint.hints)?.forZones)
    const seen = new Set<string>()
    if (zones.length > 8) problems.tooMany(`${here}.hints.forZones`, zones.length, 8)
    zones.forEach((zone, j) => {
      const name = text(zone.name)
      const field = `${here}.hints.forZones[${j}].name`
      if (seen.has(name)) problems.duplicate(field, name)
      seen.add(name)
      if (name === '') problems.required(field)
      else problems.allInvalid(field, name, labelValueProblems(name))
    })
  })
}

function validateAddress(address: string, type: string, field: string, problems: Problems): void {
  if (type === 'FQDN') return validateFQDN(address, field, problems)
  if (type === '') return
  if (!validateIP(address, field, problems)) return
  const isV6 = address.includes(':')
  if (type === 'IPv4' && isV6) problems.invalid(field, address, 'must be an IPv4 address')
  if (type === 'IPv6' && !isV6) problems.invalid(field, address, 'must be an IPv6 address')
  validateOrdinaryIP(address, field, problems)
}

/** Models validation.IsFullyQualifiedDomainName. */
function validateFQDN(given: string, field: string, problems: Problems): void {
  if (given === '') return problems.required(field)
  const name = given.replace(/\.$/, '')
  const wrong = subdomainProblems(name)
  if (wrong.length > 0) return problems.invalid(field, name, wrong.join(','))
  if (name.split('.').length < 2)
    return problems.invalid(field, name, 'should be a domain with at least two segments separated by dots')
  for (const label of name.split('.')) {
    const own = labelProblems(label)
    if (own.length > 0) return problems.invalid(field, label, own.join(','))
  }
}

function validatePorts(ports: readonly Part[], problems: Problems): void {
  if (ports.length > 20_000) return problems.tooMany('ports', ports.length, 20_000)
  const names = new Set<string>()
  ports.forEach((port, i) => {
    const here = `ports[${i}]`
    const name = text(port.name)
    if (name !== '') problems.allInvalid(`${here}.name`, name, labelProblems(name))
    if (names.has(name)) problems.duplicate(`${here}.name`, name)
    names.add(name)
    problems.oneOf(`${here}.protocol`, text(port.protocol), ['SCTP', 'TCP', 'UDP'])
    const application = optionalText(port.appProtocol)
    if (application !== undefined)
      problems.allInvalid(`${here}.appProtocol`, application, qualifiedNameProblems(application))
  })
}
