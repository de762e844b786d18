import { informerOf, lookup } from '../../caches'
import type { ControllerManager } from '../../context'
import type { Look, VolumeAttachment } from './look'
import { attachmentName, isManaged, podsWith, volumesOf } from './volumes'

/** A look at a volume and a node; null: nothing is known of them. */
export function lookAtAttachment(kcm: ControllerManager, key: string): Look | null {
  const [volume, node] = key.split(' ') as [string, string]
  const { caches, attachments } = kcm
  const current = attachments.get(key)
  const pods = podsWith(caches, node, volume)
  const wanted = pods[0] && volumesOf(caches, pods[0]).find((found) => found.volume === volume)
  if (!current && !wanted) return null
  const driver = wanted?.driver ?? current!.driver
  const handle = wanted?.handle ?? current!.handle
  const host = lookup(caches, 'nodes', node)
  if (wanted && !(host && isManaged(host))) return null
  const others = [...attachments].flatMap(([other, one]) =>
    one.volume === volume && other !== key && one.state !== 'waiting' ? [one.node] : []
  )
  return {
    key,
    volume,
    node,
    driver,
    handle,
    persistentVolume: wanted?.persistentVolume.metadata.name ?? current!.persistentVolume,
    accessModes: wanted?.persistentVolume.spec.accessModes ?? [],
    pods,
    current,
    host,
    others,
    othersPods: others.flatMap((other) => podsWith(caches, other, volume)),
    object: informerOf(caches, 'volumeattachments').store.get(attachmentName(driver, handle, node)) as
      VolumeAttachment | undefined,
    now: kcm.now
  }
}
