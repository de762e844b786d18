import { minutes } from '../../../../base/time'
import type { Pod } from '../../../api/types'
import type { KubeletContext } from '../context'
import type { LinuxFiles } from '../../linux/messages'
import type { Outbox } from '../messages'
import { filesOf } from './files'
import { mountChecks } from './later'
import { fetch, got, needsOf, type Fetched, type Volume } from './volume'

/*
 * ConfigMaps and Secrets that change reach the files of running containers when their pod is synced: what a mount with a subPath or
 * a variable took of them stays. Models volumemanager's MarkRemountRequired and the writers of pkg/volume/{configmap,secret,projected}.
 */

/** How old what is known of a ConfigMap or Secret may be. Models pkg/kubelet/util/manager/cache_based_manager.go defaultTTL. */
const ttl = minutes(1)

/** A sync of a running pod: what its volumes hold is asked for anew when it is old. Tokens are not renewed. */
export function refresh(context: KubeletContext, out: Outbox, pod: Pod): void {
  for (const spec of pod.spec.volumes ?? []) {
    const key = `${pod.metadata.uid}/${spec.name}`
    const needs = needsOf(pod, spec)
    const claim =
      spec.persistentVolumeClaim?.claimName ?? (spec.ephemeral ? `${pod.metadata.name}-${spec.name}` : undefined)
    const mounted = context.mounts.get(key)
    if (claim !== undefined && mounted?.remote?.driver && mounted.state === 'mounted')
      mountChecks().lookAtSize(context, out, pod, mounted, claim)
    if (needs.length === 0 || needs.some((need) => need.startsWith('token')) || claim !== undefined) continue
    const known = context.mounts.get(key)
    if (known?.state !== 'mounted' || context.now - known.fetchedAt < ttl) continue
    const volume = context.mounts.change(key)!
    volume.fetchedAt = context.now
    for (const need of needs) fetch(context, out, pod, volume, need)
  }
}

/** The API gave it once more: files that changed are written, those that are gone are removed, all at once. */
export function remount(context: KubeletContext, volume: Volume, fetched: Fetched, out: Outbox): void {
  if (fetched.need.startsWith('persistentvolumeclaims/')) return mountChecks().grow(context, volume, fetched, out)
  const pod = context.pods.get(volume.uid)
  const spec = pod?.spec.volumes?.find(({ name }) => name === volume.name)
  if (!pod || !spec) return
  const before = filesOf(context, pod, spec, volume.sources)
  got(context, volume, fetched)
  const after = filesOf(context, pod, spec, volume.sources)
  const changed = Object.keys(after).filter((path) => after[path] !== before[path])
  const gone = Object.keys(before).filter((path) => after[path] === undefined)
  if (changed.length + gone.length === 0) return
  for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
    const { containerId } = context.containers.get(`${volume.uid}/${container.name}`) ?? { containerId: '' }
    if (containerId === '') continue
    for (const { name, mountPath, subPath } of container.volumeMounts ?? []) {
      if (name !== volume.name || subPath !== undefined) continue
      const at = mountPath.replace(/\/$/, '')
      const files = Object.fromEntries(changed.map((path) => [`${at}/${path}`, after[path]!]))
      const message: LinuxFiles = {
        type: 'linux.files',
        containerId,
        files,
        gone: gone.map((path) => `${at}/${path}`)
      }
      out.send(context.linux, message)
    }
  }
}
