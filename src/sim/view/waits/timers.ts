import { ms } from '../../../base/time'
import type { ItemEvent } from '../../kernel/chart'
import { contextOf } from '../../components/contexts'
import { podKey } from '../../components/kubelet/runtime-pod'
import type { ApiClient } from '../../client-go/transport'
import type { Pending } from '../../kernel/queue'
import type { Process } from '../../kernel/world'
import type { Timeline } from '../../timeline/timeline'
import type { WaitKind } from '../types'
import type { Found } from './wait'

/** Timers whose end is worth knowing, by the setting that timed them; all others are routine. */
const telling: Readonly<Record<string, WaitKind>> = {
  tolerationSeconds: 'toleration',
  timeoutSeconds: 'timeout',
  ttlSecondsAfterFinished: 'ttl',
  terminationGracePeriodSeconds: 'termination',
  'leader-elect-renew-deadline': 'lease',
  'etcd-leader-transfer-timeout': 'election',
  'etcd-bootstrap-timeout': 'timeout',
  'back-off-period-s': 'back-off',
  'container-backoff-initial-s': 'back-off',
  'reflector-backoff': 'back-off',
  'lease-ensure-backoff': 'back-off',
  'register-retry': 'back-off',
  'cri-grpc-backoff-max-s': 'back-off',
  'event-retry-sleep': 'back-off',
  'etcd-retry-ms': 'back-off',
  'volume-exponential-backoff': 'back-off',
  'retry-after': 'back-off',
  'http2-ping-timeout': 'timeout',
  'dial-timeout': 'timeout',
  'tls-handshake-timeout': 'timeout',
  'haproxy-timeout-connect-ms': 'timeout',
  'pod-attach-and-mount-timeout-s': 'timeout',
  'image-pull-mib-per-s': 'start',
  'dns-timeout-ms': 'start',
  'kubelet-start-latency-ms': 'start',
  'runtime-start-latency-ms': 'start',
  'kcm-start-ms': 'start',
  'node-poll-interval': 'start'
}

/** An answer that is this late is waited for. */
const late = ms(500)

/** The kind of countdown that a timer is; null: routine. */
export function kindOfTimer({ setting, event }: Pending): WaitKind | null {
  if (event.type === 'client.timeout') return 'timeout'
  return telling[setting] ?? null
}

/** A telling timer as a countdown; null if nothing is late yet. */
export function timerWait(
  timeline: Timeline,
  process: Process,
  item: Pending,
  kind: WaitKind,
  now: number
): Found | null {
  const startedAt = item.cause >= 0 ? timeline.at(item.cause) : now
  if (item.at <= startedAt || (kind === 'timeout' && now - startedAt < late)) return null
  const client = clientOf(process, item)
  return { kind, about: client?.server ?? aboutOf(process, item), setting: item.setting, startedAt, dueAt: item.at }
}

/** The API client that a timer belongs to. */
function clientOf(process: Process, { event }: Pending): ApiClient | undefined {
  const { chart, item, name } = event as Partial<ItemEvent> & { readonly name?: string }
  const wanted = chart === 'connection' ? item : event.type === 'client.timeout' ? name : undefined
  return clientsOf(process).find((client) => client.name === wanted)
}

function clientsOf(process: Process): readonly ApiClient[] {
  const kubelet = contextOf(process, 'kubelet')
  if (kubelet) return [kubelet.api]
  const scheduler = contextOf(process, 'kube-scheduler')
  if (scheduler) return [scheduler.client, scheduler.eventClient, scheduler.leaseClient]
  const other =
    contextOf(process, 'kube-controller-manager') ?? contextOf(process, 'kube-proxy') ?? contextOf(process, 'users')
  return other ? [other.client] : []
}

/** Whom a component's own timer is about: the pod of a container or of a worker, the server of a connection. */
function aboutOf(process: Process, { event, setting, id }: Pending): string {
  if (setting === 'tolerationSeconds') return `pod:${(event as typeof event & { readonly name: string }).name}`
  if (event.type === 'workqueue.ready') return (event as typeof event & { readonly key: string }).key
  const runtime = contextOf(process, 'container-runtime')
  if (runtime && setting === 'terminationGracePeriodSeconds') {
    const { call } = event as typeof event & { readonly call: number }
    const container = runtime.containers.get(runtime.calls.get(call)?.target ?? '')
    return container ? `pod:${container.namespace}/${container.podName}` : ''
  }
  const kubelet = contextOf(process, 'kubelet')
  const { item } = event as Partial<ItemEvent>
  if (kubelet && item !== undefined) {
    const worker = kubelet.workers.get(item.split('/')[0]!)
    return worker ? `pod:${podKey(worker.pod)}` : ''
  }
  const balancer = contextOf(process, 'load-balancer')
  if (balancer && id.startsWith('connect/')) {
    const connection = balancer.connections.get(id.slice('connect/'.length))
    return connection ? balancer.servers[connection.server]!.target : ''
  }
  return ''
}
