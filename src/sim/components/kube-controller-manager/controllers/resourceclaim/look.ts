import type { PodClaim, ResourceClaim, ResourceClaimTemplate } from '../../../../api/devices'
import type { Pod } from '../../../../api/types'

/** A pod that asks for devices, with what is there for each entry. */
export interface PodLook {
  readonly kind: 'pod'
  readonly pod: Pod
  readonly entries: readonly {
    readonly entry: PodClaim
    /** Undefined: none was made yet; null: none is needed. */
    readonly name: string | null | undefined
    readonly claim: ResourceClaim | undefined
    /** One that was made for the entry, and is not told of in the pod's status. */
    readonly orphan: ResourceClaim | undefined
    readonly template: ResourceClaimTemplate | undefined
  }[]
}

/** A claim with the pods that have it, as far as they are known here. */
export interface ClaimLook {
  readonly kind: 'claim'
  readonly claim: ResourceClaim
  readonly pods: ReadonlyMap<string, Pod>
  /** The pod that it was made for. */
  readonly owner: { readonly uid: string; readonly pod: Pod | undefined } | undefined
}

export type DeviceLook = PodLook | ClaimLook

/** Tells for which entry of its pod a claim was made. */
export const entryAnnotation = 'resource.kubernetes.io/pod-claim-name'
