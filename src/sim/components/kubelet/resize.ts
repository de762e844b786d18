import { formatTime } from '../../api/timestamp'
import { quantityMilliValue, quantityValue } from '../../api/quantity'
import type { Container, Pod, PodCondition } from '../../api/types'
import { equal } from '../../api/equality'
import { wallClock } from '../../kernel/clock'
import { admit } from './admission'
import { resourcesOf, type Allocation } from './allocated'
import { number } from './config'
import type { KubeletContext } from './context'
import { podEvent } from './events'
import { verbose } from './log'
import type { Outbox } from './messages'
import { podRequest } from './resources'
import { podKey } from './runtime-pod'

/*
 * In-place resize: a wish that the node can fulfil is granted, another waits until others go. Models
 * pkg/kubelet/allocation/allocation_manager.go and the resize conditions of status_manager.go; 1.25 has none of it.
 */

/** The spec of a pod has changed: if its containers' resources have, that is granted if there is room for it. */
export function resourcesChanged(context: KubeletContext, out: Outbox, pod: Pod, old: Pod): void {
  const before = resourcesOf(old)
  const fresh = { granted: before, given: before, generation: 0, since: '', state: null, message: '' }
  attempt(context, out, pod, context.allocations.get(pod.metadata.uid!) ?? fresh)
}

/** Something has changed on the node: what waits is tried again, the oldest first. Gives the pods that were granted what they wished. */
export function retryResizes(context: KubeletContext, out: Outbox): Pod[] {
  const waiting = [...context.allocations].filter(([, { state }]) => state === 'Deferred')
  waiting.sort(([, a], [, b]) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))
  return waiting.flatMap(([uid, allocation]) => {
    const pod = context.pods.get(uid)
    return pod && attempt(context, out, pod, allocation) ? [pod] : []
  })
}

function attempt(context: KubeletContext, out: Outbox, pod: Pod, before: Allocation): boolean {
  const uid = pod.metadata.uid!
  const { generation = 0 } = pod.metadata
  const now = formatTime(wallClock(context))
  const isNew = before.generation !== generation
  const since = isNew || before.state === null ? now : before.since
  const refusal = tooMuch(context, pod) ?? lacking(context, pod)
  if (refusal) {
    const { state, message, reason } = refusal
    const name = `pod="${podKey(pod)}"`
    const err = JSON.stringify(message)
    if (state === 'Deferred') verbose(context, out, 1, `predicate.go:235] "Predicate failed on Pod" ${name} err=${err}`)
    const denied = `podUID="${uid}" ${name} reason=${JSON.stringify(reason)} message=${err} operation="resize"`
    verbose(context, out, 1, `allocation_manager.go:619] "Pod admission denied" ${denied}`)
    if (isNew || before.state !== state)
      podEvent(context, out, pod, 'Warning', `Resize${state}`, `Pod resize ${reason}: ${told(pod, message)}`)
    context.allocations.set(uid, Object.freeze({ ...before, generation, since, state, message }))
    return false
  }
  podEvent(context, out, pod, 'Normal', 'ResizeStarted', `Pod resize started: ${told(pod)}`)
  const granted = Object.freeze(resourcesOf(pod))
  context.allocations.set(
    uid,
    Object.freeze({ ...before, granted, generation, since: now, state: 'InProgress', message: '' })
  )
  return true
}

interface Refused {
  readonly state: 'Deferred' | 'Infeasible'
  readonly reason: string
  readonly message: string
}

/** More than the node has without any other pod never fits. Models canResizePod. */
function tooMuch({ config }: KubeletContext, pod: Pod): Refused | null {
  const capacity = {
    cpu: number(config, 'node-cpu') * 1_000,
    memory: (number(config, 'node-memory-mib') - number(config, 'eviction-hard-memory-available-mib')) * 1_048_576
  }
  for (const resource of ['cpu', 'memory'] as const) {
    const wanted = podRequest(pod, resource)
    const all = `${resource}, requested: ${wanted}, capacity: ${capacity[resource]}`
    const message = `Node didn't have enough capacity: ${all}`
    if (wanted > capacity[resource]) return { state: 'Infeasible', reason: 'Infeasible', message }
  }
  return null
}

