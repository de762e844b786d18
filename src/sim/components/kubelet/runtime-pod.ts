import { startsAgain } from '../../api/kinds/pod/restart'
import type { Container, Pod } from '../../api/types'
import type { ContainerStatus, Sandbox } from '../container-runtime/messages'

/** A pod as the runtime has it. Models pkg/kubelet/container/runtime.go PodStatus. */
export interface RuntimePod {
  /** Newest first. */
  readonly sandboxes: readonly Sandbox[]
  /** Newest first. */
  readonly containers: readonly ContainerStatus[]
  /** The ready sandbox's address, or the last one it had. */
  readonly ip: string
}

export const nothingRuns: RuntimePod = Object.freeze({
  sandboxes: Object.freeze([]),
  containers: Object.freeze([]),
  ip: ''
})

const newestFirst = (a: { createdAt: number }, b: { createdAt: number }): number => b.createdAt - a.createdAt

/** A pod as a list of the runtime shows it; `ip` is the one that it had, for sandboxes that are stopped. */
export function runtimePodOf(
  sandboxes: readonly Sandbox[],
  containers: readonly ContainerStatus[],
  ip: string
): RuntimePod {
  const sorted = [...sandboxes].sort(newestFirst)
  return Object.freeze({
    sandboxes: Object.freeze(sorted),
    containers: Object.freeze([...containers].sort(newestFirst)),
    ip: (sorted[0]?.state === 'SANDBOX_READY' ? sorted[0].ip : '') || ip
  })
}

/** The newest container of a name. */
export const newest = (runtime: RuntimePod, name: string): ContainerStatus | undefined =>
  runtime.containers.find((container) => container.name === name)

export const runningContainers = (runtime: RuntimePod): ContainerStatus[] =>
  runtime.containers.filter(({ state }) => state === 'CONTAINER_RUNNING')

/** Models pkg/kubelet/container/helpers.go ShouldContainerBeRestarted. */
export function shouldRestart(container: Container, pod: Pod, runtime: RuntimePod): boolean {
  if (pod.metadata.deletionTimestamp) return false
  const status = newest(runtime, container.name)
  if (!status) return true
  if (status.state === 'CONTAINER_RUNNING') return false
  // Created but not started: the kubelet tries again.
  if (status.state === 'CONTAINER_CREATED') return true
  return startsAgain(container, pod.spec, status.exitCode)
}

export const podKey = (pod: Pod): string => `${pod.metadata.namespace ?? 'default'}/${pod.metadata.name}`
/** `name_namespace(uid)`: pkg/kubelet/util/format Pod. */
export const podText = (pod: Pod): string =>
  `${pod.metadata.name}_${pod.metadata.namespace ?? 'default'}(${pod.metadata.uid})`
