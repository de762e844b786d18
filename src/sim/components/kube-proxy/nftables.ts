import { sha256 } from '@noble/hashes/sha2.js'
import { isIn } from '../../../base/ipv4'
import type { RuleEndpoint, ServiceRule } from '../linux/messages'

/** What kube-proxy is told of its cluster and its node. */
export interface Networks {
  /** `--cluster-cidr`, such as `10.244.0.0/16`. */
  readonly pods: string
  /** The Services' network, of the cluster's ServiceCIDR. */
  readonly services: string
  /** The node's own address, which takes NodePort traffic. */
  readonly node: string
}

/**
 * kube-proxy's table as `nft list ruleset` prints it. Models pkg/proxy/nftables/proxier.go syncProxyRules; the kernel lists what is in maps and
 * the chains of Services in an order of its own, here they stand by name.
 */
export function nftListRuleset(rules: readonly ServiceRule[], networks: Networks): string {
  return `table ip kube-proxy {
\tcomment "rules for kube-proxy"
${[...sets(rules, networks), ...rules.flatMap(affinitySets), ...baseChains(networks), ...rules.flatMap((rule) => chainsOf(rule, networks))].join('\n\n')}
}
`
}

const protocolOf = ({ protocol }: ServiceRule): string => protocol.toLowerCase()
const titleOf = ({ namespace, name, portName }: ServiceRule): string =>
  `${namespace}/${name}${portName === '' ? '' : `:${portName}`}`
const plainOf = (rule: ServiceRule): string => `${rule.namespace}/${rule.name}/${protocolOf(rule)}/${rule.portName}`
const atOf = ({ ip, port }: RuleEndpoint): string => `${ip}/${port}`

/** Models hashAndTruncate: eight letters of base32, and the name that they are of. */
function hashed(text: string): string {
  const digest = sha256(Uint8Array.from(text, (char) => char.charCodeAt(0)))
  let bits = ''
  for (const byte of digest.slice(0, 5)) bits += byte.toString(2).padStart(8, '0')
  const letters = bits.replace(/.{5}/g, (five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five, 2)]!)
  return `${letters}-${text}`
}
const serviceChain = (rule: ServiceRule): string => `service-${hashed(plainOf(rule))}`
const externalChain = (rule: ServiceRule): string => `external-${hashed(plainOf(rule))}`
const firewallChain = (rule: ServiceRule): string => `firewall-${hashed(plainOf(rule))}`
const localChain = (rule: ServiceRule): string => `local-${hashed(plainOf(rule))}`
const endpointName = (rule: ServiceRule, endpoint: RuleEndpoint): string =>
  hashed(`${plainOf(rule)}__${atOf(endpoint)}`)
const endpointChain = (rule: ServiceRule, endpoint: RuleEndpoint): string => `endpoint-${endpointName(rule, endpoint)}`
const affinitySet = (rule: ServiceRule, endpoint: RuleEndpoint): string => `affinity-${endpointName(rule, endpoint)}`

const chain = (name: string, lines: readonly string[]): string =>
  `\tchain ${name} {\n${lines.map((line) => `\t\t${line}\n`).join('')}\t}`

const set = (kind: 'set' | 'map', name: string, type: string, comment: string, elements: readonly string[]): string => {
  const listed = elements.length > 0 ? `\n\t\telements = { ${elements.join(',\n\t\t\t     ')} }` : ''
  return `\t${kind} ${name} {\n\t\ttype ${type}\n\t\tcomment "${comment}"${listed}\n\t}`
}

/** Two to a line. */
const pairs = (addresses: readonly string[]): string[] =>
  addresses.flatMap((_address, i) => (i % 2 === 0 ? [addresses.slice(i, i + 2).join(', ')] : []))

const from = (rule: ServiceRule, address: string): string => `${address} . ${protocolOf(rule)} . ${rule.port}`
const answers = (rule: ServiceRule): readonly RuleEndpoint[] => rule.internal ?? rule.endpoints
const outerAnswers = (rule: ServiceRule): readonly RuleEndpoint[] => rule.external ?? rule.endpoints
/** Nobody at all is refused; whom a Local policy keeps from others' endpoints is dropped. */
const verdict = ({ endpoints }: ServiceRule): string => (endpoints.length > 0 ? 'drop' : 'goto reject-chain')
/** Where traffic from within the cluster goes. */
const innerChain = (rule: ServiceRule): string => (rule.internal ? localChain(rule) : serviceChain(rule))
const ofBalancer = ({ addresses = [] }: ServiceRule): readonly string[] =>
  addresses.flatMap(({ ip, kind }) => (kind === 'loadbalancer IP' ? [ip] : []))
