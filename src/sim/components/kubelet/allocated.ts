import type { Container, Pod } from '../../api/types'
import type { KubeletContext } from './context'

/* What containers of a resized pod are granted, and what they have been given. Models pkg/kubelet/allocation/state. */

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
