import type { Node } from '../../api/types'
import { unborn } from '../../kernel/chart'
import { budgetsOf, groupOf, nodesOf, type ClusterAutoscaler, type Deletion } from './context'
import { drainability } from './drainability'
import { tellStatus } from './events'
import type { Outbox } from './messages'
import { remaining } from './scale-up'
import { place, podInfo, without, type Trial } from './simulate'
import { hasTaint, isReady, toBeDeleted } from './taints'

const disabled = 'cluster-autoscaler.kubernetes.io/scale-down-disabled'

/**
 * Finds nodes that nobody needs: their pods would find a place elsewhere.
 * Models core/scaledown/planner/planner.go UpdateClusterState and eligibility/eligibility.go.
 */
export function findUnneeded(context: ClusterAutoscaler): void {
  const { now, unneeded } = context
  const { trial } = remaining(context)
  const reasons: Record<string, string> = {}
  const found = new Set<string>()
  for (const node of nodesOf(context)) {
    const { name } = node.metadata
    const why = whyNeeded(context, trial, node)
    if (why === '') found.add(name)
    else if (why !== 'none') reasons[name] = why
  }
  for (const name of [...unneeded.keys()]) if (!found.has(name)) unneeded.delete(name)
  for (const name of found) if (!unneeded.has(name)) unneeded.set(name, now)
  context.unremovable = Object.freeze(reasons)
}

/** Why a node has to stay; empty: it could go, and its pods are placed elsewhere in the trial; `none`: it is not looked after. */
function whyNeeded(context: ClusterAutoscaler, trial: Trial, node: Node): string {
  const { name } = node.metadata
  const { options } = context
  const group = groupOf(context, name)
  if (!group || context.deletions.has(name) || hasTaint(node, toBeDeleted)) return 'none'
  if (node.metadata.annotations?.[disabled] === 'true') return 'scale down is disabled by its annotation'
  if (isReady(node) && utilizationOf(trial, name) >= options.utilizationThreshold)
    return `utilization ${utilizationOf(trial, name).toFixed(3)}`
  const leaving = [...context.deletions.values()].filter((deletion) => deletion.group === group.name).length
  if (group.target - leaving <= group.min) return `minimal size of ${group.name} reached`
  const moving = []
  for (const { pod } of trial.table.byName.get(name)?.pods ?? []) {
    const blocked = drainability(pod, budgetsOf(context), options)
    if (blocked === 'stays') continue
    if (blocked !== null) return blocked
    moving.push(pod)
  }
  const before = new Map(trial.table.byName)
  for (const pod of moving) {
    const { nodeName: _nodeName, ...spec } = pod.spec
    const info = podInfo({ ...pod, spec, metadata: { ...pod.metadata, name: `${pod.metadata.name}-moved` } })
    const elsewhere = place(trial, info, (other) => other !== name)
    if (!('node' in elsewhere)) {
      restore(trial, before)
      return `${pod.metadata.name} finds no place elsewhere`
    }
  }
  without(trial, name)
  return ''
}

function restore({ table }: Trial, before: Trial['table']['byName']): void {
  for (const [name, info] of before) table.byName.set(name, info)
}

/** The greater of the shares of CPU and memory that are asked for. Models simulator/utilization/info.go. */
export function utilizationOf({ table }: Trial, name: string): number {
  const info = table.byName.get(name)
  if (!info) return 0
  const share = (part: 'milliCPU' | 'memory') =>
    info.allocatable[part] === 0 ? 0 : info.requested[part] / info.allocatable[part]
  return Math.max(share('milliCPU'), share('memory'))
}

/** Whether nothing is removed for now: soon after something was added, removed, or could not be. */
export function isCoolingDown({ now, options, lastScaleUp, lastScaleDown, lastFailure }: ClusterAutoscaler): boolean {
  const within = (at: number, delay: number) => at >= 0 && at + delay > now
  return (
    within(lastScaleUp, options.scaleDownDelayAfterAdd) ||
    within(lastScaleDown, options.scaleDownDelayAfterDelete) ||
    within(lastFailure, options.scaleDownDelayAfterFailure)
  )
}

/** Begins to remove those that nobody has needed for long enough: empty ones first. True: it did. */
export function scaleDown(context: ClusterAutoscaler, out: Outbox): boolean {
  const { options, unneeded, deletions, now } = context
  const trial = remaining(context).trial
  const ripe = nodesOf(context).filter((node) => {
    const since = unneeded.get(node.metadata.name)
    const wait = isReady(node) ? options.scaleDownUnneededTime : options.scaleDownUnreadyTime
    return since !== undefined && now - since >= wait
  })
  const started: Deletion[] = []
  const room = (more: Deletion) => {
    const all = [...deletions.values(), ...started]
    const group = context.groups.find(({ name }) => name === more.group)!
    const leaving = all.filter(({ group: name }) => name === more.group).length
    return (
      all.length < options.maxScaleDownParallelism &&
      group.target - leaving > group.min &&
      (more.pods.length === 0 || all.filter(({ pods }) => pods.length > 0).length < options.maxDrainParallelism)
    )
  }
  const candidates = ripe.map((node) => deletionOf(context, trial, node))
  for (const one of [
    ...candidates.filter(({ pods }) => pods.length === 0),
    ...candidates.filter(({ pods }) => pods.length > 0)
  ])
    if (room(one)) started.push(one)
  for (const deletion of started) {
    const { node, pods, utilization } = deletion
    const text =
      pods.length === 0
        ? `Scale-down: removing empty node "${node}"`
        : `Scale-down: removing node ${node}, utilization: ${utilization}, pods to reschedule: ${pods.join(',')}`
    out.log('I', `actuator.go:190] ${text}`)
    tellStatus(context, out, 'Normal', pods.length === 0 ? 'ScaleDownEmpty' : 'ScaleDown', text)
    deletions.set(node, deletion)
    unneeded.delete(node)
    out.raise({ type: 'deletion.begin', chart: 'deletion', item: node })
  }
  return started.length > 0
}

function deletionOf(context: ClusterAutoscaler, trial: Trial, { metadata }: Node): Deletion {
  const { name } = metadata
  const pods = (trial.table.byName.get(name)?.pods ?? []).filter(
    ({ pod }) => drainability(pod, budgetsOf(context), context.options) !== 'stays'
  )
  const { allocatable, requested } = trial.table.byName.get(name)!
  const share = (part: 'milliCPU' | 'memory') => requested[part] / allocatable[part]
  const resource = share('milliCPU') > share('memory') ? 'cpu' : 'memory'
  return {
    ...unborn,
    node: name,
    group: groupOf(context, name)!.name,
    pods: pods.map(({ key }) => key),
    evicted: new Set(),
    utilization: `{${share('milliCPU')} ${share('memory')} 0 ${resource} ${utilizationOf(trial, name)}}`,
    evictedAt: 0,
    error: ''
  }
}