function lacking(context: KubeletContext, pod: Pod): Refused | null {
  const refusal = admit(context, pod)
  return refusal?.reason.startsWith('OutOf') ? { ...refusal, state: 'Deferred' } : null
}

/** `{"containers":[{"name":"app","resources":{…}}],"generation":2}` */
const told = (pod: Pod, error?: string): string =>
  JSON.stringify({
    containers: pod.spec.containers.map(({ name, resources = {} }) => ({
      name,
      resources: {
        ...(resources.limits && { limits: sorted(resources.limits) }),
        ...(resources.requests && { requests: sorted(resources.requests) })
      }
    })),
    generation: pod.metadata.generation,
    ...(error !== undefined && { error })
  })

const sorted = (amounts: object): object =>
  Object.fromEntries(Object.entries(amounts).sort(([a], [b]) => (a < b ? -1 : 1)))

/** A resize is over when all containers have what they are granted. */
export function settleResize(context: KubeletContext, out: Outbox, pod: Pod): void {
  const uid = pod.metadata.uid!
  const allocation = context.allocations.get(uid)
  if (allocation?.state !== 'InProgress' || !equal(allocation.given, allocation.granted)) return
  podEvent(context, out, pod, 'Normal', 'ResizeCompleted', `Pod resize completed: ${told(pod)}`)
  context.allocations.set(uid, Object.freeze({ ...allocation, state: null }))
}

/** What has to be done with a container that runs with other resources than it is granted. */
export function resizeOf(context: KubeletContext, uid: string, container: Container): 'none' | 'update' | 'restart' {
  const allocation = context.allocations.get(uid)
  const given = allocation?.given[container.name]
  const granted = allocation?.granted[container.name]
  if (!allocation || equal(given, granted)) return 'none'
  const { resizePolicy = [] } = container as { resizePolicy?: { resourceName: string; restartPolicy: string }[] }
  const restarts = resizePolicy.some(
    ({ resourceName, restartPolicy }) =>
      restartPolicy === 'RestartContainer' &&
      (given?.limits?.[resourceName] !== granted?.limits?.[resourceName] ||
        given?.requests?.[resourceName] !== granted?.requests?.[resourceName])
  )
  return restarts ? 'restart' : 'update'
}

/** A container has been started or updated with what it is granted. */
export function given(context: KubeletContext, uid: string, name: string): void {
  const allocation = context.allocations.get(uid)
  if (!allocation) return
  const now = { ...allocation.given, [name]: allocation.granted[name] }
  context.allocations.set(uid, Object.freeze({ ...allocation, given: Object.freeze(now) }))
}

/** `PodResizePending` with its reason, or `PodResizeInProgress`. */
export function resizeConditions({ allocations }: KubeletContext, uid: string): PodCondition[] {
  const allocation = allocations.get(uid)
  if (!allocation?.state) return []
  const { state, since, message } = allocation
  const whole = { status: 'True', lastProbeTime: since, lastTransitionTime: since } as const
  if (state === 'InProgress') return [{ type: 'PodResizeInProgress', ...whole } as PodCondition]
  return [{ type: 'PodResizePending', ...whole, reason: state, message } as PodCondition]
}

/** What the status of a container that was resized tells: what it is granted, and what it has. */
export function resizedStatus({ allocations }: KubeletContext, uid: string, name: string): object {
  const allocation = allocations.get(uid)
  if (!allocation) return {}
  const { requests } = allocation.granted[name] ?? {}
  return { ...(requests && { allocatedResources: requests }), resources: allocation.given[name] ?? {} }
}

/** The limits of a container's cgroup. Models pkg/kubelet/kuberuntime/kuberuntime_container_linux.go calculateLinuxResources. */
export function cgroupOf({ resources }: Container): { cpuShares: number; cpuQuota: number; memoryLimitBytes: number } {
  const asked = quantityMilliValue(resources?.requests?.cpu ?? resources?.limits?.cpu)
  return {
    cpuShares: Math.max(2, Math.floor((asked * 1_024) / 1_000)),
    cpuQuota: quantityMilliValue(resources?.limits?.cpu) * 100,
    memoryLimitBytes: quantityValue(resources?.limits?.memory)
  }
}
