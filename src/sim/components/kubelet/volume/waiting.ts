import type { Micros } from '../../../../base/time'
import { duration } from '../config'
import type { KubeletContext } from '../context'
import { toVolume } from '../items'
import type { Outbox } from '../messages'
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
