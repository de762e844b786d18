import { isSidecar, sidecarsOf } from '../../api/kinds/pod/sidecar'
import { noTime } from '../../api/types'
import { formatTime } from '../../api/timestamp'
import type { Container, ContainerState, ContainerStatus, Pod, PodCondition, PodStatus } from '../../api/types'
import type { Outbox } from './messages'
import type { ContainerStatus as RuntimeContainer } from '../container-runtime/messages'
import { resizeConditions, resizedStatus } from './resize-later'
import { is125 } from './config'
import { ephemeralOf } from './container/container'
import type { KubeletContext } from './context'
import { idPrefix } from './cri'
import { containersReady, phaseOf, podInitialized, podReady, type Phase, ownConditions } from './phase'
import { hasProbe, runProbeNow } from './probe/probe'
import { needsSandbox } from './pod-worker/pod-actions'
import { isCleanedUp, removed, restartingCondition, wasRemoved } from './pod-worker/restart-all'
import { shouldRestart, type RuntimePod } from './runtime-pod'
import { cachedStatus } from './pod-status'

/** What an internal module wants a pod's status to say (eviction). */
export interface StatusOverride {
  readonly phase: 'Failed'
  readonly reason: string
  readonly message: string
  /** The pod is disrupted by this (`DisruptionTarget`). */
  readonly disruption?: string
}

/**
 * The status of a pod from what runs, what it was before and why starts failed. `ended`: none of its containers starts again.
 * Models pkg/kubelet/kubelet_pods.go generateAPIPodStatus and convertStatusToAPIStatus.
 */
export function generateStatus(
  context: KubeletContext,
  out: Outbox,
  pod: Pod,
  runtime: RuntimePod,
  ended: boolean
): PodStatus {
  const old = cachedStatus(context, pod.metadata.uid!) ?? pod.status
  const { spec } = pod
  const hasInit = (spec.initContainers ?? []).length > 0
  const convertAll = (previous: readonly ContainerStatus[] = [], list: readonly Container[] = [], isInit = false) => {
    const statuses = convert(context, pod, runtime, previous, list, hasInit, isInit)
    return isCleanedUp(pod, runtime, old) ? statuses.map(removed) : statuses
  }
  const containers = convertAll(old.containerStatuses, spec.containers)
  const init = convertAll(old.initContainerStatuses, spec.initContainers, true)
  const asked = convert(context, pod, runtime, old.ephemeralContainerStatuses ?? [], ephemeralOf(pod), hasInit, false)
  const sidecars = new Set(sidecarsOf(spec).map(({ name }) => name))
  for (const status of containers) markReady(context, out, pod, status)
  for (const status of init)
    if (sidecars.has(status.name)) markReady(context, out, pod, status)
    else {
      status.ready = status.state?.terminated?.exitCode === 0
      if (!is125(context.config)) status.started = status.state?.running !== undefined
    }
  let phase: Phase = phaseOf(spec, init, containers, ended)
  const isTerminal = (value: string | undefined): boolean => value === 'Failed' || value === 'Succeeded'
  if (!isTerminal(phase)) {
    if (isTerminal(old.phase)) phase = old.phase as Phase
    else if (isTerminal(pod.status.phase)) phase = pod.status.phase as Phase
  }
  const reason = phase === old.phase ? old.reason || pod.status.reason : undefined
  const message = phase === old.phase ? old.message || pod.status.message : undefined
  const lasting = [...init.filter(({ name }) => sidecars.has(name)), ...containers]
  const others = (pod.status.conditions ?? []).filter(({ type }) => !ownConditions.has(type))
  const hasSandbox = !is125(context.config) && !needsSandbox(context, out, pod, runtime)
  const own = [
    ...(is125(context.config) ? [] : [{ type: 'PodReadyToStartContainers', status: hasSandbox ? 'True' : 'False' }]),
    podInitialized(spec, init, containers, phase),
    podReady(spec, others, lasting, phase),
    containersReady(spec, lasting, phase),
    { type: 'PodScheduled', status: 'True' },
    ...restartingCondition(pod, runtime, old, phase)
  ]
  const resize = resizeConditions(context, pod.metadata.uid!)
  const conditions = [
    ...resize,
    ...others,
    ...own.map((condition): PodCondition => ({ lastProbeTime: noTime, ...condition }))
  ]
  const hostIP = context.cluster.addresses[context.machine] ?? ''
  const ip = runtime.ip || (spec.hostNetwork ? hostIP : '')
  return {
    phase,
    conditions,
    ...(reason ? { reason } : {}),
    ...(message ? { message } : {}),
    hostIP,
    ...(ip ? { podIP: ip, podIPs: [{ ip }] } : {}),
    ...(init.length > 0 ? { initContainerStatuses: init } : {}),
    containerStatuses: containers,
    ...(asked.length > 0 ? { ephemeralContainerStatuses: asked } : {}),
    qosClass: qosOf(pod)
  }
}

