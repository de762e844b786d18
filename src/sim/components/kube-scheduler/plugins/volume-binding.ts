import { quantityValue } from '../../../api/quantity'
import { selects } from '../../../api/labels'
import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/types'
import type { Listers } from '../framework/listers'
import { termSelects } from '../framework/node-affinity'
import type { NodeInfo } from '../framework/node-info'
import type { PodInfo } from '../framework/pod-info'
import { claimClass, claimName, claimNotFound, claimOf, volumeClass } from '../framework/volumes'
import { unresolvable, type Plugin, type Refusal } from '../framework/types'

interface Claims {
  readonly bound: readonly PersistentVolumeClaim[]
  /** Of a class that waits for the first consumer, smallest first. */
  readonly toBind: readonly PersistentVolumeClaim[]
}

const noProvisioner = 'kubernetes.io/no-provisioner'
const selectedNode = 'volume.kubernetes.io/selected-node'

/** A pod's claims must be bound, or be bindable, to volumes that the node can reach. Models plugins/volumebinding. */
export const volumeBinding: Plugin<Claims> = {
  name: 'VolumeBinding',
  wakes: [
    'StorageClassAdd',
    'StorageClassUpdate',
    'PvcAdd',
    'PvcUpdate',
    'PvAdd',
    'PvUpdate',
    'NodeAdd',
    'NodeLabelChange',
    'CSINodeAdd',
    'CSINodeUpdate'
  ],
  weight: 1,
  preFilter: (pod, { listers }) => {
    const claims = podClaims(pod, listers)
    if (!Array.isArray(claims)) return { refusal: claims as Refusal }
    const bound: PersistentVolumeClaim[] = []
    const toBind: PersistentVolumeClaim[] = []
    for (const claim of claims as PersistentVolumeClaim[]) {
      if (claim.spec.volumeName && claim.metadata.annotations?.['pv.kubernetes.io/bind-completed'] !== undefined)
        bound.push(claim)
      else if (waitsForConsumer(claim, listers) && !claim.spec.volumeName) toBind.push(claim)
      else return { refusal: unresolvable('pod has unbound immediate PersistentVolumeClaims') }
    }
    toBind.sort((a, b) => requestedStorage(a) - requestedStorage(b))
    return { state: { bound, toBind } }
  },
  filter: (node, _pod, { bound, toBind }, { listers }) => {
    const reasons: string[] = []
    const volumes = bound.map((claim) => listers.persistentVolumes.get(claim.spec.volumeName ?? ''))
    if (volumes.includes(undefined))
      reasons.push('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)')
    else if (!volumes.every((volume) => reaches(node, volume!)))
      reasons.push('node(s) had volume node affinity conflict')
    if (!canBind(node, toBind, listers)) reasons.push("node(s) didn't find available persistent volumes to bind")
    return reasons.length > 0 ? unresolvable(...reasons) : undefined
  },
  score: () => 0
}

function podClaims(pod: PodInfo, listers: Listers): PersistentVolumeClaim[] | Refusal {
  const claims: PersistentVolumeClaim[] = []
  for (const volume of pod.pod.spec.volumes ?? []) {
    const name = claimName(pod, volume)
    if (name === undefined) continue
    const claim = claimOf(pod, volume, listers)
    if (!claim)
      return unresolvable(
        volume.ephemeral
          ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
          : claimNotFound(name)
      )
    if (claim.status?.phase === 'Lost')
      return unresolvable(
        `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName ?? ''}"`
      )
    if (claim.metadata.deletionTimestamp) return unresolvable(`persistentvolumeclaim "${name}" is being deleted`)
    claims.push(claim)
  }
  return claims
}

const waitsForConsumer = (claim: PersistentVolumeClaim, listers: Listers): boolean =>
  listers.storageClasses.get(claimClass(claim))?.volumeBindingMode === 'WaitForFirstConsumer'

const requestedStorage = (claim: PersistentVolumeClaim): number =>
  quantityValue(claim.spec.resources?.requests?.['storage'])

function reaches(node: NodeInfo, { spec }: PersistentVolume): boolean {
  const terms = spec.nodeAffinity?.required?.nodeSelectorTerms
  return !terms || terms.some((term) => termSelects(term, node.name, node.labels))
}

function canBind(node: NodeInfo, claims: readonly PersistentVolumeClaim[], listers: Listers): boolean {
  const chosen = new Set<PersistentVolume>()
  return claims.every((claim) => {
    const planned = claim.metadata.annotations?.[selectedNode]
    if (planned !== undefined) return planned === node.name && canProvision(node, claim, listers)
    const volume = smallestMatch(node, claim, chosen, listers)
    if (volume) chosen.add(volume)
    return volume !== undefined || canProvision(node, claim, listers)
  })
}

/** Models component-helpers/storage/volume/pv_helpers.go FindMatchingVolume. */
function smallestMatch(
  node: NodeInfo,
  claim: PersistentVolumeClaim,
  taken: ReadonlySet<PersistentVolume>,
  listers: Listers
): PersistentVolume | undefined {
  let best: PersistentVolume | undefined
  const size = (volume: PersistentVolume) => quantityValue(volume.spec.capacity?.['storage'])
  for (const volume of listers.persistentVolumes.values()) {
    const owner = volume.spec.claimRef
    const isOurs = owner?.name === claim.metadata.name && owner.namespace === claim.metadata.namespace
    if (taken.has(volume) || (owner && !isOurs) || volumeClass(volume) !== claimClass(claim)) continue
    if ((volume.spec.volumeMode ?? 'Filesystem') !== (claim.spec.volumeMode ?? 'Filesystem')) continue
    if (size(volume) < requestedStorage(claim) || volume.metadata.deletionTimestamp) continue
    if (isOurs) return reaches(node, volume) ? volume : undefined
    // A volume becomes Available when the volume controller has seen it; until then the real one leaves it alone.
    if (volume.status?.phase !== 'Available' || !reaches(node, volume)) continue
    if (claim.spec.selector && !selects(claim.spec.selector, volume.metadata.labels)) continue
    if (!(claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode))) continue
    if (!best || size(volume) < size(best)) best = volume
  }
  return best
}

/** Would the class make a volume for this node? Models volumebinding/binder.go checkVolumeProvisions. */
function canProvision(node: NodeInfo, claim: PersistentVolumeClaim, listers: Listers): boolean {
  const storageClass = listers.storageClasses.get(claimClass(claim))
  if (!storageClass?.provisioner || storageClass.provisioner === noProvisioner) return false
  const topologies = storageClass.allowedTopologies ?? []
  return (
    topologies.length === 0 ||
    topologies.some(({ matchLabelExpressions = [] }) =>
      matchLabelExpressions.every(({ key, values }) => values.includes(node.labels[key] ?? ''))
    )
  )
}
