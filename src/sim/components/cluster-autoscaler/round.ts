import { request } from '../../client-go/transport'
import { wallClock } from '../../kernel/clock'
import type { GroupState } from '../cloud/messages'
import { ask } from './cloud'
import { nodesOf, type ClusterAutoscaler } from './context'
import { tellStatus } from './events'
import type { Outbox } from './messages'
import { findUnneeded, isCoolingDown, scaleDown } from './scale-down'
import { backOff, scaleUp } from './scale-up'
import { writeStatus } from './status'
import { candidate, hasTaint, taintPatch } from './taints'

/** One look at the cluster, with what the provider says of its groups. Models core/static_autoscaler.go RunOnce. */
export function runOnce(context: ClusterAutoscaler, told: readonly GroupState[], out: Outbox): void {
  context.groups = Object.freeze(chosen(context, told))
  writeStatus(context, out)
  if (removeFailed(context, out) || removeSilent(context, out)) return
  if (scaleUp(context, out)) return
  if (!context.options.scaleDownEnabled) return
  findUnneeded(context)
  if (isCoolingDown(context)) return
  if (scaleDown(context, out)) return
  markCandidates(context, out)
}

/** Those that the command line names, with its sizes, and those that it has found. */
function chosen({ options: { nodes, discovers } }: ClusterAutoscaler, told: readonly GroupState[]): GroupState[] {
  return told.flatMap((group) => {
    const sizes = nodes[group.name]
    return sizes || discovers ? [Object.freeze({ ...group, ...sizes })] : []
  })
}

/** Machines that the provider could not make are taken off their groups, which rest for a while. */
function removeFailed(context: ClusterAutoscaler, out: Outbox): boolean {
  let any = false
  for (const { name, instances } of context.groups) {
    const failed = instances.filter(({ state }) => state === 'failed')
    if (failed.length === 0) continue
    any = true
    const { code = '', message = '' } = failed[0]!.error ?? {}
    out.log(
      'W',
      `clusterstate.go:1083] Failed adding ${failed.length} nodes (${failed.length} unseen previously) to group ${name} due to OutOfResource.${code}; errorMessages=[]string{"${message}"}`
    )
    backOff(context, name)
    ask(
      context,
      out,
      { type: 'cloud.delete', instances: failed.map(({ name: instance }) => instance) },
      { about: 'cleanup' }
    )
  }
  return any
}

/** Machines that do not register in time are deleted. Models removeOldUnregisteredNodes and checkScaleUpTimeouts. */
function removeSilent(context: ClusterAutoscaler, out: Outbox): boolean {
  const { unregistered, informers, options, now } = context
  const missing = context.groups.flatMap(({ name: group, instances }) =>
    instances
      .filter(({ name, state }) => state === 'running' && !informers.nodes.store.has(name))
      .map(({ name }) => ({ group, name }))
  )
  for (const name of [...unregistered.keys()]) if (!missing.some((one) => one.name === name)) unregistered.delete(name)
  for (const { name } of missing) if (!unregistered.has(name)) unregistered.set(name, now)
  const late = missing.filter(({ name }) => now - unregistered.get(name)! > options.maxNodeProvisionTime)
  for (const { name, group } of late) {
    tellStatus(
      context,
      out,
      'Warning',
      'ScaleUpTimedOut',
      `Nodes added to group ${group} failed to register within ${now - unregistered.get(name)!}`
    )
    out.log('I', `static_autoscaler.go:781] Removing unregistered node ${name}`)
    tellStatus(context, out, 'Normal', 'DeleteUnregistered', `Removed unregistered node ${name}`)
    backOff(context, group)
    ask(context, out, { type: 'cloud.delete', instances: [name] }, { about: 'cleanup' })
    unregistered.delete(name)
  }
  return late.length > 0
}

/** Nodes that may go soon are the last to which pods are sent. Models actuation/softtaint.go. */
function markCandidates(context: ClusterAutoscaler, out: Outbox): void {
  const { unneeded, options, client } = context
  let left = options.maxSoftTaints
  const now = String(Math.floor(wallClock(context) / 1_000_000))
  for (const node of nodesOf(context)) {
    const { name } = node.metadata
    const is = hasTaint(node, candidate)
    if (is === unneeded.has(name) || left-- <= 0) continue
    const more = is ? [] : [{ key: candidate, value: now, effect: 'PreferNoSchedule' as const }]
    const body = taintPatch(node, candidate, more)
    request(
      client,
      context,
      out,
      { verb: 'patch', resource: 'nodes', name, body, options: { patchType: 'merge' } },
      { kind: 'taint' }
    )
  }
}
