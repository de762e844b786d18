import { seconds } from '../../../base/time'
import type { LinuxContext } from './context'
import type { RuleEndpoint, ServiceRule } from './messages'

/**
 * Chooses an endpoint. iptables: rule i of n matches with probability 1/(n−i), the last one always; IPVS: round robin.
 * ClientIP affinity comes first in both. Models the KUBE-SVC chains of pkg/proxy/iptables/proxier.go.
 */
export function choose(context: LinuxContext, service: ServiceRule, client: string): RuleEndpoint | null {
  const { endpoints, affinitySeconds } = service
  const n = endpoints.length
  if (n === 0) return null
  const { rules } = context
  const key = `${service.namespace}/${service.name}:${service.portName}`
  if (affinitySeconds > 0) {
    const last = rules.affinity.get(`${key}|${client}`)
    const same = last && endpoints.find(({ ip, port }) => ip === last.ip && port === last.port)
    if (same && context.now - last.at <= seconds(affinitySeconds)) return remember(context, key, client, same)
  }
  let chosen = n - 1
  if (rules.mode === 'ipvs') {
    chosen = (rules.next.get(key) ?? 0) % n
    rules.next.set(key, chosen + 1)
  } else {
    for (let i = 0; i < n - 1; i++) {
      if (context.rng.float() < 1 / (n - i)) {
        chosen = i
        break
      }
    }
  }
  const endpoint = endpoints[chosen]!
  return affinitySeconds > 0 ? remember(context, key, client, endpoint) : endpoint
}

function remember(context: LinuxContext, key: string, client: string, endpoint: RuleEndpoint): RuleEndpoint {
  context.rules.affinity.set(
    `${key}|${client}`,
    Object.freeze({ ip: endpoint.ip, port: endpoint.port, at: context.now })
  )
  return endpoint
}
