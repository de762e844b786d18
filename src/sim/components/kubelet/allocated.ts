import { equal } from '../../api/equality'
import { quantityMilliValue, quantityValue } from '../../api/quantity'
import type { Container, Pod, PodCondition } from '../../api/types'
import type { KubeletContext } from './context'

/*
 * What containers of a resized pod are granted, and what they have been given. Models pkg/kubelet/allocation/state and the resize conditions
 * of pkg/kubelet/status/status_manager.go; 1.25 has none of it.
 */

type Resources = Container['resources']

/** Of a pod that was resized once; others have what their spec says. */
export interface Allocation {
  /** By container: what it may have, and what it was last started or updated with. */
  readonly granted: Readonly<Record<string, Resources>>
  readonly given: Readonly<Record<string, Resources>>
  /** The generation of the spec that is waited for or worked on, and since when (of the node's clock, RFC 3339). */
  readonly generation: number
  readonly since: string
  /** Why it waits (`Deferred`, `Infeasible`), or that it is worked on; null: all is done. */
  readonly state: 'Deferred' | 'Infeasible' | 'InProgress' | null
  readonly message: string
}

const containersOf = ({ spec }: Pod): Container[] => [...(spec.initContainers ?? []), ...spec.containers]
/** By container. */
export const resourcesOf = (pod: Pod): Record<string, Resources> =>
  Object.fromEntries(containersOf(pod).map(({ name, resources }) => [name, resources ?? {}]))

/** A pod with what its containers are granted instead of what is asked for. */
export function allocatedPod({ allocations }: KubeletContext, pod: Pod): Pod {
  const allocation = allocations.get(pod.metadata.uid!)
  if (!allocation) return pod
  const grant = (container: Container): Container => {
    const resources = allocation.granted[container.name]
    return resources ? { ...container, resources } : container
  }
  const { initContainers, containers } = pod.spec
  const spec = {
    ...pod.spec,
    ...(initContainers && { initContainers: initContainers.map(grant) }),
    containers: containers.map(grant)
  }
  return Object.freeze({ ...pod, spec: Object.freeze(spec) })
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
