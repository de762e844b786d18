import type { Container as ContainerSpec, EphemeralContainer, Pod } from '../../../api/types'
import { unborn, type Item } from '../../../kernel/chart'
import type { KubeletContext } from '../context'
import { imageVolumesOf } from './image-volume-specs'

/** One container of a pod, by its name: what the kubelet does with it, over all its restarts. */
export interface Container extends Item {
  readonly key: string
  readonly uid: string
  readonly name: string
  readonly init: boolean
  /** The runtime's id of the current one; empty before its first creation. */
  containerId: string
  /** ConfigMaps and Secrets that its environment still needs. */
  needs: string[]
  /** What those held that have come, by `configmaps/name`. */
  sources: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** What its postStart hook failed with, while it is stopped for that. */
  failure: string
  /** The stop that is under way. */
  kill: Kill | null
}

export interface Kill {
  readonly graceSeconds: number
  readonly overrideSeconds: number
  readonly startedAt: number
}

export type Hook = NonNullable<NonNullable<ContainerSpec['lifecycle']>['preStop']>

export const containerKey = (uid: string, name: string): string => `${uid}/${name}`

export function createContainer(
  context: KubeletContext,
  uid: string,
  name: string,
  key = containerKey(uid, name)
): void {
  const inits = context.workers.get(uid)?.pod.spec.initContainers ?? []
  context.containers.set(key, {
    ...unborn,
    key,
    uid,
    name,
    init: inits.some((init) => init.name === name),
    containerId: '',
    needs: [],
    sources: {},
    failure: '',
    kill: null
  })
}

export function forgetContainers(context: KubeletContext, uid: string): void {
  for (const [key, container] of [...context.containers]) if (container.uid === uid) context.containers.delete(key)
}

/** The pod that a container is of, as its worker has it. */
export const podOf = (context: KubeletContext, { uid }: Container): Pod => context.workers.get(uid)!.pod

export const specOf = (pod: Pod, { name }: { readonly name: string }): ContainerSpec | undefined =>
  [...(pod.spec.initContainers ?? []), ...pod.spec.containers, ...ephemeralOf(pod), ...imageVolumesOf(pod)].find(
    (container) => container.name === name
  )

/** Containers that somebody added to look into the pod while it runs. */
export const ephemeralOf = ({ spec }: Pod): readonly EphemeralContainer[] => spec.ephemeralContainers ?? []
