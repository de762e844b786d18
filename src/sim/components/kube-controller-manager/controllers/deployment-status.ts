import { seconds, type Micros } from '../../../../base/time'
import { parseTime } from '../../../api/timestamp'
import type { Deployment, ReplicaSet } from '../../../api/types'
import { equal } from '../../../api/equality'
import {
  availableReplicas,
  maxUnavailable,
  readyReplicas,
  replicasOf,
  specReplicas,
  statusReplicas,
  terminatingReplicas
} from './deployment-counts'

/** A deployment's status from its ReplicaSets. Models pkg/controller/deployment/sync.go calculateStatus and progress.go. */

export type DeploymentStatus = Deployment['status']
export type DeploymentCondition = NonNullable<DeploymentStatus['conditions']>[number]

const noDeadline = 2_147_483_647

export const hasProgressDeadline = ({ spec }: Deployment): boolean =>
  spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== noDeadline

export const newCondition = (
  type: string,
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
  now: string
): DeploymentCondition => ({ type, status, lastUpdateTime: now, lastTransitionTime: now, reason, message })

export const conditionOf = (status: DeploymentStatus, type: string): DeploymentCondition | undefined =>
  status.conditions?.find((condition) => condition.type === type)

/** Sets a condition unless status and reason are the same already. Models SetDeploymentCondition. */
export function withCondition(status: DeploymentStatus, condition: DeploymentCondition): DeploymentStatus {
  const current = conditionOf(status, condition.type)
  if (current && current.status === condition.status && current.reason === condition.reason) return status
  const set = current && current.status === condition.status ? since(condition, current) : condition
  return { ...status, conditions: [...withoutCondition(status, condition.type).conditions!, set] }
}

/** The condition, true since another was. */
const since = (condition: DeploymentCondition, { lastTransitionTime }: DeploymentCondition): DeploymentCondition =>
  lastTransitionTime === undefined ? condition : { ...condition, lastTransitionTime }

export const withoutCondition = (status: DeploymentStatus, type: string): DeploymentStatus => ({
  ...status,
  conditions: (status.conditions ?? []).filter((condition) => condition.type !== type)
})

export function calculateStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newSet: ReplicaSet | null,
  now: string
): DeploymentStatus {
  const available = availableReplicas(all)
  const terminating = terminatingReplicas(all)
  const status: DeploymentStatus = {
    ...(deployment.metadata.generation !== undefined && { observedGeneration: deployment.metadata.generation }),
    replicas: statusReplicas(all),
    updatedReplicas: newSet ? statusReplicas([newSet]) : 0,
    readyReplicas: readyReplicas(all),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, specReplicas(all) - available),
    ...(terminating !== undefined && { terminatingReplicas: terminating }),
    ...(deployment.status.collisionCount !== undefined && { collisionCount: deployment.status.collisionCount }),
    conditions: deployment.status.conditions ?? []
  }
  const isAvailable = available >= replicasOf(deployment) - maxUnavailable(deployment)
  return withCondition(
    status,
    isAvailable
      ? newCondition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', now)
      : newCondition(
          'Available',
          'False',
          'MinimumReplicasUnavailable',
          'Deployment does not have minimum availability.',
          now
        )
  )
}

/** All wanted pods are new and available, and no old one is left. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const wanted = replicasOf(deployment)
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  )
}

function isProgressing({ status: before }: Deployment, after: DeploymentStatus): boolean {
  const oldReplicas = (status: DeploymentStatus) => (status.replicas ?? 0) - (status.updatedReplicas ?? 0)
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    oldReplicas(after) < oldReplicas(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  )
}

function isTimedOut(deployment: Deployment, status: DeploymentStatus, now: Micros): boolean {
  const condition = conditionOf(status, 'Progressing')
  if (!condition || condition.reason === 'NewReplicaSetAvailable') return false
  if (condition.reason === 'ProgressDeadlineExceeded') return true
  return parseTime(condition.lastUpdateTime) + seconds(deployment.spec.progressDeadlineSeconds!) < now
}

/** The status with its Progressing and ReplicaFailure conditions. Models syncRolloutStatus. */
export function rolloutStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newSet: ReplicaSet | null,
  now: string
): DeploymentStatus {
  let status = calculateStatus(deployment, all, newSet, now)
  const who = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`
  const current = conditionOf(deployment.status, 'Progressing')
  if (!hasProgressDeadline(deployment)) status = withoutCondition(status, 'Progressing')
  else if (!(status.replicas === status.updatedReplicas && current?.reason === 'NewReplicaSetAvailable')) {
    if (isComplete(deployment, status)) {
      const text = `${who} has successfully progressed.`
      status = withCondition(status, newCondition('Progressing', 'True', 'NewReplicaSetAvailable', text, now))
    } else if (isProgressing(deployment, status)) {
      const condition = newCondition('Progressing', 'True', 'ReplicaSetUpdated', `${who} is progressing.`, now)
      // Progress with the same reason still moves lastUpdateTime.
      const kept = current?.status === 'True' ? since(condition, current) : condition
      status = withCondition(current ? withoutCondition(status, 'Progressing') : status, kept)
    } else if (isTimedOut(deployment, status, parseTime(now))) {
      const text = `${who} has timed out progressing.`
      status = withCondition(status, newCondition('Progressing', 'False', 'ProgressDeadlineExceeded', text, now))
    }
  }
  const failure = replicaFailure(all, newSet)
  return failure ? withCondition(status, failure) : withoutCondition(status, 'ReplicaFailure')
}

function replicaFailure(all: readonly ReplicaSet[], newSet: ReplicaSet | null): DeploymentCondition | undefined {
  const sets = newSet ? [newSet, ...all] : all
  for (const set of sets) {
    const found = set.status.conditions?.find((condition) => condition.type === 'ReplicaFailure')
    const { lastTransitionTime } = found ?? {}
    if (found) return { ...found, ...(lastTransitionTime !== undefined && { lastUpdateTime: lastTransitionTime }) }
  }
  return undefined
}

/** When a rollout without progress must be looked at again, from now; null: never, 0: as soon as the queue's rate limit allows. Models requeueStuckDeployment. */
export function stuckAfter(deployment: Deployment, status: DeploymentStatus, now: Micros): Micros | null {
  const current = conditionOf(deployment.status, 'Progressing')
  if (!hasProgressDeadline(deployment) || !current) return null
  if (isComplete(deployment, status) || current.reason === 'ProgressDeadlineExceeded') return null
  const after = parseTime(current.lastUpdateTime) + seconds(deployment.spec.progressDeadlineSeconds!) - now
  return after < seconds(1) ? 0 : after + seconds(1)
}

export const sameStatus = (a: DeploymentStatus, b: DeploymentStatus): boolean => equal(withZeros(a), withZeros(b))

/** A count that the API left out is 0. */
const withZeros = (status: DeploymentStatus): unknown => ({
  ...status,
  replicas: status.replicas ?? 0,
  updatedReplicas: status.updatedReplicas ?? 0,
  readyReplicas: status.readyReplicas ?? 0,
  availableReplicas: status.availableReplicas ?? 0,
  unavailableReplicas: status.unavailableReplicas ?? 0,
  observedGeneration: status.observedGeneration ?? 0
})
