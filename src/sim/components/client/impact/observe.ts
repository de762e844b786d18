import { isPodReady } from '../../../api/kinds/pod/conditions'
import { seconds } from '../../../../base/time'
import { parseTime } from '../../../api/timestamp'
import type { Deployment, KubeList, Node, Pod } from '../../../api/types'
import type { Outbox } from '../../../kernel/types'
import { ask, isGood, type Answer } from '../ask'
import { serviceOf } from '../config'
import type { Client } from '../context'
import type { SeenNode, SeenPod } from './state'

const setting = 'impact-probe-interval-ms'

/** Looks at nodes and at the Service's pods through the API, as `kubectl get` would. */
export function observe(context: Client, out: Outbox): void {
  const [namespace, name] = serviceOf(context.config)
  const question = (of: string, call: Parameters<typeof ask>[3]) =>
    ask(context.asker, context, out, call, { kind: 'observe', of }, seconds(5), setting)
  question('nodes', { verb: 'list', resource: 'nodes', options: { resourceVersion: '0' } })
  question('pods', {
    verb: 'list',
    resource: 'pods',
    namespace,
    options: { labelSelector: `app=${name}`, resourceVersion: '0' }
  })
  question('desired', { verb: 'get', resource: 'deployments', namespace, name, options: { resourceVersion: '0' } })
}

export function observed({ impact, now }: Client, answer: Answer): void {
  if (!isGood(answer)) return
  impact.seen ??= { nodes: [], pods: [], desired: 0, at: now }
  const { seen } = impact
  seen.at = now
  const items = (answer.body as KubeList).items as unknown[]
  if (answer.ref.of === 'nodes') seen.nodes = Object.freeze((items as Node[]).map(nodeOf))
  else if (answer.ref.of === 'pods') seen.pods = Object.freeze((items as Pod[]).map(podOf))
  else seen.desired = (answer.body as Deployment).spec.replicas ?? 1
}

function nodeOf({ metadata, spec, status }: Node): SeenNode {
  const ready = status.conditions?.find(({ type }) => type === 'Ready')
  const taint = spec.taints?.find(({ effect }) => effect === 'NoExecute')
  return Object.freeze({
    name: metadata.name,
    ready: ready?.status === 'True',
    since: parseTime(ready?.lastTransitionTime),
    taintedAt: parseTime(taint?.timeAdded),
    isMaster: metadata.labels?.['node-role.kubernetes.io/control-plane'] !== undefined
  })
}

const podOf = ({ metadata, spec, status }: Pod): SeenPod =>
  Object.freeze({
    name: metadata.name,
    node: spec.nodeName ?? '',
    ready: isPodReady(status),
    terminating: metadata.deletionTimestamp !== undefined
  })
