import { ms, seconds } from '../../../../../base/time'
import type { KubeObject, PersistentVolume, PersistentVolumeClaim, Pod } from '../../../../api/types'
import { informerOf, listAll, lookup } from '../../caches'
import type { ControllerManager } from '../../context'
import { enqueue, type Controller } from '../../controller'
import { syncs } from '../later'
import type { Attachment, Changed, Look, VolumeAttachment } from './look'
import { attachable, boundPodsOf, volumesOf, type Attachable } from './volumes'

const name = 'persistentvolume-attach-detach'

/**
 * Attaches CSI volumes to the nodes whose pods need them, and detaches them when none does and the kubelet has unmounted them. A
 * VolumeAttachment says what is wanted; the driver's attacher does it.
 * Models pkg/controller/volume/attachdetach. A key is a volume and a node. Not modelled: plugins in the tree, inline volumes.
 */
export const attachDetach: Controller<Look> = {
  name,
  user: 'attachdetach-controller',
  workers: 10,
  backoff: { base: ms(500), max: seconds(122) },
  needs: ['pods', 'nodes', 'persistentvolumes', 'persistentvolumeclaims', 'volumeattachments', 'csidrivers'],

  begin(kcm) {
    for (const found of informerOf(kcm.caches, 'volumeattachments').store.values()) {
      const { nodeName, source } = (found as VolumeAttachment).spec
      const bound = lookup(kcm.caches, 'persistentvolumes', source.persistentVolumeName ?? '')
      const known = bound && attachable(kcm.caches, bound)
      if (!known) continue
      const isAttached = (found as VolumeAttachment).status?.attached === true
      remember(kcm, keyOf(known, nodeName), known, nodeName, isAttached ? 'attached' : 'attaching')
      enqueue(kcm, name, keyOf(known, nodeName))
    }
    for (const pod of listAll(kcm.caches, 'pods')) observePod(kcm, pod)
  },

  observe(kcm, { resource, object, key }) {
    if (!kcm.loops.get(name)!.started) return
    switch (resource) {
      case 'pods':
        return observePod(kcm, object as Pod)
      case 'persistentvolumeclaims':
        return observeClaim(kcm, object as PersistentVolumeClaim)
      case 'persistentvolumes': {
        const { claimRef } = (object as PersistentVolume).spec
        const claim = claimRef && lookup(kcm.caches, 'persistentvolumeclaims', `${claimRef.namespace}/${claimRef.name}`)
        return claim && observeClaim(kcm, claim)
      }
      case 'nodes':
        for (const [known, { node }] of kcm.attachments) if (node === key) enqueue(kcm, name, known)
        return
      case 'volumeattachments': {
        const { persistentVolumeName } = (object as VolumeAttachment).spec.source
        for (const [known, { persistentVolume }] of kcm.attachments)
          if (persistentVolume === persistentVolumeName) enqueue(kcm, name, known)
      }
    }
  },

  read: (kcm, key) => syncs().lookAtAttachment(kcm, key),

  *sync(look) {
    return yield* look.pods.length > 0 ? syncs().attach(look) : syncs().detach(look)
  },

  conclude(kcm, conclusion) {
    const { key, attachment } = conclusion as Changed
    if (attachment) return void kcm.attachments.set(key, attachment)
    const gone = kcm.attachments.get(key)
    kcm.attachments.delete(key)
    // Who waited for it may have it now.
    for (const [other, { volume }] of kcm.attachments) if (volume === gone?.volume) enqueue(kcm, name, other)
    enqueue(kcm, name, key)
  }
}

const keyOf = ({ volume }: Attachable, node: string): string => `${volume} ${node}`

function remember(
  kcm: ControllerManager,
  key: string,
  { volume, driver, handle, persistentVolume }: Attachable,
  node: string,
  state: Attachment['state']
): void {
  kcm.attachments.set(
    key,
    Object.freeze({ volume, driver, handle, persistentVolume: persistentVolume.metadata.name, node, state })
  )
}

/** What it needs, and what its node has. */
function observePod(kcm: ControllerManager, pod: Pod): void {
  const { nodeName } = pod.spec
  if (!nodeName) return
  for (const found of volumesOf(kcm.caches, pod)) enqueue(kcm, name, keyOf(found, nodeName))
  for (const [known, { node }] of kcm.attachments) if (node === nodeName) enqueue(kcm, name, known)
}

function observeClaim(kcm: ControllerManager, { metadata }: KubeObject): void {
  for (const pod of boundPodsOf(kcm.caches, metadata.namespace!, metadata.name)) observePod(kcm, pod)
}
