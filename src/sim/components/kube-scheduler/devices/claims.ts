import { claimNameOf, isForPod, podClaimsOf, type ResourceClaim } from '../../../api/devices'
import type { PodInfo } from '../framework/pod-info'

type Claims = ReadonlyMap<string, ResourceClaim>

export const asksForDevices = ({ pod }: PodInfo): boolean => podClaimsOf(pod).length > 0

/** The claims of a pod, or why it must wait for them. Models foreachPodResourceClaim. */
export function claimsOf({ pod, namespace }: PodInfo, claims: Claims): readonly ResourceClaim[] | string {
  const found: ResourceClaim[] = []
  for (const entry of podClaimsOf(pod)) {
    const name = claimNameOf(pod, entry)
    if (name === null) continue
    if (name === undefined) return `pod "${pod.metadata.namespace}/${pod.metadata.name}": ResourceClaim not created yet`
    const claim = claims.get(`${namespace}/${name}`)
    if (!claim) return `resourceclaim.resource.k8s.io "${name}" not found`
    if (claim.metadata.deletionTimestamp) return `resourceclaim "${name}" is being deleted`
    if (entry.resourceClaimTemplateName !== undefined && !isForPod(claim, pod))
      return `ResourceClaim ${namespace}/${name} was not created for pod ${namespace}/${pod.metadata.name} (pod is not owner)`
    found.push(claim)
  }
  return found
}
