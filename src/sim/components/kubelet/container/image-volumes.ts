import type { Outbox } from '../messages'
import type { KubeletContext } from '../context'
import { podEvent } from '../events'
import type { ContainerDone } from '../items'
import { podKey } from '../runtime-pod'
import type { Worker } from '../pod-worker/worker'
import { podOf, specOf, type Container } from './container'
import { imageVolumesOf, itemOf } from './image-volume-specs'
import { done } from './start'

/* Models pkg/kubelet/kuberuntime/kuberuntime_manager.go getImageVolumes, toKubeContainerImageVolumes. */

/** A volume's image is there or could not be had, at each sync of its pod: that is a matter of the containers that mount it. */
export function pullOver(
  context: KubeletContext,
  worker: Worker,
  { name, error, message }: ContainerDone,
  out: Outbox
): void {
  const key = `${worker.uid}/${name}`
  if (error === '') return void context.reasons.delete(key)
  out.log('E', `kuberuntime_manager.go:1889] "Failed to ensure image" err="${error}" pod="${podKey(worker.pod)}"`)
  context.reasons.set(key, Object.freeze({ reason: error, message }))
}

/** Why the images that a container mounts are not there, by the container's mounts. */
export function failuresOf(
  context: KubeletContext,
  container: Container
): { readonly reason: string; readonly message: string }[] {
  const pod = podOf(context, container)
  const volumes = new Set(imageVolumesOf(pod).map(({ name }) => name))
  return (specOf(pod, container)?.volumeMounts ?? []).flatMap((mount) => {
    const name = itemOf(mount.name)
    const failure = volumes.has(name) ? context.reasons.get(`${container.uid}/${name}`) : undefined
    return failure ? [failure] : []
  })
}

/** It fails as if the image that it mounts were its own. */
export function refuse(context: KubeletContext, container: Container, out: Outbox): void {
  const failures = failuresOf(context, container)
  for (const { reason } of failures)
    podEvent(context, out, podOf(context, container), 'Warning', 'Failed', `Error: ${reason}`, container)
  const last = failures.at(-1)!
  done(container, out, last.reason, last.message)
}
