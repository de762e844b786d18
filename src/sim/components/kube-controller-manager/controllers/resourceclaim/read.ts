import { claimNameOf, podClaimsOf, type ResourceClaim, type ResourceClaimTemplate } from '../../../../api/devices'
import type { KubeObject } from '../../../../api/types'
import { informerOf, lookup } from '../../caches'
import type { ControllerManager } from '../../context'
import { entryAnnotation, type ClaimLook, type DeviceLook, type PodLook } from './look'

/** What a sync of a pod or of a claim needs to know. */
export const lookAtDevices = (kcm: ControllerManager, kind: string, key: string): DeviceLook | null =>
  kind === 'pod' ? lookAtPod(kcm, key) : lookAtClaim(kcm, key)

const claimsIn = ({ caches }: ControllerManager) =>
  informerOf(caches, 'resourceclaims').store as ReadonlyMap<string, KubeObject> as ReadonlyMap<string, ResourceClaim>

function lookAtPod(kcm: ControllerManager, key: string): PodLook | null {
  const pod = lookup(kcm.caches, 'pods', key)
  if (!pod || pod.metadata.deletionTimestamp) return null
  const { namespace } = pod.metadata
  const claims = claimsIn(kcm)
  const templates = informerOf(kcm.caches, 'resourceclaimtemplates').store
  const own = [...claims.values()].filter(({ metadata }) =>
    metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === pod.metadata.uid)
  )
  const entries = podClaimsOf(pod).map((entry) => {
    const known = claimNameOf(pod, entry)
    const template = templates.get(`${namespace}/${entry.resourceClaimTemplateName ?? ''}`)
    return {
      entry,
      name: known,
      claim: known ? claims.get(`${namespace}/${known}`) : undefined,
      orphan: own.find(({ metadata }) => metadata.annotations?.[entryAnnotation] === entry.name),
      template: template as ResourceClaimTemplate | undefined
    }
  })
  return { kind: 'pod', pod, entries }
}

function lookAtClaim(kcm: ControllerManager, key: string): ClaimLook | null {
  const claim = claimsIn(kcm).get(key)
  if (!claim) return null
  const { namespace, ownerReferences = [] } = claim.metadata
  const podNamed = (pod: string) => lookup(kcm.caches, 'pods', `${namespace}/${pod}`)
  const owner = ownerReferences.find(
    ({ kind, controller, apiVersion }) => controller && kind === 'Pod' && apiVersion === 'v1'
  )
  const consumers = claim.status?.reservedFor ?? []
  return {
    kind: 'claim',
    claim,
    pods: new Map(
      consumers.flatMap((each) => [podNamed(each.name)].flatMap((pod) => (pod ? [[each.uid, pod] as const] : [])))
    ),
    owner: owner && { uid: owner.uid, pod: podNamed(owner.name) }
  }
}