/** A balancer's address that only some networks may ask; while nobody answers all are refused alike. */
const isGuarded = (rule: ServiceRule): boolean =>
  (rule.sourceRanges ?? []).length > 0 && ofBalancer(rule).length > 0 && rule.endpoints.length > 0
const isOuter = ({ nodePort, addresses = [] }: ServiceRule): boolean => nodePort !== undefined || addresses.length > 0

function sets(rules: readonly ServiceRule[], { node }: Networks): string[] {
  const key = 'ipv4_addr . inet_proto . inet_service'
  const inet = 'inet_proto . inet_service : verdict'
  const about = (rule: ServiceRule) => `comment "${titleOf(rule)}" : ${verdict(rule)}`
  const closed = rules.flatMap((rule) => [
    ...(answers(rule).length === 0 ? [`${from(rule, rule.clusterIP)} ${about(rule)}`] : []),
    ...(outerAnswers(rule).length === 0
      ? (rule.addresses ?? []).map(({ ip }) => `${from(rule, ip)} ${about(rule)}`)
      : [])
  ])
  const closedPorts = rules
    .filter((rule) => rule.nodePort !== undefined && outerAnswers(rule).length === 0)
    .map((rule) => `${protocolOf(rule)} . ${rule.nodePort} ${about(rule)}`)
  const guarded = rules
    .filter(isGuarded)
    .flatMap((rule) => ofBalancer(rule).map((ip) => `${from(rule, ip)} : goto ${firewallChain(rule)}`))
  const open = rules.flatMap((rule) => [
    ...(answers(rule).length > 0 ? [`${from(rule, rule.clusterIP)} : goto ${innerChain(rule)}`] : []),
    ...(rule.endpoints.length > 0
      ? (rule.addresses ?? []).map(({ ip }) => `${from(rule, ip)} : goto ${externalChain(rule)}`)
      : [])
  ])
  const openPorts = rules
    .filter((rule) => rule.nodePort !== undefined && rule.endpoints.length > 0)
    .map((rule) => `${protocolOf(rule)} . ${rule.nodePort} : goto ${externalChain(rule)}`)
  const ips = [...new Set(rules.map(({ clusterIP }) => clusterIP))]
  return [
    set(
      'set',
      'hairpin-connections',
      'ipv4_addr . ipv4_addr . inet_proto . inet_service',
      'service hairpin connections',
      []
    ),
    set('set', 'cluster-ips', 'ipv4_addr', 'Active ClusterIPs', pairs(ips)),
    set('set', 'nodeport-ips', 'ipv4_addr', 'IPs that accept NodePort traffic', [node]),
    set(
      'map',
      'no-endpoint-services',
      `${key} : verdict`,
      'vmap to drop or reject packets to services with no endpoints',
      closed
    ),
    set(
      'map',
      'no-endpoint-nodeports',
      inet,
      'vmap to drop or reject packets to service nodeports with no endpoints',
      closedPorts
    ),
    set(
      'map',
      'firewall-ips',
      `${key} : verdict`,
      'destinations that are subject to LoadBalancerSourceRanges',
      guarded
    ),
    set('map', 'service-ips', `${key} : verdict`, 'ClusterIP, ExternalIP and LoadBalancer IP traffic', open),
    set('map', 'service-nodeports', inet, 'NodePort traffic', openPorts)
  ]
}

/** `10800` → `3h`, `600` → `10m`. */
function spell(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's']
  ] as const
  return parts.flatMap(([n, unit]) => (n > 0 ? [`${n}${unit}`] : [])).join('')
}

const affinitySets = (rule: ServiceRule): string[] =>
  rule.affinitySeconds === 0
    ? []
    : (rule.internal !== undefined && !isOuter(rule) ? rule.internal : rule.endpoints).map(
        (endpoint) =>
          `\tset ${affinitySet(rule, endpoint)} {\n\t\ttype ipv4_addr\n\t\tsize 65535\n\t\tflags dynamic,timeout\n\t\ttimeout ${spell(rule.affinitySeconds)}\n\t}`
      )

const hook = (type: string, at: string): string => `type ${type} hook ${at}; policy accept;`

