import { canBeReserved, isReservedFor, type Allocation, type ResourceClaim } from '../../../api/devices'
import type { Listers } from '../framework/listers'
import { termSelects } from '../framework/node-affinity'
import type { NodeInfo } from '../framework/node-info'
import type { PodInfo } from '../framework/pod-info'
import { unresolvable, type Refusal } from '../framework/types'
import { allocate, DeviceError } from './allocate'
import { claimsOf } from './claims'

/** What PreFilter found out about a pod's claims. */
export interface DeviceState {
  readonly allocated: readonly ResourceClaim[]
  readonly open: readonly ResourceClaim[]
}

/** Models DynamicResources.PreFilter. */
export function lookAtClaims(pod: PodInfo, listers: Listers): DeviceState | Refusal {
  const claims = claimsOf(pod, listers.resourceClaims)
  if (typeof claims === 'string') return unresolvable(claims)
  for (const claim of claims) {
    if (claim.status?.allocation) {
      if (!canBeReserved(claim) && !isReservedFor(claim, pod.pod)) return unresolvable('resourceclaim in use')
      continue
    }
    for (const { name, exactly, firstAvailable = [] } of claim.spec.devices?.requests ?? []) {
      const wanted = exactly
        ? [[name, exactly.deviceClassName] as const]
        : firstAvailable.map((one) => [`${name}/${one.name}`, one.deviceClassName] as const)
      const missing = wanted.find(([, deviceClass]) => !listers.deviceClasses.has(deviceClass))
      if (missing) return unresolvable(`request ${missing[0]}: device class ${missing[1]} does not exist`)
    }
  }
  return {
    allocated: claims.filter(({ status }) => status?.allocation),
    open: claims.filter(({ status }) => !status?.allocation)
  }
}

/** Models DynamicResources.Filter. */
export function filterDevices(node: NodeInfo, { allocated, open }: DeviceState, listers: Listers): Refusal | undefined {
  if (!allocated.every(({ status }) => isReachable(node, status!.allocation!)))
    return unresolvable('resourceclaim not available on the node')
  if (open.length === 0) return undefined
  try {
    return allocate(node, open, listers) ? undefined : unresolvable('cannot allocate all claims')
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error
    return { code: 'Error', reasons: [error.message] }
  }
}

const isReachable = ({ name, labels }: NodeInfo, { nodeSelector }: Allocation): boolean =>
  !nodeSelector || nodeSelector.nodeSelectorTerms.some((term) => termSelects(term, name, labels))

/** The pod's claims as they will be on its node, in its order. Models DynamicResources.Reserve. */
export function reserveDevices(pod: PodInfo, node: NodeInfo, listers: Listers): readonly ResourceClaim[] {
  const claims = claimsOf(pod, listers.resourceClaims)
  if (typeof claims === 'string') return []
  const open = claims.filter(({ status }) => !status?.allocation)
  const allocations = open.length > 0 ? allocate(node, open, listers) : []
  return claims.flatMap((claim) => {
    if (isReservedFor(claim, pod.pod)) return []
    const allocation = claim.status?.allocation ?? allocations?.[open.indexOf(claim)]
    if (!allocation) return []
    const consumer = { resource: 'pods', name: pod.pod.metadata.name, uid: pod.pod.metadata.uid! }
    const reservedFor = [...(claim.status?.reservedFor ?? []), consumer]
    return [Object.freeze({ ...claim, status: { ...claim.status, allocation, reservedFor } })]
  })
}
