import type { Micros } from '../../../base/time'
import { formatMicroTime } from '../../api/timestamp'
import type { Node } from '../../api/types'
import type { ServiceRule } from '../linux/messages'
import type { Settings } from './config'

/** What kube-proxy is asked about, and what it knows of that. */
export interface Health {
  readonly mode: Settings['mode']
  /** What its clock shows. */
  readonly now: Micros
  readonly rules: readonly ServiceRule[]
  /** When its rules were written last, and for the first time; 0: not yet. */
  readonly syncedAt: Micros
  readonly firstSyncAt: Micros
  readonly node: Node | undefined
}

export interface Said {
  readonly code: number
  readonly body: string
}

const leaving = 'ToBeDeletedByClusterAutoscaler'

/**
 * What anybody may ask it: the state of its rules at 10256, its mode at 10249, and at a Service's `healthCheckNodePort` whether the node has
 * endpoints. Models pkg/proxy/healthcheck/proxy_health.go and service_health.go, cmd/kube-proxy/app/server.go serveMetrics.
 * @param port at which it is asked; missing: where the kubelet asks, at 10256
 */
export function healthOf(health: Health, port = 10_256, path = '/healthz'): Said {
  const service = health.rules.find(({ healthPort }) => healthPort === port)
  if (service) return endpointsHere(service, health)
  const plain = path.split('?')[0]!
  if (port === 10_249) return atMetrics(health, plain)
  if (plain !== '/healthz' && plain !== '/livez') return { code: 404, body: '404 page not found\n' }
  return ownHealth(health, plain === '/healthz')
}

const isSynced = ({ syncedAt }: Health): boolean => syncedAt > 0

/** A node that goes asks balancers to leave it, and is alive all the same. */
function ownHealth(health: Health, asksEligible: boolean): Said {
  const { now, syncedAt, firstSyncAt, node } = health
  const nodeEligible =
    node === undefined ||
    (node.metadata.deletionTimestamp === undefined && !(node.spec.taints ?? []).some(({ key }) => key === leaving))
  const healthy = isSynced(health)
  const body = {
    lastUpdated: formatMicroTime(healthy ? now : 0),
    currentTime: formatMicroTime(now),
    ...(asksEligible && { nodeEligible }),
    healthy,
    // The proxier of IPv6 has nothing to do: it wrote its rules once.
    status: {
      IPv4: { lastUpdated: formatMicroTime(syncedAt), healthy },
      IPv6: { lastUpdated: formatMicroTime(firstSyncAt), healthy }
    }
  }
  return { code: healthy && (nodeEligible || !asksEligible) ? 200 : 503, body: JSON.stringify(body) }
}

function endpointsHere({ namespace, name, external }: ServiceRule, health: Health): Said {
  const localEndpoints = external?.length ?? 0
  const serviceProxyHealthy = isSynced(health)
  const body = `{
	"service": {
		"namespace": ${JSON.stringify(namespace)},
		"name": ${JSON.stringify(name)}
	},
	"localEndpoints": ${localEndpoints},
	"serviceProxyHealthy": ${serviceProxyHealthy}
}`
  return { code: localEndpoints > 0 && serviceProxyHealthy ? 200 : 503, body }
}

function atMetrics({ mode }: Health, path: string): Said {
  if (path === '/proxyMode') return { code: 200, body: mode }
  if (/^\/(?:healthz|livez|readyz)$/.test(path)) return { code: 200, body: 'ok' }
  return { code: 404, body: '404 page not found\n' }
}
