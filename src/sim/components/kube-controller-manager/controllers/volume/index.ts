import { seconds } from '../../../../../base/time'
import type { PersistentVolume, PersistentVolumeClaim } from '../../../../api/types'
import { classOf } from '../../../../api/volumes'
import { informerOf, listAll, lookup } from '../../caches'
import type { ControllerManager } from '../../context'
import { armTimer, enqueue, type Controller } from '../../controller'
import type { Outbox } from '../../messages'
import { syncs } from '../later'
import type { Look } from './look'
import { podsOf } from './users'

const name = 'persistentvolume-binder'
/** Pods that empty volumes are called so. */
const recyclers = 'default/recycler-for-'

/**
 * Brings claims and volumes together, makes volumes for claims whose class is `kubernetes.io/host-path`, and does with the
 * volumes of deleted claims what their reclaim policy says. What waits is looked at again every 15 s and at changes of its own.
 * Models pkg/controller/volume/persistentvolume/pv_controller.go.
 */
export const volumeBinder: Controller<Look> = {
  name,
  user: 'persistent-volume-binder',
  eventSource: () => 'persistentvolume-controller',
  // Upstream has one worker for claims and one for volumes.
  workers: 1,
  needs: ['persistentvolumes', 'persistentvolumeclaims', 'storageclasses', 'pods', 'nodes'],

  begin: resyncLater,

  onTimer(kcm, _timer, out) {
    resyncLater(kcm, out)
    for (const claim of listAll(kcm.caches, 'persistentvolumeclaims')) enqueue(kcm, name, claimKey(claim))
    for (const { metadata } of listAll(kcm.caches, 'persistentvolumes')) enqueue(kcm, name, `volume ${metadata.name}`)
  },

  observe(kcm, { resource, key, type, object }, out) {
    const isFirst = type === 'add' && informerOf(kcm.caches, resource).store.size === 1
    if (isFirst && (resource === 'persistentvolumeclaims' || resource === 'persistentvolumes')) resyncLater(kcm, out)
    if (resource === 'persistentvolumeclaims') {
      if (type !== 'delete') enqueue(kcm, name, `claim ${key}`)
      const { volumeName } = (object as PersistentVolumeClaim).spec
      if (type === 'delete' && volumeName) enqueue(kcm, name, `volume ${volumeName}`)
    } else if (resource === 'persistentvolumes') {
      const { claimRef } = (object as PersistentVolume).spec
      if (type !== 'delete') enqueue(kcm, name, `volume ${key}`)
      else if (claimRef) enqueue(kcm, name, `claim ${claimRef.namespace}/${claimRef.name}`)
    } else if (resource === 'pods' && key.startsWith(recyclers))
      enqueue(kcm, name, `volume ${key.slice(recyclers.length)}`)
  },

  read(kcm, key) {
    const [of, id] = key.split(' ') as [Look['of'], string]
    if (of === 'volume') {
      const volume = lookup(kcm.caches, 'persistentvolumes', id)
      const { namespace, name: claim } = volume?.spec.claimRef ?? {}
      return volume
        ? {
            of,
            volume,
            claim: lookup(kcm.caches, 'persistentvolumeclaims', `${namespace}/${claim}`),
            recycler: lookup(kcm.caches, 'pods', `${recyclers}${id}`)
          }
        : null
    }
    const claim = lookup(kcm.caches, 'persistentvolumeclaims', id)
    if (!claim) return null
    const storageClass = lookup(kcm.caches, 'storageclasses', classOf(claim))
    const waitingPods = [...podsOf(kcm.caches, claim)]
      .filter(({ spec }) => !spec.nodeName)
      .map(({ metadata }) => metadata.name)
    return { of, claim, volumes: [...listAll(kcm.caches, 'persistentvolumes')], storageClass, waitingPods }
  },

  *sync(look) {
    return yield* look.of === 'claim' ? syncs().claim(look) : syncs().volume(look)
  }
}

/** Where there is no claim and no volume there is nothing to look at again. */
function resyncLater(kcm: ControllerManager, out: Outbox): void {
  const { caches } = kcm
  const some = ['persistentvolumeclaims', 'persistentvolumes'].some((kind) => informerOf(caches, kind).store.size > 0)
  if (some) armTimer(out, name, 'resync', seconds(15), 'pvclaimbinder-sync-period')
}

const claimKey = ({ metadata }: PersistentVolumeClaim): string => `claim ${metadata.namespace}/${metadata.name}`
