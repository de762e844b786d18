import type { KubeObject, Pod } from './types'

/** Types of resource.k8s.io/v1, as far as claims are made out. Models k8s.io/api/resource/v1. */
export interface DeviceSelector {
  readonly cel?: { readonly expression: string }
}

export interface ExactRequest {
  readonly deviceClassName: string
  readonly selectors?: readonly DeviceSelector[]
  readonly allocationMode?: 'ExactCount' | 'All'
  readonly count?: number
  readonly adminAccess?: boolean
  readonly tolerations?: unknown
}

export interface DeviceRequest {
  readonly name: string
  readonly exactly?: ExactRequest
  readonly firstAvailable?: readonly (ExactRequest & { readonly name: string })[]
}

export interface DeviceResult {
  readonly request: string
  readonly driver: string
  readonly pool: string
  readonly device: string
  readonly adminAccess?: boolean
}

type NodeSelector = NonNullable<
  NonNullable<NonNullable<Pod['spec']['affinity']>['nodeAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']
>

export interface Allocation {
  readonly devices: { readonly results: readonly DeviceResult[]; readonly config?: readonly unknown[] }
  readonly nodeSelector?: NodeSelector
  readonly allocationTimestamp?: string
}

export interface Consumer {
  readonly resource: string
  readonly name: string
  readonly uid: string
}

export interface ResourceClaim extends KubeObject {
  readonly spec: {
    readonly devices?: {
      readonly requests?: readonly DeviceRequest[]
      readonly constraints?: readonly { readonly requests?: readonly string[]; readonly matchAttribute?: string }[]
      readonly config?: readonly { readonly requests?: readonly string[] }[]
    }
  }
  readonly status?: { readonly allocation?: Allocation; readonly reservedFor?: readonly Consumer[] }
}

export interface ResourceClaimTemplate extends KubeObject {
  readonly spec: {
    readonly metadata?: {
      readonly labels?: Readonly<Record<string, string>>
      readonly annotations?: Readonly<Record<string, string>>
    }
    readonly spec: ResourceClaim['spec']
  }
}

export interface DeviceClass extends KubeObject {
  readonly spec: { readonly selectors?: readonly DeviceSelector[]; readonly config?: readonly unknown[] }
}

export interface Device {
  readonly name: string
  readonly attributes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly capacity?: Readonly<Record<string, { readonly value?: string }>>
}

export interface ResourceSlice extends KubeObject {
  readonly spec: {
    readonly driver: string
    readonly pool: { readonly name: string; readonly generation: number; readonly resourceSliceCount: number }
    readonly nodeName?: string
    readonly nodeSelector?: NodeSelector
    readonly allNodes?: boolean
    readonly devices?: readonly Device[]
  }
}

/** Keeps what is allocated from being deleted. Models resourceapi.Finalizer. */
export const deviceFinalizer = 'resource.kubernetes.io/delete-protection'

/** How many pods may have a claim. Models resourceapi.ResourceClaimReservedForMaxSize. */
export const mostConsumers = 256

/** An entry of a pod's `spec.resourceClaims`. */
export interface PodClaim {
  readonly name: string
  readonly resourceClaimName?: string
  readonly resourceClaimTemplateName?: string
}

export const podClaimsOf = ({ spec }: Pod): readonly PodClaim[] =>
  (spec as { readonly resourceClaims?: readonly PodClaim[] }).resourceClaims ?? []

/** Name of the claim that stands behind an entry. Undefined: none was made yet; null: none is needed. Models resourceclaim.Name. */
export function claimNameOf({ status }: Pod, claim: PodClaim): string | null | undefined {
  if (claim.resourceClaimName !== undefined) return claim.resourceClaimName
  const { resourceClaimStatuses = [] } = status as {
    readonly resourceClaimStatuses?: readonly { readonly name: string; readonly resourceClaimName?: string }[]
  }
  const known = resourceClaimStatuses.find(({ name }) => name === claim.name)
  return known && (known.resourceClaimName ?? null)
}

/** Made for this pod and no other. Models resourceclaim.IsForPod. */
export const isForPod = ({ metadata }: ResourceClaim, pod: Pod): boolean =>
  metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === pod.metadata.uid) ?? false

export const isReservedFor = ({ status }: ResourceClaim, pod: Pod): boolean =>
  status?.reservedFor?.some(({ uid }) => uid === pod.metadata.uid) ?? false

export const canBeReserved = ({ status }: ResourceClaim): boolean => (status?.reservedFor?.length ?? 0) < mostConsumers
