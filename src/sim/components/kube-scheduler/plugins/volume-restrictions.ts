import { claimNotFound, claimOf, type Volume } from '../framework/volumes'
import { unresolvable, unschedulable, type Plugin } from '../framework/types'

type RBD = NonNullable<Volume['rbd']>

const sameRBD = (a: RBD, b: RBD): boolean =>
  a.monitors.some((monitor) => b.monitors.includes(monitor)) &&
  (a.pool ?? 'rbd') === (b.pool ?? 'rbd') &&
  a.image === b.image

/** Disks that only one pod may use, unless all use them read-only. Models volumerestrictions isVolumeConflict. */
function conflicts(a: Volume, b: Volume): boolean {
  if (a.gcePersistentDisk && b.gcePersistentDisk)
    return (
      a.gcePersistentDisk.pdName === b.gcePersistentDisk.pdName &&
      !(a.gcePersistentDisk.readOnly && b.gcePersistentDisk.readOnly)
    )
  if (a.awsElasticBlockStore && b.awsElasticBlockStore)
    return a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore.volumeID
  if (a.iscsi && b.iscsi) return a.iscsi.iqn === b.iscsi.iqn && !(a.iscsi.readOnly && b.iscsi.readOnly)
  if (a.rbd && b.rbd) return sameRBD(a.rbd, b.rbd) && !(a.rbd.readOnly && b.rbd.readOnly)
  return false
}

interface Restricted {
  readonly disks: readonly Volume[]
  /** Names of ReadWriteOncePod claims. */
  readonly claims: readonly string[]
}

const isDisk = (volume: Volume): boolean =>
  Boolean(volume.gcePersistentDisk ?? volume.awsElasticBlockStore ?? volume.rbd ?? volume.iscsi)

/** One disk, one pod; and since 1.27 one pod per ReadWriteOncePod claim. Models plugins/volumerestrictions. */
export const volumeRestrictions: Plugin<Restricted> = {
  name: 'VolumeRestrictions',
  wakes: ['AssignedPodDelete', 'NodeAdd', 'PvcAdd', 'PvcUpdate'],
  preFilter: (pod, { release, listers }) => {
    const { volumes = [] } = pod.pod.spec
    const claims: string[] = []
    for (const volume of release === '1.36' ? volumes : []) {
      if (!volume.persistentVolumeClaim) continue
      const claim = claimOf(pod, volume, listers)
      if (!claim) return { refusal: unresolvable(claimNotFound(volume.persistentVolumeClaim.claimName)) }
      if (claim.spec.accessModes?.includes('ReadWriteOncePod')) claims.push(claim.metadata.name)
    }
    return { state: { disks: volumes.filter(isDisk), claims } }
  },
  filter: (node, pod, { disks, claims }) => {
    if (disks.length === 0 && claims.length === 0) return undefined
    for (const existing of node.pods) {
      const theirs = existing.pod.spec.volumes ?? []
      if (disks.some((mine) => theirs.some((other) => conflicts(mine, other))))
        return unschedulable('node(s) had no available disk')
      if (
        existing.namespace === pod.namespace &&
        theirs.some(({ persistentVolumeClaim: claim }) => claim && claims.includes(claim.claimName))
      )
        return unschedulable(
          'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode'
        )
    }
    return undefined
  }
}
