import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/types'
import { annotations, bestMatch, classOf, noProvisioner, requested } from '../../../api/volumes'
import { isClaimNews } from '../framework/cluster-event'
import type { Listers } from '../framework/listers'
import { termSelects } from '../framework/node-affinity'
import type { NodeInfo } from '../framework/node-info'
import type { PodInfo } from '../framework/pod-info'
import { claimName, claimNotFound, claimOf, uses } from '../framework/volumes'
import { unresolvable, type Plugin, type Refusal } from '../framework/types'

interface Claims {
  readonly bound: readonly PersistentVolumeClaim[]
  /** Of a class that waits for the first consumer, smallest first. */
  readonly toBind: readonly PersistentVolumeClaim[]
}

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
  hint: (news, pod) => !isClaimNews(news) || uses(pod, news.claim),
  weight: 1,
  preFilter: (pod, { listers }) => {
    const claims = podClaims(pod, listers)
    if (!Array.isArray(claims)) return { refusal: claims as Refusal }
    const bound: PersistentVolumeClaim[] = []
    const toBind: PersistentVolumeClaim[] = []
    for (const claim of claims as PersistentVolumeClaim[]) {
      if (claim.spec.volumeName && claim.metadata.annotations?.[annotations.bindCompleted] !== undefined)
        bound.push(claim)
      else if (waitsForConsumer(claim, listers) && !claim.spec.volumeName) toBind.push(claim)
      else return { refusal: unresolvable('pod has unbound immediate PersistentVolumeClaims') }
    }
    toBind.sort((a, b) => requested(a) - requested(b))
    return { state: { bound, toBind } }
  },
  filter: (node, _pod, { bound, toBind }, { listers, release }) => {
    const reasons: string[] = []
    const volumes = bound.map((claim) => listers.persistentVolumes.get(claim.spec.volumeName ?? ''))
    if (volumes.includes(undefined))
      reasons.push('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)')
    else if (!volumes.every((volume) => reaches(node, volume!)))
      reasons.push(
        release === '1.25'
          ? 'node(s) had volume node affinity conflict'
          : "node(s) didn't match PersistentVolume's node affinity"
      )
    if (!plansFor(node, toBind, listers)) reasons.push("node(s) didn't find available persistent volumes to bind")
    return reasons.length > 0 ? unresolvable(...reasons) : undefined
  },
  score: () => 0
}

/** The claims of a pod that nobody binds before it has a node. */
export function claimsToBind(pod: PodInfo, listers: Listers): PersistentVolumeClaim[] {
  const claims = podClaims(pod, listers)
  return Array.isArray(claims)
    ? (claims as PersistentVolumeClaim[]).filter((claim) => !claim.spec.volumeName && waitsForConsumer(claim, listers))
    : []
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
    if (volume.ephemeral && !isMadeFor(claim, pod))
      return unresolvable(`PVC ${pod.namespace}/${name} was not created for pod ${pod.key} (pod is not owner)`)
    if (claim.status?.phase === 'Lost')
      return unresolvable(
        `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName ?? ''}"`
      )
    if (claim.metadata.deletionTimestamp) return unresolvable(`persistentvolumeclaim "${name}" is being deleted`)
    claims.push(claim)
  }
  return claims
}

/** Models ephemeral.VolumeIsForPod. */
const isMadeFor = ({ metadata }: PersistentVolumeClaim, pod: PodInfo): boolean =>
  metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === pod.pod.metadata.uid) ?? false

const waitsForConsumer = (claim: PersistentVolumeClaim, listers: Listers): boolean =>
  listers.storageClasses.get(classOf(claim))?.volumeBindingMode === 'WaitForFirstConsumer'

function reaches(node: NodeInfo, { spec }: PersistentVolume): boolean {
  const terms = spec.nodeAffinity?.required?.nodeSelectorTerms
  return !terms || terms.some((term) => termSelects(term, node.name, node.labels))
}

/** What is to happen to a claim on the node that was chosen: a volume is made out to it, or one is to be made there. */
export type ClaimPlan =
  | { readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume }
  | { readonly claim: PersistentVolumeClaim; readonly provision: string }

/** A plan for each claim that waits for its consumer, or null if the node cannot have them. Models binder.go FindPodVolumes. */
export function plansFor(
  node: NodeInfo,
  claims: readonly PersistentVolumeClaim[],
  listers: Listers
): readonly ClaimPlan[] | null {
  const chosen = new Set<PersistentVolume>()
  const plans: ClaimPlan[] = []
  for (const claim of claims) {
    const planned = claim.metadata.annotations?.[annotations.selectedNode]
    const volume = planned === undefined ? smallestMatch(node, claim, chosen, listers) : undefined
    if (volume) {
      chosen.add(volume)
      plans.push({ claim, volume })
    } else if ((planned === undefined || planned === node.name) && canProvision(node, claim, listers))
      plans.push({ claim, provision: node.name })
    else return null
  }
  return plans
}

/** The volume for a claim on a node, besides those that are chosen for the pod's other claims. */
function smallestMatch(
  node: NodeInfo,
  claim: PersistentVolumeClaim,
  taken: ReadonlySet<PersistentVolume>,
  listers: Listers
): PersistentVolume | undefined {
  const free = [...listers.persistentVolumes.values()].filter((volume) => !taken.has(volume))
  return bestMatch(claim, free, (volume) => reaches(node, volume))
}

/** Would the class make a volume for this node? Models volumebinding/binder.go checkVolumeProvisions. */
function canProvision(node: NodeInfo, claim: PersistentVolumeClaim, listers: Listers): boolean {
  const storageClass = listers.storageClasses.get(classOf(claim))
  if (!storageClass?.provisioner || storageClass.provisioner === noProvisioner) return false
  const topologies = storageClass.allowedTopologies ?? []
  return (
    topologies.length === 0 ||
    topologies.some(({ matchLabelExpressions = [] }) =>
      matchLabelExpressions.every(({ key, values }) => values.includes(node.labels[key] ?? ''))
    )
  )
}
