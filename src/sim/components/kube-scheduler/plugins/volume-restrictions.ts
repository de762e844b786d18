import { isClaimNews } from '../framework/cluster-event'
import { claimNotFound, claimOf, uses, type Volume } from '../framework/volumes'
import type { PodInfo } from '../framework/pod-info'
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
  /** How many pods use them, wherever they are. */
  users: number
}

/** How many of a pod's volumes stand for one of these claims. */
const usesOf = (namespace: string, claims: readonly string[], other: PodInfo): number =>
  claims.length === 0 || other.namespace !== namespace
    ? 0
    : (other.pod.spec.volumes ?? []).filter(
        ({ persistentVolumeClaim: claim }) => claim && claims.includes(claim.claimName)
      ).length

const isDisk = (volume: Volume): boolean =>
  Boolean(volume.gcePersistentDisk ?? volume.awsElasticBlockStore ?? volume.rbd ?? volume.iscsi)

/** One disk, one pod; and since 1.27 one pod per ReadWriteOncePod claim. Models plugins/volumerestrictions. */
export const volumeRestrictions: Plugin<Restricted> = {
  name: 'VolumeRestrictions',
  wakes: ['AssignedPodDelete', 'NodeAdd', 'PvcAdd', 'PvcUpdate'],
  hint: (news, pod) => !isClaimNews(news) || uses(pod, news.claim),
  preFilter: (pod, { release, listers, nodes }) => {
    const { volumes = [] } = pod.pod.spec
    const claims: string[] = []
    for (const volume of release === '1.36' ? volumes : []) {
      if (!volume.persistentVolumeClaim) continue
      const claim = claimOf(pod, volume, listers)
      if (!claim) return { refusal: unresolvable(claimNotFound(volume.persistentVolumeClaim.claimName)) }
      if (claim.spec.accessModes?.includes('ReadWriteOncePod')) claims.push(claim.metadata.name)
    }
    const others = claims.length > 0 ? nodes.flatMap((node) => node.pods) : []
    const users = others.reduce((sum, other) => sum + usesOf(pod.namespace, claims, other), 0)
    return { state: { disks: volumes.filter(isDisk), claims, users } }
  },
  cloneState: (state) => ({ ...state }),
  changeState: (state, changed, _node, delta, pod) => {
    state.users += delta * usesOf(pod.namespace, state.claims, changed)
  },
  filter: (node, _pod, { disks, users }) => {
    if (users > 0)
      return unschedulable(
        'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod'
      )
    if (disks.length === 0) return undefined
    for (const existing of node.pods) {
      const theirs = existing.pod.spec.volumes ?? []
      if (disks.some((mine) => theirs.some((other) => conflicts(mine, other))))
        return unschedulable('node(s) had no available disk')
    }
    return undefined
  }
}
