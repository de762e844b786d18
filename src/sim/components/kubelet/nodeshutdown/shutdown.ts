import { seconds } from '../../../../base/time'
import type { Pod } from '../../../api/types'
import { duration, number } from '../config'
import type { KubeletContext } from '../context'
import { nodeEvent } from '../events'
import { isCritical } from '../eviction/critical'
import { verbose } from '../log'
import type { Outbox } from '../messages'
import { updateNodeStatus } from '../node-status'
import { isFinished, isTerminal, updatePod } from '../pod-worker/worker'
import { podKey } from '../runtime-pod'

/* Graceful node shutdown. Models pkg/kubelet/nodeshutdown/nodeshutdown_manager.go and nodeshutdown_manager_linux.go. */

/** Pods are ended group by group: all but the critical ones, then these. */
export interface Shutdown {
  /** Groups that are still to be ended, the next one first. */
  readonly groups: readonly Group[]
  /** Uids of the pods that are ended now, and of those among them whose containers have not stopped yet. */
  readonly ending: readonly string[]
  readonly running: readonly string[]
}

interface Group {
  /** Lowest priority in it. */
  readonly priority: number
  /** Seconds. */
  readonly gracePeriod: number
  readonly isCritical: boolean
}

/** scheduling.DefaultPriorityWhenNoDefaultClassExists and SystemCriticalPriority. */
const priorities = { others: 0, critical: 2_000_000_000 }

const groupTimer = 'shutdown'
const unmountTimer = 'shutdown-unmount'
const text = {
  reason: 'Terminated',
  message: 'Pod was terminated in response to imminent node shutdown.',
  disruption: 'TerminationByKubelet'
} as const

/** Models migrateConfig: whole seconds; none if what is critical pods' alone is more than all. */
function groupsOf({ config }: KubeletContext): readonly Group[] {
  const all = number(config, 'shutdown-grace-period-s')
  const critical = number(config, 'shutdown-grace-period-critical-pods-s')
  if (all === 0 || critical > all) return []
  return [
    { priority: priorities.others, gracePeriod: Math.trunc(all - critical), isCritical: false },
    { priority: priorities.critical, gracePeriod: Math.trunc(critical), isCritical: true }
  ]
}

/** Takes logind's lock, if there is a period to use it. Models managerImpl.start. */
export function start(context: KubeletContext, out: Outbox): void {
  const delay = groupsOf(context).reduce((sum, { gracePeriod }) => sum + gracePeriod, 0)
  if (delay > 0) out.send(context.linux, { type: 'linux.inhibit', delay })
}

/** `PrepareForShutdown`: the Node says so at once, newcomers are turned away, and pods are ended. */
export function begin(context: KubeletContext, out: Outbox): void {
  if (context.shutdown) return
  const line = 'nodeshutdown_manager_linux.go:271] "Shutdown manager detected new shutdown event'
  verbose(context, out, 1, `${line}, isNodeShuttingDownNow" event=true`)
  verbose(context, out, 1, `${line}" event="shutdown"`)
  nodeEvent(context, out, 'Normal', 'NodeShutdown', 'Shutdown manager detected shutdown event')
  verbose(context, out, 1, 'nodeshutdown_manager_linux.go:327] "Shutdown manager processing shutdown event"')
  context.shutdown = Object.freeze({ groups: groupsOf(context), ending: [], running: [] })
  updateNodeStatus(context, out)
  nextGroup(context, out)
}

/** Models podManager.killPods: a group without pods is not waited for. */
function nextGroup(context: KubeletContext, out: Outbox): void {
  const [group, ...later] = context.shutdown!.groups
  if (!group) return release(context, out)
  const pods = activePods(context).filter((pod) => isCritical(pod) === group.isCritical)
  const uids = pods.map(({ metadata }) => metadata.uid!)
  context.shutdown = Object.freeze({ groups: [group, ...later], ending: uids, running: uids })
  if (pods.length === 0) return goOn(context, out)
  const setting = group.isCritical ? 'shutdown-grace-period-critical-pods-s' : 'shutdown-grace-period-s'
  out.timer(groupTimer, seconds(group.gracePeriod), setting, { type: 'shutdown.timeout' })
  for (const pod of pods) {
    const gracePeriodSeconds = Math.min(pod.spec.terminationGracePeriodSeconds ?? 30, group.gracePeriod)
    const about = `pod="${podKey(pod)}" gracePeriod=${gracePeriodSeconds}`
    verbose(context, out, 1, `nodeshutdown_manager.go:157] "Shutdown manager killing pod with gracePeriod" ${about}`)
    updatePod(context, out, pod, { kill: true, gracePeriodSeconds, override: { phase: 'Failed', ...text } })
  }
}

/** Those that end already are ended faster. Models Kubelet.GetActivePods. */
const activePods = ({ pods, workers }: KubeletContext): Pod[] =>
  [...pods.values()].filter((pod) => {
    const worker = workers.get(pod.metadata.uid!)
    return worker !== undefined && !isFinished(worker) && !worker.stopped && (worker.ends || !isTerminal(pod))
  })

/** A pod's containers have stopped, or it is over: with the last of a group comes the next one. */
export function look(context: KubeletContext, out: Outbox): void {
  const { shutdown, workers } = context
  const [group] = shutdown?.groups ?? []
  if (!shutdown || !group) return
  const running = shutdown.running.filter((uid) => !isFinished(workers.get(uid)) && !workers.get(uid)?.stopped)
  for (const uid of shutdown.running) {
    const pod = running.includes(uid) ? undefined : (workers.get(uid)?.pod ?? context.pods.get(uid))
    if (pod)
      verbose(
        context,
        out,
        1,
        `nodeshutdown_manager.go:178] "Shutdown manager finished killing pod" pod="${podKey(pod)}"`
      )
  }
  context.shutdown = Object.freeze({ ...shutdown, running })
  if (shutdown.ending.some((uid) => !isFinished(workers.get(uid)))) return
  // WaitForAllPodsUnmount looks at once, when the volumes are still there, and again after that.
  const poll = 'pod-attach-and-mount-retry-interval-ms'
  out.timer(unmountTimer, duration(context.config, poll), poll, { type: 'shutdown.unmounted' })
}

/** All of a group has ended, and its volumes are unmounted. */
export function groupEnded(context: KubeletContext, out: Outbox): void {
  const [group] = context.shutdown?.groups ?? []
  if (!group) return
  const about = `gracePeriod=${group.gracePeriod} priority=${group.priority}`
  verbose(context, out, 1, `nodeshutdown_manager.go:216] "Done waiting for all pods in group to terminate" ${about}`)
  goOn(context, out)
}

/** A group's time is over; what has not ended by then is left to its own. */
export function timeOut(context: KubeletContext, out: Outbox): void {
  const [group] = context.shutdown?.groups ?? []
  if (!group) return
  const about = `gracePeriod=${group.gracePeriod} priority=${group.priority}`
  verbose(context, out, 1, `nodeshutdown_manager.go:219] "Shutdown manager pod killing time out" ${about}`)
  goOn(context, out)
}

function goOn(context: KubeletContext, out: Outbox): void {
  out.cancel(groupTimer)
  out.cancel(unmountTimer)
  context.shutdown = Object.freeze({ groups: context.shutdown!.groups.slice(1), ending: [], running: [] })
  nextGroup(context, out)
}

function release(context: KubeletContext, out: Outbox): void {
  out.send(context.linux, { type: 'linux.inhibit.release' })
  const done = 'Shutdown manager completed processing shutdown event, node will shutdown shortly'
  verbose(context, out, 1, `nodeshutdown_manager_linux.go:334] "${done}"`)
}
