import type { Deployment, ReplicaSet } from '../../../api/types'

/** Arithmetic over ReplicaSets. Models pkg/controller/deployment/util/deployment_util.go. */

export const revisionAnnotation = 'deployment.kubernetes.io/revision'
export const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas'
export const maxAnnotation = 'deployment.kubernetes.io/max-replicas'

type ReplicaSets = readonly ReplicaSet[]

export const replicasOf = (object: Deployment | ReplicaSet): number => object.spec.replicas ?? 1
export const specReplicas = (sets: ReplicaSets): number => sets.reduce((sum, set) => sum + replicasOf(set), 0)
export const statusReplicas = (sets: ReplicaSets): number =>
  sets.reduce((sum, set) => sum + (set.status.replicas ?? 0), 0)
export const readyReplicas = (sets: ReplicaSets): number =>
  sets.reduce((sum, set) => sum + (set.status.readyReplicas ?? 0), 0)
/** Models GetTerminatingReplicaCountForReplicaSets: nothing, if no set says it. */
export const terminatingReplicas = (sets: ReplicaSets): number | undefined =>
  sets.reduce<number | undefined>(
    (sum, { status: { terminatingReplicas: own } }) => (own === undefined ? sum : (sum ?? 0) + own),
    undefined
  )
export const availableReplicas = (sets: ReplicaSets): number =>
  sets.reduce((sum, set) => sum + (set.status.availableReplicas ?? 0), 0)

export const active = (sets: ReplicaSets): ReplicaSet[] => sets.filter((set) => replicasOf(set) > 0)

export const isRollingUpdate = (deployment: Deployment): boolean =>
  (deployment.spec.strategy?.type ?? 'RollingUpdate') === 'RollingUpdate'

/** `3` or `25%` of the replicas. */
export function scaled(value: number | string | undefined, total: number, roundUp: boolean): number {
  if (typeof value === 'number') return value
  if (value === undefined) return 0
  const share = (Number.parseInt(value, 10) * total) / 100
  return roundUp ? Math.ceil(share) : Math.floor(share)
}

/** Pods that may exist beyond the wanted ones during a rolling update: rounds up. */
export const maxSurge = (deployment: Deployment): number =>
  isRollingUpdate(deployment)
    ? scaled(deployment.spec.strategy?.rollingUpdate?.maxSurge ?? '25%', replicasOf(deployment), true)
    : 0

/** Wanted pods that may be missing during a rolling update: rounds down, but not both to 0. Models ResolveFenceposts. */
export function maxUnavailable(deployment: Deployment): number {
  const replicas = replicasOf(deployment)
  if (!isRollingUpdate(deployment) || replicas === 0) return 0
  const unavailable = scaled(deployment.spec.strategy?.rollingUpdate?.maxUnavailable ?? '25%', replicas, false)
  // Both rounded to 0 would never move.
  const resolved = unavailable === 0 && maxSurge(deployment) === 0 ? 1 : unavailable
  return Math.min(resolved, replicas)
}

export const byCreation = (a: ReplicaSet, b: ReplicaSet): number =>
  compareText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
  compareText(a.metadata.name, b.metadata.name)

const compareText = (a: unknown, b: unknown): number => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0)

export const revisionOf = (object: Deployment | ReplicaSet): number => {
  const revision = Number.parseInt(object.metadata.annotations?.[revisionAnnotation] ?? '', 10)
  return Number.isNaN(revision) ? 0 : revision
}

/** How many replicas the new ReplicaSet may have now. Models NewRSNewReplicas. */
export function newReplicas(deployment: Deployment, all: ReplicaSets, current: number): number {
  const wanted = replicasOf(deployment)
  if (!isRollingUpdate(deployment)) return wanted
  const limit = wanted + maxSurge(deployment)
  const total = specReplicas(all)
  return total >= limit ? current : current + Math.min(limit - total, wanted - current)
}

/** Annotation as a number, or null if it is missing. */
export function annotated(set: ReplicaSet, annotation: string): number | null {
  const value = Number.parseInt(set.metadata.annotations?.[annotation] ?? '', 10)
  return Number.isNaN(value) ? null : value
}

/** A ReplicaSet's share of `toAdd` replicas, of which `added` are given out. Models GetProportion. */
export function proportion(set: ReplicaSet, deployment: Deployment, toAdd: number, added: number): number {
  if (replicasOf(set) === 0 || toAdd === 0 || toAdd === added) return 0
  const share = fraction(set, deployment)
  return toAdd > 0 ? Math.min(share, toAdd - added) : Math.max(share, toAdd - added)
}

function fraction(set: ReplicaSet, deployment: Deployment): number {
  const size = replicasOf(set)
  if (replicasOf(deployment) === 0) return -size
  const limit = replicasOf(deployment) + maxSurge(deployment)
  const before = annotated(set, maxAnnotation) ?? deployment.status.replicas ?? 0
  return roundHalfAway((size * limit) / before) - size
}

const roundHalfAway = (value: number): number => (value < 0 ? Math.ceil(value - 0.5) : Math.floor(value + 0.5))
