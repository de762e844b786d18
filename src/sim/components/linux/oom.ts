import type { ProcessGrown } from '../../kernel/types'
import { flag, latency } from './config'
import type { Container } from './containers'
import type { LinuxContext } from './context'
import { memoryOf, nodeMemory } from './memory'
import type { LinuxResources, Outbox } from './messages'
import { killed, wake } from './wake'

/**
 * The kernel's OOM killer: first within a container's cgroup, then on the whole node, where the victim is the one with
 * the highest share of memory plus oom_score_adj. Models mm/oom_kill.c oom_badness.
 */
export function checkMemory(context: LinuxContext, out: Outbox, container: Container): void {
  const limit = container.spec.behaviour.memoryLimitBytes
  if (limit > 0 && memoryOf(container) > limit) return oomKill(context, out, container)
  const { capacity, used } = nodeMemory(context)
  if (used <= capacity) return
  let victim: Readonly<Container> | null = null
  let worst = -Infinity
  for (const candidate of context.containers.values()) {
    const score = memoryOf(candidate) / capacity + candidate.spec.behaviour.oomScoreAdj / 1_000
    if (score > worst) {
      worst = score
      victim = candidate
    }
  }
  if (victim) oomKill(context, out, victim)
}

/** A container's cgroup is written anew: one that uses more memory than it now may is killed. */
export function limitContainer(context: LinuxContext, out: Outbox, limits: LinuxResources): void {
  const { containerId, memoryLimitBytes, oomScoreAdj } = limits
  const container = context.containers.change(containerId)
  if (!container) return
  const behaviour = Object.freeze({ ...container.spec.behaviour, memoryLimitBytes, oomScoreAdj })
  container.spec = Object.freeze({ ...container.spec, behaviour })
  checkMemory(context, out, container)
}

/** The kernel's process that a container is has much more or less memory in use than before. */
export function programGrew(context: LinuxContext, out: Outbox, { ref, bytes }: ProcessGrown): void {
  const container = context.containers.change(ref)
  if (!container?.program) return
  container.heapBytes = bytes - container.spec.behaviour.memoryBytes
  checkMemory(context, out, container)
}

/**
 * A pod whose containers are all limited is limited as a whole. It then runs out first (the pause process is in it, too),
 * and cgroup v1 tells everybody below of it: mm/memcontrol.c mem_cgroup_oom_notify.
 */
function hasPodLimit(context: LinuxContext, { spec: { sandboxId, behaviour } }: Container): boolean {
  if (flag(context.config, 'cgroup-version') !== 1 || behaviour.memoryLimitBytes === 0) return false
  return [...context.containers.values()].every(
    ({ spec }) => spec.sandboxId !== sandboxId || spec.name === '' || spec.behaviour.memoryLimitBytes > 0
  )
}

function oomKill(context: LinuxContext, out: Outbox, { spec: { containerId } }: Readonly<Container>): void {
  const container = context.containers.change(containerId)!
  const { main, spec } = container
  container.oom = true
  out.note(
    `OOM killer: ${spec.namespace}/${spec.podName} ${spec.name} used ${Math.round(memoryOf(container) / 1_048_576)} MiB`
  )
  if (hasPodLimit(context, container)) out.send(container.runtime, { type: 'linux.oom', containerId: spec.sandboxId })
  out.send(container.runtime, { type: 'linux.oom', containerId: spec.containerId })
  const delay = latency(context.config, 'process-kill-latency-ms')
  if (container.program?.started) return out.signal(container.program.id, 'KILL')
  const child = main.code !== null && main.job !== null && main.job.memoryBytes > container.extraBytes
  if (!child) return wake(context, out, spec.containerId, delay, { status: killed })
  // Only the child dies; the shell that waits for it goes on with status 137.
  main.job = { ...main.job!, until: context.now + delay, status: killed, memoryBytes: 0 }
  wake(context, out, spec.containerId, delay)
}
