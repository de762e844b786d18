import { isIn } from '../../../base/ipv4'
import { ruleKey, type LinuxContext } from './context'
import type { PodRequest, ServiceRule, TrafficRequest } from './messages'
import { programAt } from './program-process'

/* Which rule of the packet filter a packet meets. */

/**
 * A port of the node's own address that a Service has; iptables takes it at the loopback, too (`localhostNodePorts`), nftables at the addresses
 * that `nodePortAddresses` names: the primary one.
 */
export function asNodePort({ rules, cluster, machine }: LinuxContext, to: TrafficRequest['to']): TrafficRequest['to'] {
  if ('nodePort' in to || !rules.byNodePort.has(to.port)) return to
  const isLocal = to.ip === cluster.addresses[machine] || (rules.mode === 'iptables' && to.ip.startsWith('127.'))
  return isLocal ? { nodePort: to.port } : to
}

/** Whom `loadBalancerSourceRanges` keeps from a balancer's address: such a packet is lost. */
export const isTurnedAway = ({ sourceRanges, addresses = [] }: ServiceRule, ip: string, source: string): boolean =>
  sourceRanges !== undefined &&
  addresses.some((one) => one.ip === ip && one.kind === 'loadbalancer IP') &&
  !sourceRanges.some((range) => isIn(range, source))

/** Where kube-proxy says how it is. */
const proxyHealth = 10_256

/** kube-proxy itself answers at its own health port, and at that of a Service whose policy is Local. */
export function healthServer(context: LinuxContext, port: number) {
  if (port !== proxyHealth && !context.rules.services.some(({ healthPort }) => healthPort === port)) return undefined
  const ip = context.cluster.addresses[context.machine] ?? ''
  const program = programAt(context, ip, proxyHealth)
  return program && { program, ip, port }
}

/** The rule of a Service's own address, of one besides, or of a node's port; by the protocol: a name is asked for by UDP. */
export function ruleFor(
  { rules }: LinuxContext,
  to: TrafficRequest['to'],
  more: PodRequest | undefined
): { readonly service: ServiceRule; readonly outside: boolean } | undefined {
  const key = 'ip' in to ? ruleKey(to.ip, to.port, more?.question ? 'UDP' : 'TCP') : ''
  const inside = 'ip' in to ? rules.byClusterIP.get(key) : undefined
  const index = inside ?? ('ip' in to ? rules.byAddress.get(key) : rules.byNodePort.get(to.nodePort))
  return index === undefined ? undefined : { service: rules.services[index]!, outside: inside === undefined }
}
