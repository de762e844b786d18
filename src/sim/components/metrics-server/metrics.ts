import { seconds } from '../../../base/time'
import { meets, parseLabelSelector } from '../../api/label-selector'
import { formatTime } from '../../api/timestamp'
import type { KubeObject, Pod, Status } from '../../api/types'
import { wallClock } from '../../kernel/clock'
import type { AggregatedAnswer, AggregatedRequest } from '../kube-apiserver/messages'
import type { MetricsServer, Point } from './context'

/** A node that has said nothing for two scrapes has no metrics. */
const stale = seconds(30)
const apiVersion = 'metrics.k8s.io/v1beta1'

type Usage = Readonly<Record<'cpu' | 'memory', string>>

/** CPU as a rate between two points, in the server's units. */
const usage = (beforeMs: number, nowMs: number, span: number, memoryBytes: number): Usage => ({
  cpu: `${Math.max(0, Math.round(((nowMs - beforeMs) * 1e12) / span))}n`,
  memory: `${Math.floor(memoryBytes / 1_024)}Ki`
})

/** The two last points of a node, if they are fresh. */
function pairOf(server: MetricsServer, node: string): { last: Point; before: Point } | undefined {
  const [last, before] = server.points.get(node) ?? []
  return last && before && wallClock(server) - last.at <= stale ? { last, before } : undefined
}

const measured = (kind: string, { metadata }: KubeObject, { at }: Point, before: Point, rest: object): KubeObject => {
  const { name, namespace, labels } = metadata
  const timestamp = formatTime(at)
  return {
    kind,
    apiVersion,
    metadata: { name, ...(namespace && { namespace }), creationTimestamp: timestamp, ...(labels && { labels }) },
    timestamp,
    window: `${((at - before.at) / 1_000_000).toFixed(3).replace(/\.?0+$/, '')}s`,
    ...rest
  } as KubeObject
}

function ofNode(server: MetricsServer, node: KubeObject): KubeObject | undefined {
  const pair = pairOf(server, node.metadata.name)
  if (!pair) return undefined
  const { last, before } = pair
  const its = usage(before.node.cpuMs, last.node.cpuMs, last.at - before.at, last.node.memoryBytes)
  return measured('NodeMetrics', node, last, before, { usage: its })
}

/** A pod whose containers were all there at both points. */
function ofPod(server: MetricsServer, pod: Pod): KubeObject | undefined {
  const pair = pairOf(server, pod.spec.nodeName ?? '')
  if (!pair || pod.status?.phase !== 'Running') return undefined
  const { last, before } = pair
  // The kubelet names a pod by namespace and name; a static one it knows by another uid than its mirror has.
  const uid = pod.metadata.annotations?.['kubernetes.io/config.mirror'] ?? pod.metadata.uid
  const its = ({ containers }: Point) => containers.filter(({ podUid }) => podUid === uid)
  const containers = its(last).flatMap(({ id, name, cpuMs, memoryBytes }) => {
    const former = its(before).find((other) => other.id === id)
    return former ? [{ name, usage: usage(former.cpuMs, cpuMs, last.at - before.at, memoryBytes) }] : []
  })
  if (containers.length < pod.spec.containers.length) return undefined
  return measured('PodMetrics', pod, last, before, { containers })
}

/** Models pkg/api node.go and pod.go. */
export function answerTo(
  server: MetricsServer,
  { resource, namespace, name, labelSelector }: AggregatedRequest
): Pick<AggregatedAnswer, 'code' | 'body'> {
  const isNodes = resource === 'nodes'
  if (!isNodes && resource !== 'pods')
    return { code: 404, body: status(404, 'the server could not find the requested resource') }
  const requirements = parseLabelSelector(labelSelector)
  const wanted = [...(isNodes ? server.nodes : server.pods).store.values()].filter(
    ({ metadata }) =>
      (isNodes || namespace === '' || metadata.namespace === namespace) &&
      (name === '' || metadata.name === name) &&
      typeof requirements !== 'string' &&
      requirements.every((one) => meets(metadata.labels, one))
  )
  const found = wanted.flatMap((object) => (isNodes ? ofNode(server, object) : ofPod(server, object as Pod)) ?? [])
  if (name === '') {
    const kind = isNodes ? 'NodeMetricsList' : 'PodMetricsList'
    return { code: 200, body: { kind, apiVersion, metadata: { resourceVersion: '' }, items: found } }
  }
  const what = isNodes ? `nodemetrics.metrics.k8s.io "${name}"` : `podmetrics.metrics.k8s.io "${namespace}/${name}"`
  return found[0] ? { code: 200, body: found[0] } : { code: 404, body: status(404, `${what} not found`) }
}

const status = (code: number, message: string): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason: 'NotFound',
  code
})
