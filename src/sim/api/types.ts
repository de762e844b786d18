import type * as core from 'kubernetes-types/core/v1'
import type * as apps from 'kubernetes-types/apps/v1'
import type * as discovery from 'kubernetes-types/discovery/v1'
import type * as autoscaling from 'kubernetes-types/autoscaling/v2'
import type * as batch from 'kubernetes-types/batch/v1'
import type * as coordination from 'kubernetes-types/coordination/v1'
import type * as policy from 'kubernetes-types/policy/v1'
import type * as scheduling from 'kubernetes-types/scheduling/v1'
import type * as storage from 'kubernetes-types/storage/v1'
import type * as meta from 'kubernetes-types/meta/v1'
import type * as rbac from 'kubernetes-types/rbac/v1'
import type * as runtime from 'kubernetes-types/node/v1'

/** Fields that are younger than the published types. */
declare module 'kubernetes-types/core/v1' {
  interface PodStatus {
    observedGeneration?: number
  }
  interface PodCondition {
    observedGeneration?: number
  }
}
declare module 'kubernetes-types/apps/v1' {
  interface DeploymentStatus {
    terminatingReplicas?: number
  }
  interface ReplicaSetStatus {
    terminatingReplicas?: number
  }
}

declare module 'kubernetes-types/autoscaling/v2' {
  interface HPAScalingRules {
    tolerance?: string
  }
}

/** Metadata as the store holds it: a name is always there. Timestamps are RFC 3339 texts. */
export type ObjectMeta = meta.ObjectMeta & { name: string }

/**
 * How Go writes a time that is not set: `null`. The published types know times as texts only.
 */
export const noTime = null as unknown as string

/** Any stored object: plain, frozen, in Kubernetes' own shape. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
  readonly spec?: unknown
  readonly status?: unknown
}

/** A published type with what the store guarantees: apiVersion, kind, metadata with a name, and `spec`/`status` present where the kind has them. */
type Stored<T, K extends string> = Omit<T, 'apiVersion' | 'kind' | 'metadata' | 'spec' | 'status'> & {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
} & { [P in Extract<keyof T, K>]-?: NonNullable<T[P]> } & {
  [P in Exclude<Extract<keyof T, 'spec' | 'status'>, K>]?: T[P]
}

export type Pod = Stored<core.Pod, 'spec' | 'status'>
/** The published types end before gate NodeDeclaredFeatures. */
export type Node = Stored<core.Node, 'spec' | 'status'> & { status: { declaredFeatures?: readonly string[] } }
export type Service = Stored<core.Service, 'spec'>
export type Endpoints = Stored<core.Endpoints, never>
export type EndpointSlice = Stored<discovery.EndpointSlice, never>
export type Namespace = Stored<core.Namespace, never>
export type ServiceAccount = Stored<core.ServiceAccount, never>
export type Secret = Stored<core.Secret, never>
export type ConfigMap = Stored<core.ConfigMap, never>
export type CoreEvent = Stored<core.Event, never>
export type Deployment = Stored<apps.Deployment, 'spec' | 'status'>
export type ReplicaSet = Stored<apps.ReplicaSet, 'spec' | 'status'>
export type ReplicationController = Stored<core.ReplicationController, 'spec' | 'status'>
export type StatefulSet = Stored<apps.StatefulSet, 'spec' | 'status'>
export type DaemonSet = Stored<apps.DaemonSet, 'spec' | 'status'>
export type Job = Stored<batch.Job, 'spec' | 'status'>
export type CronJob = Stored<batch.CronJob, 'spec' | 'status'>
export type HorizontalPodAutoscaler = Stored<autoscaling.HorizontalPodAutoscaler, 'spec' | 'status'>
export type Lease = Stored<coordination.Lease, 'spec'>
export type PodDisruptionBudget = Stored<policy.PodDisruptionBudget, 'spec' | 'status'>
export type PriorityClass = Stored<scheduling.PriorityClass, never>
export type StorageClass = Stored<storage.StorageClass, never>
export type PersistentVolume = Stored<core.PersistentVolume, 'spec'>
export type PersistentVolumeClaim = Stored<core.PersistentVolumeClaim, 'spec'>

export type ClusterRole = Stored<rbac.ClusterRole, never>
export type ClusterRoleBinding = Stored<rbac.ClusterRoleBinding, never>
export type RoleBinding = Stored<rbac.RoleBinding, never>
export type PolicyRule = rbac.PolicyRule
export type Subject = rbac.Subject
export type ResourceQuota = Stored<core.ResourceQuota, never>
export type LimitRange = Stored<core.LimitRange, never>
export type LimitRangeItem = core.LimitRangeItem
export type RuntimeClass = Stored<runtime.RuntimeClass, never>

/** Published types of objects by their kind's plural name; objects of other kinds are plain KubeObjects. */
export interface ObjectTypes {
  pods: Pod
  nodes: Node
  leases: Lease
  namespaces: Namespace
  services: Service
  endpoints: Endpoints
  endpointslices: EndpointSlice
  deployments: Deployment
  replicasets: ReplicaSet
  replicationcontrollers: ReplicationController
  statefulsets: StatefulSet
  daemonsets: DaemonSet
  controllerrevisions: KubeObject
  poddisruptionbudgets: PodDisruptionBudget
  serviceaccounts: ServiceAccount
  secrets: Secret
  configmaps: ConfigMap
  persistentvolumes: PersistentVolume
  persistentvolumeclaims: PersistentVolumeClaim
  storageclasses: StorageClass
  jobs: Job
  cronjobs: CronJob
  horizontalpodautoscalers: HorizontalPodAutoscaler
}

export type PodSpec = core.PodSpec
export type PodStatus = core.PodStatus
export type PodCondition = core.PodCondition
export type PodTemplateSpec = core.PodTemplateSpec
export type Container = core.Container
export type EphemeralContainer = core.EphemeralContainer
export type ContainerStatus = core.ContainerStatus
export type ContainerState = core.ContainerState
export type NodeCondition = core.NodeCondition
export type Taint = core.Taint
export type Toleration = core.Toleration
export type Probe = core.Probe
export type LabelSelector = meta.LabelSelector
export type OwnerReference = meta.OwnerReference

/** A Kubernetes error or success body (`kind: Status`). Models apimachinery/pkg/apis/meta/v1/types.go. */
export interface Status {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  readonly metadata: Readonly<Record<string, never>>
  readonly status: 'Success' | 'Failure'
  readonly message?: string
  readonly reason?: string
  readonly details?: {
    readonly name?: string
    readonly group?: string
    readonly kind?: string
    readonly uid?: string
    readonly causes?: readonly { reason?: string; message?: string; field?: string }[]
    readonly retryAfterSeconds?: number
  }
  readonly code: number
}

/** A list body. `metadata.resourceVersion` is the store's revision when it was read. */
export interface KubeList {
  readonly kind: string
  readonly apiVersion: string
  readonly metadata: {
    readonly resourceVersion: string
    readonly continue?: string
    readonly remainingItemCount?: number
  }
  readonly items: readonly KubeObject[]
}