/** Sets `started` and `ready`. Models pkg/kubelet/prober/prober_manager.go UpdatePodStatus. */
function markReady(
  context: KubeletContext,
  out: Outbox,
  pod: Pod,
  status: { -readonly [K in keyof ContainerStatus]: ContainerStatus[K] }
): void {
  const uid = pod.metadata.uid!
  const id = status.containerID ?? ''
  const runs = status.state?.running !== undefined
  const startup = context.results.startup.get(id)
  status.started = runs && (startup ? startup === 'success' : !hasProbe(context, uid, status.name, 'startup'))
  if (!status.started) return
  if (context.results.readiness.get(id) === 'success') status.ready = true
  else {
    const probed = hasProbe(context, uid, status.name, 'readiness')
    status.ready = !probed
    // A container that is not ready is probed at once whenever its pod is looked at.
    if (probed) runProbeNow(out, uid, status.name)
  }
}

function convert(
  context: KubeletContext,
  pod: Pod,
  runtime: RuntimePod,
  previous: readonly ContainerStatus[],
  containers: readonly Container[],
  hasInit: boolean,
  isInit: boolean
): ContainerStatus[] {
  const uid = pod.metadata.uid!
  const defaultReason = hasInit ? 'PodInitializing' : 'ContainerCreating'
  const statuses = containers.map((container): ContainerStatus => {
    const old = previous.find(({ name }) => name === container.name)
    const seen = runtime.containers.filter(({ name }) => name === container.name)
    let status = fresh(container, defaultReason, old)
    if (old?.state?.terminated) status = { ...old }
    else if (
      seen.length === 0 &&
      old?.state?.running &&
      !status.lastState?.terminated &&
      !isCleanedUp(pod, runtime, cachedStatus(context, uid) ?? pod.status)
    )
      status = lost(pod, status)
    const [newest, before] = seen
    if (newest) {
      status = {
        ...fromRuntime(context, newest),
        ...resizedStatus(context, uid, container.name),
        lastState: before ? stateOf(context, before) : wasRemoved(old) ? old!.lastState! : {}
      }
    }
    const failure = context.reasons.get(`${uid}/${container.name}`)
    const finishedInit =
      isInit && !isSidecar(container) && newest?.state === 'CONTAINER_EXITED' && newest.exitCode === 0
    if (finishedInit || !shouldRestart(container, pod, runtime) || !failure) return status
    return {
      ...status,
      ...(status.state?.terminated ? { lastState: { ...status.state } } : {}),
      state: { waiting: { ...(failure.message ? { message: failure.message } : {}), reason: failure.reason } }
    }
  })
  // The API shows containers by name; init containers in the order in which they run.
  return isInit ? statuses : statuses.sort((a, b) => (a.name < b.name ? -1 : 1))
}

const fresh = (container: Container, reason: string, old: ContainerStatus | undefined): ContainerStatus => ({
  name: container.name,
  image: container.image ?? '',
  imageID: '',
  lastState: old?.lastState ?? {},
  ready: false,
  restartCount: old?.restartCount ?? 0,
  state: { waiting: { reason } }
})

/** It ran, and its record is gone: counted as failed, never as waiting. */
const lost = (pod: Pod, status: ContainerStatus): ContainerStatus => ({
  ...status,
  restartCount: status.restartCount + (pod.metadata.deletionTimestamp ? 0 : 1),
  lastState: {
    terminated: {
      exitCode: 137,
      finishedAt: noTime,
      message: 'The container could not be located when the pod was deleted.  The container used to be Running',
      reason: 'ContainerStatusUnknown',
      startedAt: noTime
    }
  }
})

const fromRuntime = (context: KubeletContext, container: RuntimeContainer): ContainerStatus => ({
  containerID: `${idPrefix(context)}${container.id}`,
  name: container.name,
  image: container.image,
  imageID: container.imageRef,
  lastState: {},
  ready: false,
  restartCount: container.restartCount,
  state: stateOf(context, container)
})

function stateOf(context: KubeletContext, container: RuntimeContainer): ContainerState {
  if (container.state === 'CONTAINER_RUNNING') return { running: { startedAt: formatTime(container.startedAt) } }
  if (container.state === 'CONTAINER_CREATED') return { waiting: {} }
  return {
    terminated: {
      containerID: `${idPrefix(context)}${container.id}`,
      exitCode: container.exitCode,
      finishedAt: formatTime(container.finishedAt),
      ...(container.message ? { message: container.message } : {}),
      reason: container.reason,
      // A process that never ran started at the Unix epoch.
      startedAt: container.reason === 'StartError' ? '1970-01-01T00:00:00Z' : formatTime(container.startedAt)
    }
  }
}

/** Models pkg/apis/core/v1/helper/qos GetPodQOS. */
export function qosOf(pod: Pod): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const all = [...(pod.spec.initContainers ?? []), ...pod.spec.containers]
  let any = false
  let guaranteed = true
  for (const { resources } of all) {
    for (const name of ['cpu', 'memory']) {
      const limit = resources?.limits?.[name]
      const request = resources?.requests?.[name] ?? limit
      if (limit !== undefined || request !== undefined) any = true
      if (limit === undefined || request !== limit) guaranteed = false
    }
  }
  return !any ? 'BestEffort' : guaranteed ? 'Guaranteed' : 'Burstable'
}
