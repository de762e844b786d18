import { parseCIDR, validateCIDR } from '../addresses'
import type { KindCode } from '../kind'
import { portNameProblems } from '../names'
import { changed, each, filled, list, optionalNumber, part, text, texts, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateSelector } from '../selector'

/** Models pkg/apis/networking/v1/defaults.go and pkg/apis/networking/validation ValidateNetworkPolicySpec. */
export const networkpolicy: KindCode = {
  defaults: (object) => {
    const given = part(object.spec) ?? {}
    const rules = (items: unknown) =>
      each(items, (rule) =>
        changed(rule, { ports: (ports) => each(ports, (port) => filled(port, { protocol: 'TCP' })) })
      )
    const spec = changed(given, { ingress: rules, egress: rules })
    if (texts(spec.policyTypes).length > 0) return { ...object, spec }
    const policyTypes = ['Ingress', ...(list(spec.egress).length > 0 ? ['Egress'] : [])]
    return { ...object, spec: { ...spec, policyTypes } }
  },
  validate: (object, problems) => {
    const spec = part(object.spec) ?? {}
    validateSelector(spec.podSelector, 'spec.podSelector', problems)
    for (const [field, peers] of [
      ['ingress', 'from'],
      ['egress', 'to']
    ] as const)
      list(spec[field]).forEach((rule, i) => {
        const here = `spec.${field}[${i}]`
        list(rule.ports).forEach((port, j) => validatePort(port, `${here}.ports[${j}]`, problems))
        list(rule[peers]).forEach((peer, j) => validatePeer(peer, `${here}.${peers}[${j}]`, problems))
      })
    const types = texts(spec.policyTypes)
    if (types.length > 2)
      return problems.invalid('spec.policyTypes', types, 'may not specify more than two policyTypes')
    types.forEach((type, i) => {
      if (type !== 'Egress' && type !== 'Ingress')
        problems.notSupported(`spec.policyTypes[${i}]`, type, ['Ingress', 'Egress'])
    })
  }
}

/** Models ValidateNetworkPolicyPort. */
function validatePort(given: Part, at: string, problems: Problems): void {
  const protocol = text(given.protocol)
  if (protocol !== '' && !['SCTP', 'TCP', 'UDP'].includes(protocol))
    problems.notSupported(`${at}.protocol`, protocol, ['SCTP', 'TCP', 'UDP'])
  const { port } = given
  const end = optionalNumber(given.endPort)
  if (typeof port === 'number') {
    if (port < 1 || port > 65_535) problems.invalid(`${at}.port`, port, 'must be between 1 and 65535, inclusive')
    if (end === undefined) return
    if (end < port) problems.invalid(`${at}.endPort`, port, 'must be greater than or equal to `port`')
    if (end < 1 || end > 65_535) problems.invalid(`${at}.endPort`, end, 'must be between 1 and 65535, inclusive')
  } else if (typeof port === 'string') {
    if (end !== undefined) problems.invalid(`${at}.endPort`, end, 'may not be specified when `port` is non-numeric')
    problems.allInvalid(`${at}.port`, port, portNameProblems(port))
  } else if (end !== undefined)
    problems.invalid(`${at}.endPort`, end, 'may not be specified when `port` is not specified')
}

/** Models ValidateNetworkPolicyPeer. */
function validatePeer(peer: Part, at: string, problems: Problems): void {
  let count = 0
  for (const name of ['podSelector', 'namespaceSelector']) {
    if (!part(peer[name])) continue
    count++
    validateSelector(peer[name], `${at}.${name}`, problems)
  }
  const block = part(peer.ipBlock)
  if (block) {
    count++
    validateBlock(block, `${at}.ipBlock`, problems)
  }
  if (count === 0) problems.required(at, 'must specify a peer')
  else if (count > 1 && block) problems.forbidden(at, 'may not specify both ipBlock and another peer')
}

/** Models ValidateIPBlock. */
function validateBlock(block: Part, at: string, problems: Problems): void {
  const cidr = text(block.cidr)
  if (cidr === '') return problems.required(`${at}.cidr`)
  validateCIDR(cidr, `${at}.cidr`, problems)
  const outer = parseCIDR(cidr)
  texts(block.except).forEach((one, i) => {
    const here = `${at}.except[${i}]`
    validateCIDR(one, here, problems)
    const inner = parseCIDR(one)
    if (!inner || !outer) return
    const inside =
      outer.address.length === inner.address.length &&
      outer.address.every((byte, j) => {
        const mask = 0xff & ~(0xff >> Math.min(8, Math.max(0, outer.bits - j * 8)))
        return (byte & mask) === ((inner.address[j] ?? 0) & mask)
      })
    if (!inside || outer.bits >= inner.bits) problems.invalid(here, one, 'must be a strict subset of `cidr`')
  })
}
