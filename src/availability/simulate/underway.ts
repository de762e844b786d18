import { seconds } from '../../base/time'
import type { World } from '../../sim/kernel/world'
import { kindOfTimer } from '../../sim/view/waits/timers'
import { checkWaits } from '../../sim/view/waits/checks'
import { leaseWaits } from '../../sim/view/waits/leases'
import { graceWaits } from '../../sim/view/waits/nodes'
import { podWaits } from '../../sim/view/waits/pods'
import { raftWaits } from '../../sim/view/waits/raft'
import type { Found, Waiters } from '../../sim/view/waits/wait'
import type { Pending } from '../../sim/kernel/queue'

/** A container's back-off does not grow beyond this: what crashes for ever does so at this pace. */
export const longestBackOff = seconds(300)
/** Of a probe that counts failures of what is taken for well. */
const failing = 'failureThreshold'
/** A lock that its holder renews is never seen unrenewed for so long. */
const renewed = seconds(5)

/**
 * Whether a countdown runs whose end changes what works: an eviction, a node that is about to be taken for lost, a lease that runs
 * out, a back-off that still grows, a probe that counts failures, a process that starts. Routine timers and requests that wait for an
 * answer are none. With `isPatient`, what only waits for an instant of its own does not count either: pods that their nodes' taints
 * will drive away later, containers that will be started again.
 */
export function isUnderway(world: World, isPatient = false): boolean {
  const own = new Map<string, Pending>()
  for (const item of world.queue.items()) {
    if (item.kind === 'start') {
      const process = world.find(item.target)
      if (process?.status === 'stopped' && process.machine.up && item.session === process.machine.bootId) return true
    }
    if (item.kind !== 'timer') continue
    const process = world.find(item.target)
    if (!process || process.status !== 'running' || process.timers.get(item.id) !== item.seq) continue
    const kind = kindOfTimer(item)
    if (kind === 'termination' || kind === 'start' || (kind === 'toleration' && !isPatient)) return true
    own.set(`${item.target} ${item.id}`, item)
  }
  const waiters: Waiters = { world, timerOf: (process, id) => own.get(`${process.id} ${id}`) }
  return world.processes.some((process) => {
    if (process.status !== 'running') return false
    switch (process.kind) {
      case 'etcd':
        return raftWaits(waiters, process).some(({ startedAt }) => world.now - startedAt > seconds(1))
      case 'kube-controller-manager':
        return graceWaits(waiters, process).some(due(world)) || locks(world, leaseWaits(process))
      case 'kube-scheduler':
        return podWaits(waiters, process).some(grows) || locks(world, leaseWaits(process))
      case 'kubelet':
        return podWaits(waiters, process).some((wait) =>
          wait.kind === 'back-off' ? !isPatient && grows(wait) : wait.dueAt > world.now && wait.setting === failing
        )
      case 'load-balancer':
      case 'users':
        return checkWaits(waiters, process).length > 0
      default:
        return false
    }
  })
}

const due =
  (world: World) =>
  ({ dueAt }: Found): boolean =>
    dueAt > world.now

const locks = (world: World, waits: readonly Found[]): boolean =>
  waits.some(({ startedAt, dueAt }) => dueAt > world.now && world.now - startedAt > renewed)

const grows = ({ setting, startedAt, dueAt }: Found): boolean =>
  setting !== 'pod-max-in-unschedulable-pods-duration' && dueAt - startedAt < longestBackOff

/** Pods with a container that crashes for ever: a repair then meets them anywhere in their longest back-off. */
export function loopingPods(world: World): ReadonlySet<string> {
  const waiters: Waiters = { world, timerOf: () => undefined }
  const found = new Set<string>()
  for (const process of world.processes) {
    if (process.status !== 'running' || process.kind !== 'kubelet') continue
    for (const { kind, about, startedAt, dueAt } of podWaits(waiters, process))
      if (kind === 'back-off' && dueAt - startedAt >= longestBackOff) found.add(about)
  }
  return found
}
