import { formatTime } from '../../api/timestamp'
import type { KubeObject } from '../../api/types'
import { request, type ApiResult } from '../../client-go/transport'
import { wallClock } from '../../kernel/clock'
import { nodesOf, type ClusterAutoscaler } from './context'
import type { Outbox } from './messages'
import { upcoming } from './scale-up'
import { isReady } from './taints'

/** An answer about the ConfigMap. */
export interface StatusRef {
  readonly kind: 'status'
  readonly step: 'get' | 'write'
}

const name = 'cluster-autoscaler-status'
const stamp = 'cluster-autoscaler.kubernetes.io/last-updated'

/** Tells how it stands. Models clusterstate/utils/status.go WriteStatusConfigMap: it is read, then written. */
export function writeStatus(context: ClusterAutoscaler, out: Outbox): void {
  const ref: StatusRef = { kind: 'status', step: 'get' }
  const { namespace } = context.options
  request(context.client, context, out, { verb: 'get', resource: 'configmaps', namespace, name }, ref)
}

export function statusAnswered(context: ClusterAutoscaler, out: Outbox, { step }: StatusRef, result: ApiResult): void {
  if (result.kind !== 'response') return
  const { code, body } = result
  if (step === 'write') {
    if (code < 300) context.status = body as KubeObject
    else out.log('E', `static_autoscaler.go:1027] Failed to write status configmap: HTTP ${code}`)
    return
  }
  const { namespace } = context.options
  const ref: StatusRef = { kind: 'status', step: 'write' }
  const at = formatTime(wallClock(context)).replace('T', ' ').replace('Z', '.000000000 +0000 UTC')
  const known = code < 300 ? (body as KubeObject) : null
  const map = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      ...known?.metadata,
      name,
      namespace,
      annotations: { ...known?.metadata.annotations, [stamp]: at }
    },
    data: { status: textOf(context, at) }
  }
  const verb = known ? 'update' : 'create'
  request(
    context.client,
    context,
    out,
    { verb, resource: 'configmaps', namespace, ...(known && { name }), body: map },
    ref
  )
}

/** Models clusterstate/api/types.go ClusterAutoscalerStatus, as YAML. */
function textOf(context: ClusterAutoscaler, at: string): string {
  const { groups, informers } = context
  const part = (indent: string, title: string, key: string, status: string, more = '') =>
    `${indent}${title}:\n${indent}  status: ${status}\n${more}${times(context, `${indent}  `, `${key}/${title}`, status)}`
  const all = nodesOf(context)
  const scaleUp = groups.some((group) => upcoming(context, group) > 0) ? 'InProgress' : 'NoActivity'
  const scaleDown = context.unneeded.size > 0 ? 'CandidatesPresent' : 'NoCandidates'
  const counts = (indent: string, total: number, ready: number, unregistered: number) =>
    `${indent}nodeCounts:\n${indent}  registered:\n${indent}    total: ${total}\n${indent}    ready: ${ready}\n${indent}    notStarted: ${total - ready}\n${indent}  longUnregistered: 0\n${indent}  unregistered: ${unregistered}\n`
  const clusterWide =
    part(
      '  ',
      'health',
      '',
      'Healthy',
      counts('    ', informers.nodes.store.size, all.filter(isReady).length, context.unregistered.size)
    ) +
    part('  ', 'scaleUp', '', scaleUp) +
    part('  ', 'scaleDown', '', scaleDown)
  const each = groups.map((group) => {
    const { name: id, target, min, max, instances } = group
    const own = all.filter((node) => instances.some((instance) => instance.name === node.metadata.name))
    const unregistered = instances.filter((instance) => context.unregistered.has(instance.name)).length
    const sizes = `    cloudProviderTarget: ${target}\n    minSize: ${min}\n    maxSize: ${max}\n`
    const inBackoff = (context.backoffs.get(id)?.until ?? -1) > context.now
    const candidates = own.some((node) => context.unneeded.has(node.metadata.name))
    return (
      `- name: ${id}\n` +
      part(
        '  ',
        'health',
        id,
        'Healthy',
        counts('    ', own.length, own.filter(isReady).length, unregistered) + sizes
      ) +
      part('  ', 'scaleUp', id, inBackoff ? 'Backoff' : upcoming(context, group) > 0 ? 'InProgress' : 'NoActivity') +
      part('  ', 'scaleDown', id, candidates ? 'CandidatesPresent' : 'NoCandidates')
    )
  })
  return `time: ${at}\nautoscalerStatus: Running\nclusterWide:\n${clusterWide}nodeGroups:\n${each.join('')}`
}

/** When it was looked at, and since when it is so. */
function times({ told, ...context }: ClusterAutoscaler, indent: string, key: string, status: string): string {
  const now = wallClock(context)
  const before = told.get(key)
  const since = before?.status === status ? before.since : now
  told.set(key, Object.freeze({ status, since }))
  return `${indent}lastProbeTime: "${formatTime(now)}"\n${indent}lastTransitionTime: "${formatTime(since)}"\n`
}
