import { startsAgain } from '../../api/kinds/pod/restart'
import { anyStarted, isSidecar, lastingContainers } from '../../api/kinds/pod/sidecar'
import type { ContainerStatus, PodCondition, PodSpec } from '../../api/types'

/** It was removed to be started anew with all others of its pod. Models RestartAllContainers. */
const wasRemoved = (status: ContainerStatus | undefined): boolean =>
  status?.state?.waiting !== undefined && status.lastState?.terminated?.reason === 'RestartingAllContainers'

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'

const byName = (statuses: readonly ContainerStatus[], name: string): ContainerStatus | undefined =>
  statuses.find((status) => status.name === name)

/** The phase of a pod from its containers' states. `ended`: none of them starts again, whatever the policy says. Models pkg/kubelet/kubelet_pods.go getPhase. */
export function phaseOf(
  spec: PodSpec,
  init: readonly ContainerStatus[],
  containers: readonly ContainerStatus[],
  ended = false
): Phase {
  let pendingInit = 0
  let failedInit = 0
  let pendingSidecar = 0
  const count = { unknown: 0, running: 0, waiting: 0, stopped: 0, succeeded: 0, again: 0 }
  for (const container of spec.initContainers ?? []) {
    const status = byName(init, container.name)
    if (isSidecar(container)) {
      // One that has ended, or waits to start again, says nothing of the pod.
      if (status?.state?.running) {
        count.running++
        if (!status.started) pendingSidecar++
      } else if (!status) count.unknown++
      else if (!status.state?.terminated && !status.lastState?.terminated) {
        count.waiting++
        pendingSidecar++
      }
      continue
    }
    const last = status?.state?.terminated ?? (status?.state?.waiting ? status.lastState?.terminated : undefined)
    if (!last || wasRemoved(status)) pendingInit++
    else if (last.exitCode !== 0 && !startsAgain(container, spec, last.exitCode)) failedInit++
  }
  for (const container of spec.containers) {
    const status = byName(containers, container.name)
    const state = status?.state
    const last = state?.terminated ?? (state?.waiting ? status?.lastState?.terminated : undefined)
    if (last && (wasRemoved(status) || startsAgain(container, spec, last.exitCode))) count.again++
    if (state?.running) count.running++
    else if (state?.terminated) {
      count.stopped++
      if (state.terminated.exitCode === 0) count.succeeded++
    } else if (state?.waiting) {
      if (status?.lastState?.terminated) count.stopped++
      else count.waiting++
    } else count.unknown++
  }
  if (failedInit > 0) return 'Failed'
  if (pendingInit > 0 || (pendingSidecar > 0 && !anyStarted(spec, containers)) || count.waiting > 0) return 'Pending'
  if (count.running > 0 && count.unknown === 0) return 'Running'
  if (count.running === 0 && count.stopped > 0 && count.unknown === 0) {
    if (ended) return count.stopped === count.succeeded ? 'Succeeded' : 'Failed'
    if (count.again > 0) return 'Running'
    return count.stopped === count.succeeded ? 'Succeeded' : 'Failed'
  }
  return 'Pending'
}

type Condition = Pick<PodCondition, 'type' | 'status'> & { reason?: string; message?: string }

const list = (names: readonly string[]): string => `[${names.join(' ')}]`
const terminal = (type: string, phase: Phase): Condition => ({
  type,
  status: 'False',
  reason: phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed'
})

/**
 * `containers`: the statuses of what lasts, sidecars and containers.
 * Models pkg/kubelet/status/generate.go GenerateContainersReadyCondition.
 */
export function containersReady(spec: PodSpec, containers: readonly ContainerStatus[], phase: Phase): Condition {
  const type = 'ContainersReady'
  const unknown: string[] = []
  const unready: string[] = []
  for (const { name } of lastingContainers(spec)) {
    const status = byName(containers, name)
    if (!status) unknown.push(name)
    else if (!status.ready) unready.push(name)
  }
  if ((phase === 'Succeeded' && unknown.length === 0) || phase === 'Failed') return terminal(type, phase)
  const messages: string[] = []
  if (unknown.length > 0) messages.push(`containers with unknown status: ${list(unknown)}`)
  if (unready.length > 0) messages.push(`containers with unready status: ${list(unready)}`)
  if (messages.length > 0) return { type, status: 'False', reason: 'ContainersNotReady', message: messages.join(', ') }
  return { type, status: 'True' }
}

/** Models GeneratePodReadyCondition: ready containers and, if the pod has them, ready gates. */
export function podReady(
  spec: PodSpec,
  conditions: readonly PodCondition[],
  containers: readonly ContainerStatus[],
  phase: Phase
): Condition {
  const ready = containersReady(spec, containers, phase)
  if (ready.status !== 'True') return { ...ready, type: 'Ready' }
  const closed = (spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const found = conditions.find((condition) => condition.type === conditionType)
    if (!found) return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`]
    return found.status === 'True'
      ? []
      : [`the status of pod readiness gate "${conditionType}" is not "True", but ${found.status}`]
  })
  if (closed.length > 0)
    return { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: closed.join(', ') }
  return { type: 'Ready', status: 'True' }
}

/** Models GeneratePodInitializedCondition. */
export function podInitialized(
  spec: PodSpec,
  init: readonly ContainerStatus[],
  containers: readonly ContainerStatus[],
  phase: Phase
): Condition {
  const type = 'Initialized'
  const unknown: string[] = []
  const incomplete: string[] = []
  for (const container of spec.initContainers ?? []) {
    const status = byName(init, container.name)
    if (!status) unknown.push(container.name)
    else if (isSidecar(container) ? !status.started : !status.ready) incomplete.push(container.name)
  }
  if (phase === 'Succeeded' && unknown.length === 0) return { type, status: 'True', reason: 'PodCompleted' }
  if (anyStarted(spec, containers)) return { type, status: 'True' }
  const messages: string[] = []
  if (unknown.length > 0) messages.push(`containers with unknown status: ${list(unknown)}`)
  if (incomplete.length > 0) messages.push(`containers with incomplete status: ${list(incomplete)}`)
  if (messages.length > 0)
    return { type, status: 'False', reason: 'ContainersNotInitialized', message: messages.join(', ') }
  return { type, status: 'True' }
}

/** Condition types that the kubelet alone writes. */
export const ownConditions: ReadonlySet<string> = new Set([
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
  'AllContainersRestarting',
  'PodResizePending',
  'PodResizeInProgress'
])