function baseChains({ pods, services }: Networks): string[] {
  const key = 'meta l4proto . th dport vmap'
  return [
    chain('filter-prerouting-pre-dnat', [
      hook('filter', 'prerouting priority dstnat - 10'),
      'ct state new jump firewall-check'
    ]),
    chain('filter-output-pre-dnat', [hook('filter', 'output priority -110'), 'ct state new jump firewall-check']),
    chain('filter-input', [
      hook('filter', 'input priority filter'),
      'ct state new jump nodeport-endpoints-check',
      'ct state new jump service-endpoints-check'
    ]),
    ...['forward', 'output'].map((at) =>
      chain(`filter-${at}`, [
        hook('filter', `${at} priority filter`),
        'ct state new jump service-endpoints-check',
        'ct state new jump cluster-ips-check'
      ])
    ),
    chain('nat-prerouting', [hook('nat', 'prerouting priority dstnat'), 'jump services']),
    chain('nat-output', [hook('nat', 'output priority -100'), 'jump services']),
    chain('nat-postrouting', [hook('nat', 'postrouting priority srcnat'), 'jump masquerading']),
    chain('nodeport-endpoints-check', [`ip daddr @nodeport-ips ${key} @no-endpoint-nodeports`]),
    chain('service-endpoints-check', [`ip daddr . ${key} @no-endpoint-services`]),
    chain('firewall-check', [`ip daddr . ${key} @firewall-ips`]),
    chain('services', [
      `ip daddr @cluster-ips ip saddr != ${pods} meta mark set meta mark | 0x00004000 comment "masquerade clusterIP traffic from outside cluster"`,
      `ip daddr . ${key} @service-ips`,
      `ip daddr @nodeport-ips ${key} @service-nodeports`
    ]),
    chain('masquerading', [
      'meta mark & 0x00004000 != 0x00000000 meta mark set meta mark ^ 0x00004000 masquerade fully-random',
      'ct status dnat ip saddr . ip daddr . meta l4proto . th dport @hairpin-connections masquerade fully-random'
    ]),
    chain('cluster-ips-check', [
      'ip daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"',
      `ip daddr ${services} drop comment "Drop traffic to unallocated ClusterIPs"`
    ]),
    chain('reject-chain', ['comment "helper for @no-endpoint-services / @no-endpoint-nodeports"', 'reject'])
  ]
}

/** Which of some endpoints a connection goes to: at random, or where its client was before. Models writeServiceToEndpointRules. */
function choice(rule: ServiceRule, endpoints: readonly RuleEndpoint[]): string[] {
  const n = endpoints.length
  if (rule.affinitySeconds === 0) {
    const map = endpoints.map(({ ip, port }, i) => `${i} : ${ip} . ${port}`).join(', ')
    return [`meta l4proto ${protocolOf(rule)} dnat ip to numgen random mod ${n} map { ${map} }`]
  }
  return [
    ...endpoints.map((one) => `ip saddr @${affinitySet(rule, one)} goto ${endpointChain(rule, one)}`),
    `numgen random mod ${n} vmap { ${endpoints.map((one, i) => `${i} : goto ${endpointChain(rule, one)}`).join(', ')} }`
  ]
}

function chainsOf(rule: ServiceRule, { pods, node }: Networks): string[] {
  const { endpoints, internal, external, affinitySeconds } = rule
  if (endpoints.length === 0) return []
  const guard = isGuarded(rule) ? [chain(firewallChain(rule), [`ip saddr != ${admitted(rule, node)} drop`])] : []
  const protocol = protocolOf(rule)
  const service = serviceChain(rule)
  const found: string[] = [...guard]
  const usesAll = internal === undefined || isOuter(rule)
  const own = internal ?? (isOuter(rule) ? external : undefined) ?? []
  const used = usesAll ? endpoints : own
  if (affinitySeconds > 0)
    for (const one of used)
      found.push(
        chain(endpointChain(rule, one), [
          `update @${affinitySet(rule, one)} { ip saddr }`,
          `meta l4proto ${protocol} dnat to ${one.ip}:${one.port}`
        ])
      )
  // The Cluster policy's chain is there for whoever may use it.
  if (usesAll) found.push(chain(service, choice(rule, endpoints)))
  if (own.length > 0) found.push(chain(localChain(rule), choice(rule, own)))
  if (!isOuter(rule)) return found
  const lines = external
    ? [
        `ip saddr ${pods} goto ${service} comment "short-circuit pod traffic"`,
        'fib saddr type local meta mark set meta mark | 0x00004000 comment "masquerade local traffic"',
        `fib saddr type local goto ${service} comment "short-circuit local traffic"`,
        ...(external.length > 0 ? [`goto ${localChain(rule)}`] : [])
      ]
    : ['meta mark set meta mark | 0x00004000 comment "masquerade"', `goto ${service}`]
  found.push(chain(externalChain(rule), lines))
  return found
}

/** Whom a balancer's address answers, as nft lists them: sorted; a node among them asks the address from the address itself. */
function admitted(rule: ServiceRule, node: string): string {
  const { sourceRanges = [] } = rule
  const self = node !== '' && sourceRanges.some((range) => isIn(range, node)) ? ofBalancer(rule) : []
  const all = [...sourceRanges.map((range) => range.replace(/\/32$/, '')), ...self]
  const order = (range: string) =>
    range
      .split(/[./]/)
      .map((part) => part.padStart(3, '0'))
      .join('.')
  return `{ ${all.sort((a, b) => (order(a) < order(b) ? -1 : 1)).join(', ')} }`
}
