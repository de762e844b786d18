import type { RuleEndpoint, ServiceRule } from '../linux/messages'

/** An address and port behind which IPVS has real servers. */
export interface VirtualServer {
  readonly protocol: 'TCP' | 'UDP'
  readonly ip: string
  readonly port: number
  /** Seconds for which a client stays with its server; 0: it does not. */
  readonly persistent: number
  readonly endpoints: readonly RuleEndpoint[]
}

/**
 * The virtual servers of a node: cluster IPs, external and balancers' addresses, and the node's own with each node port; outside traffic of a
 * policy that is Local goes to this node's pods alone. Models pkg/proxy/ipvs/proxier.go syncProxyRules.
 * @param node the node's address; empty: it is not known, and node ports are left out
 */
export const virtualServers = (services: readonly ServiceRule[], node: string): readonly VirtualServer[] =>
  services.flatMap(({ protocol, clusterIP, port, nodePort, affinitySeconds, addresses = [], ...rule }) => {
    const at = (ip: string, number: number, endpoints: readonly RuleEndpoint[]): VirtualServer => ({
      protocol,
      ip,
      port: number,
      persistent: affinitySeconds,
      endpoints
    })
    const outside = rule.external ?? rule.endpoints
    return [
      at(clusterIP, port, rule.internal ?? rule.endpoints),
      ...addresses.map(({ ip }) => at(ip, port, outside)),
      ...(nodePort !== undefined && node !== '' ? [at(node, nodePort, outside)] : [])
    ]
  })

/** The virtual servers as `ipvsadm-save -n` prints them: masqueraded, round robin. */
export const ipvsadmSave = (services: readonly ServiceRule[], node: string): string =>
  virtualServers(services, node)
    .flatMap(({ protocol, ip, port, persistent, endpoints }) => {
      const server = `-${protocol === 'TCP' ? 't' : 'u'} ${ip}:${port}`
      return [
        `-A ${server} -s rr${persistent > 0 ? ` -p ${persistent}` : ''}`,
        ...endpoints.map((endpoint) => `-a ${server} -r ${endpoint.ip}:${endpoint.port} -m -w 1`)
      ]
    })
    .map((line) => `${line}\n`)
    .join('')

/** As `ipvsadm -Ln` lists them. */
export const ipvsadmList = (services: readonly ServiceRule[], node: string): string =>
  virtualServers(services, node)
    .map(
      ({ protocol, ip, port, persistent, endpoints }) =>
        `${protocol}  ${ip}:${port} rr${persistent > 0 ? ` persistent ${persistent}` : ''}\n${endpoints
          .map(({ ip: real, port: number }) => `  -> ${`${real}:${number}`.padEnd(28)} Masq    1      0          0\n`)
          .join('')}`
    )
    .join('')
