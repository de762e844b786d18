import type { Micros } from '../../../../base/time'
import type { Pod } from '../../../api/types'
import { duration, is125 } from '../config'
import type { KubeletContext } from '../context'
import { podEvent } from '../events'
import { toVolume } from '../items'
import type { Outbox } from '../messages'
import { podKey } from '../runtime-pod'
import { missing, periodOf, pollOf } from './volume'

/* What a pod's worker waits for: that its volumes are mounted, and in the end that they are gone. Models volume_manager.go. */

/** Whether all of a pod's volumes are mounted; if not, `volumes.mounted` comes later. */
export const isMounted = (context: KubeletContext, uid: string): boolean => missing(context, uid).length === 0

export function waitForMount(context: KubeletContext, uid: string): void {
  const volumes = context.volumes.change(uid)
  if (volumes) volumes.waitingSince = context.now
}

/** Time until the worker's next poll. */
export function pollAfterMount(context: KubeletContext, uid: string): Micros {
  const since = context.volumes.get(uid)?.waitingSince ?? context.now
  const poll = pollOf(context)
  return since + Math.ceil((context.now - since) / poll) * poll - context.now
}

/** The worker has waited long enough. Gives the error's text. */
export function mountTimedOut(context: KubeletContext, out: Outbox, pod: Pod): string {
  const volumes = context.volumes.change(pod.metadata.uid!)!
  volumes.waitingSince = null
  const all = (pod.spec.volumes ?? []).map(({ name }) => name)
  const names = missing(context, pod.metadata.uid!).map((key) => key.slice(key.indexOf('/') + 1))
  const isUnattached = (name: string) =>
    /attaching|detached/.test(context.mounts.get(`${pod.metadata.uid}/${name}`)?.state ?? '')
  // Newer releases leave it to the worker to tell.
  if (!is125(context.config))
    return `unmounted volumes=[${names.join(' ')}], unattached volumes=[${names.filter(isUnattached).join(' ')}], failed to process volumes=[]: context deadline exceeded`
  const error = `unmounted volumes=[${names.join(' ')}], unattached volumes=[${all.join(' ')}]: timed out waiting for the condition`
  podEvent(context, out, pod, 'Warning', 'FailedMount', `Unable to attach or mount volumes: ${error}`)
  out.log(
    'E',
    `kubelet.go:1754] "Unable to attach or mount volumes for pod; skipping pod" err=${JSON.stringify(error)} pod="${podKey(pod)}"`
  )
  return error
}

/** The worker stops waiting (its volumes are there). */
export function doneWaiting(context: KubeletContext, uid: string): void {
  const volumes = context.volumes.change(uid)
  if (volumes) volumes.waitingSince = null
}

/** The pod's containers are stopped: its volumes go within the next rounds of the loops. */
export function beginUnmount(context: KubeletContext, out: Outbox, uid: string): void {
  const volumes = context.volumes.change(uid)
  if (!volumes || volumes.unmountedAt !== null) return
  const its = context.pods.get(uid)?.spec.volumes ?? []
  const hasVolumes = its.length > 0
  if (its.some(({ emptyDir }) => emptyDir)) out.send(context.linux, { type: 'linux.volumes.delete', podUid: uid })
  const round = hasVolumes ? Math.round(context.rng.float() * periodOf(context)) : 0
  const lasts = hasVolumes ? round + duration(context.config, 'mount-latency-ms') : 0
  volumes.unmountedAt = context.now + lasts
  for (const key of volumes.keys) out.raise(toVolume(key, { type: 'volume.unmount', lasts }))
}

/** Time until the worker's poll sees that the volumes are gone; 0: they are. */
export function pollAfterUnmount(context: KubeletContext, uid: string): Micros {
  const at = context.volumes.get(uid)?.unmountedAt ?? context.now
  if (at <= context.now) return 0
  return Math.ceil((at - context.now) / pollOf(context)) * pollOf(context)
}

export function forgetVolumes(context: KubeletContext, uid: string): void {
  for (const key of context.volumes.get(uid)?.keys ?? []) context.mounts.delete(key)
  context.volumes.delete(uid)
}
