import { assume } from './cache'
import type { Outbox } from './messages'
import type { KubeScheduler } from './context'
import { asksForDevices } from './devices/claims'
import { devices } from './devices/later'
import { beginBinding } from './binding'
import { takeSnapshot } from './context'
import { explain, remember } from './explain'
import { evict, fail } from './failure'
import { preempt, randomOffset } from './preemption'
import { pop, type QueuedPod } from './queue'
import { failureMessage, schedulePod, type Diagnosis, type Placement } from './schedule'
import type { Snapshot } from './framework/types'

/** Takes the next pod from the queue; the cycle's computing takes `scheduling-cycle-ms`. */
export function beginCycle(scheduler: KubeScheduler, out: Outbox): void {
  const pod = pop(scheduler.queue, scheduler.settings)
  if (!pod) return
  scheduler.cycle = { pod, waiting: 0 }
  out.timer('cycle', scheduler.settings.cycle, 'scheduling-cycle-ms', { type: 'cycle.decide' })
}

/** One scheduling cycle: find a node and assume the pod there, or say why not. Models schedule_one.go scheduleOne. */
export function decide(scheduler: KubeScheduler, out: Outbox): void {
  const { pod } = scheduler.cycle!
  const { info } = pod
  // What put the pod in line is why this happens now, not the pod before it.
  out.because({ entry: pod.entry }, 'scheduling-cycle-ms')
  if (info.terminating) {
    fail(scheduler, pod, { message: `skip schedule deleting pod: ${info.key}`, drop: true }, out)
    return
  }
  const snapshot = takeSnapshot(scheduler)
  const { percentageOfNodesToScore } = scheduler.settings
  const decision = schedulePod(info, snapshot, { percentageOfNodesToScore, start: scheduler.nextStart })
  if (decision.kind === 'error') {
    const { message, reason } = decision
    remember(scheduler, explain(info, scheduler.now, snapshot, decision))
    fail(scheduler, pod, { message, reason, nominated: '', plugins: [] }, out)
    return
  }
  scheduler.nextStart = decision.nextStart
  if (decision.kind === 'fits') place(scheduler, pod, decision, snapshot, out)
  else turnDown(scheduler, pod, decision, snapshot, out)
}

function place(
  scheduler: KubeScheduler,
  { info, ...rest }: QueuedPod,
  placement: Placement,
  snapshot: Snapshot,
  out: Outbox
): void {
  const { acceptable } = placement
  const node = acceptable.length === 1 ? acceptable[0]! : acceptable[scheduler.rng.below(acceptable.length)]!
  const explanation = explain(info, scheduler.now, snapshot, placement, node)
  remember(scheduler, explanation)
  out.note(explanation.summary)
  assume(scheduler.cache, info, node)
  if (asksForDevices(info)) devices().assumeDevices(scheduler, { info, ...rest }, node)
  scheduler.nominations.delete(info.key)
  scheduler.cycle = null
  beginBinding(scheduler, { info, ...rest }, node, out)
}

function turnDown(
  scheduler: KubeScheduler,
  pod: QueuedPod,
  diagnosis: Diagnosis,
  snapshot: Snapshot,
  out: Outbox
): void {
  const { info } = pod
  const offset = randomOffset(scheduler.rng, snapshot.nodes.length)
  const preemption = preempt(info, diagnosis, snapshot, offset)
  const message = failureMessage(diagnosis, snapshot, preemption.message)
  const plugins = [...diagnosis.plugins]
  const explanation = explain(info, scheduler.now, snapshot, { ...diagnosis, message })
  remember(scheduler, explanation)
  out.note(explanation.summary)
  if (preemption.acceptable.length === 0) {
    // A pod that may not preempt keeps its nomination; one for which preemption is hopeless loses it.
    fail(scheduler, pod, { message, plugins, ...(preemption.eligible && { nominated: '' }) }, out)
    return
  }
  const chosen = preemption.acceptable[scheduler.rng.below(preemption.acceptable.length)]!
  const victims = chosen.victims.map((victim) => victim.pod)
  evict(scheduler, pod, { node: chosen.node, victims, message, plugins, failed: false }, out)
}
