import type { Pod } from '../../api/types'
import type { GroupState } from '../cloud/messages'
import { ask } from './cloud'
import { nodesOf, podsOf, type Asked, type ClusterAutoscaler } from './context'
import { tell, tellStatus } from './events'
import { estimate, type Option } from './estimate'
import { best } from './expander'
import type { Outbox } from './messages'
import { addTemplate, keyOf, place, podInfo, trialOf, type Trial } from './simulate'
import { isReady } from './taints'

/** Pods for which the scheduler found no place. */
export const unschedulable = (context: ClusterAutoscaler): Pod[] =>
  podsOf(context).filter(
    ({ spec, status, metadata }) =>
      !spec.nodeName &&
      metadata.deletionTimestamp === undefined &&
      (spec.priority ?? 0) >= context.options.priorityCutoff &&
      (status?.conditions ?? []).some(
        ({ type, status: is, reason }) => type === 'PodScheduled' && is === 'False' && reason === 'Unschedulable'
      )
  )

/** Machines of a group that are on their way: they were asked for, and are no ready nodes yet. */
export const upcoming = (context: ClusterAutoscaler, { target, instances }: GroupState): number => {
  const ready = nodesOf(context).filter(
    (node) => isReady(node) && instances.some(({ name }) => name === node.metadata.name)
  )
  return Math.max(0, target - ready.length)
}

/** The cluster with the machines that are on their way, and which pods find no place in it either. */
export function remaining(context: ClusterAutoscaler): { trial: Trial; pods: Pod[] } {
  const trial = trialOf(context)
  for (const group of context.groups)
    for (let i = 0; i < upcoming(context, group); i++) addTemplate(trial, group, `upcoming-${group.name}-${i}`)
  const pods = unschedulable(context).filter((pod) => !('node' in place(trial, podInfo(pod), () => true)))
  return { trial, pods }
}

/**
 * Makes a group larger if that helps pods that find no place. True: it does.
 * Models core/scaleup/orchestrator/orchestrator.go ScaleUp.
 */
export function scaleUp(context: ClusterAutoscaler, out: Outbox): boolean {
  const { trial, pods } = remaining(context)
  if (pods.length === 0) return false
  for (const pod of pods) out.log('I', `orchestrator.go:101] Pod ${keyOf(pod)} is unschedulable`)
  const skipped = new Map<string, string>()
  const options: Option[] = []
  const rejected: ReadonlyMap<string, string[]>[] = []
  for (const group of context.groups) {
    const why = skipReason(context, group)
    if (why !== '') {
      skipped.set(group.name, why)
      continue
    }
    const option = estimate(trial, group, pods)
    rejected.push(option.rejected)
    if (option.pods.length > 0) options.push(option)
    else out.log('I', `orchestrator.go:166] No pod can fit to ${group.name}`)
  }
  const chosen = best(context, options)
  if (!chosen) {
    out.log('I', 'orchestrator.go:183] No expansion options')
    for (const pod of pods) refuse(context, out, pod, skipped, rejected)
    return false
  }
  grow(context, out, chosen)
  return true
}

function skipReason(
  { backoffs, now, options, informers }: ClusterAutoscaler,
  { name, target, max }: GroupState
): string {
  if ((backoffs.get(name)?.until ?? -1) > now) return 'in backoff after failed scale-up'
  if (target >= max) return 'max node group size reached'
  if (options.maxNodesTotal > 0 && informers.nodes.store.size >= options.maxNodesTotal)
    return 'max total nodes in cluster reached'
  return ''
}

/** Models processors/status/eventing_scale_up_processor.go ReasonsMessage. */
function refuse(
  context: ClusterAutoscaler,
  out: Outbox,
  pod: Pod,
  skipped: ReadonlyMap<string, string>,
  rejected: readonly ReadonlyMap<string, string[]>[]
): void {
  const counts = new Map<string, number>()
  const reasons = [...rejected.flatMap((pods) => pods.get(keyOf(pod)) ?? []), ...skipped.values()]
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const text = [...counts].map(([reason, count]) => `${count} ${reason}`).join(', ')
  tell(context, out, pod, 'Normal', 'NotTriggerScaleUp', `pod didn't trigger scale-up: ${text}`)
}

function grow(context: ClusterAutoscaler, out: Outbox, { group, count, pods }: Option): void {
  const { name, target, max } = group
  const total = context.options.maxNodesTotal
  const room = Math.min(max - target, total > 0 ? total - context.informers.nodes.store.size : Infinity)
  const size = target + Math.min(count, room)
  out.log('I', `orchestrator.go:200] Best option to resize: ${name}`)
  out.log('I', `orchestrator.go:204] Estimated ${count} nodes needed in ${name}`)
  out.log('I', `orchestrator.go:284] Final scale-up plan: [{${name} ${target}->${size} (max: ${max})}]`)
  out.log('I', `executor.go:166] Scale-up: setting group ${name} size to ${size}`)
  tellStatus(
    context,
    out,
    'Normal',
    'ScaledUpGroup',
    `Scale-up: setting group ${name} size to ${size} instead of ${target} (max: ${max})`
  )
  const about: Asked = { about: 'increase', group: name, size, was: target, max, pods: pods.map(keyOf) }
  ask(context, out, { type: 'cloud.increase', group: name, delta: size - target }, about)
}

/** The provider has taken the new size, or not. */
export function grown(
  context: ClusterAutoscaler,
  out: Outbox,
  about: Extract<Asked, { about: 'increase' }>,
  error: string
): void {
  const { group, size, was, max, pods } = about
  if (error !== '') {
    const text = `Scale-up failed for group ${group}: ${error}`
    out.log('E', `executor.go:170] ${text}`)
    tellStatus(context, out, 'Warning', 'FailedToScaleUpGroup', text)
    return backOff(context, group)
  }
  context.lastScaleUp = context.now
  const change = `${size} instead of ${was} (max: ${max})`
  tellStatus(context, out, 'Normal', 'ScaledUpGroup', `Scale-up: group ${group} size set to ${change}`)
  for (const key of pods) {
    const pod = context.informers.pods.store.get(key)
    if (pod)
      tell(
        context,
        out,
        pod,
        'Normal',
        'TriggeredScaleUp',
        `pod triggered scale-up: [{${group} ${was}->${size} (max: ${max})}]`
      )
  }
}

/** No machine more in a group that failed, ever longer. Models utils/backoff/exponential_backoff.go. */
export function backOff({ backoffs, now, options }: ClusterAutoscaler, group: string): void {
  const before = backoffs.get(group)
  // One that was over for long is forgotten (--node-group-backoff-reset-timeout).
  const again = before !== undefined && now - before.until < 3 * 3_600_000_000
  const wait = again ? Math.min(before.wait * 2, options.longestBackoff) : options.backoff
  backoffs.set(group, Object.freeze({ until: now + wait, wait }))
}
