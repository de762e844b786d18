import type { KubeObject } from '../types'
import type { KindCode } from './kind'
import { number, part } from './parts'
import type { Problems } from './problems'

interface Counts {
  /** None of them is negative. */
  readonly counts: readonly string[]
  /** None of some is more than another: which, than which, and how the text calls it. */
  readonly atMost?: readonly (readonly [names: readonly string[], most: string, called: string])[]
}

/** What is wrong with the counts of a workload's status. Models the Validate…StatusUpdate of pkg/apis/{apps,batch,core}/validation. */
export const statusOf =
  ({ counts, atMost = [] }: Counts): NonNullable<KindCode['validateStatus']> =>
  (object: KubeObject, old: KubeObject, problems: Problems): void => {
    const [status, before] = [part(object.status) ?? {}, part(old.status) ?? {}]
    for (const name of counts) problems.nonNegative(`status.${name}`, number(status[name]))
    for (const [names, most, called] of atMost)
      for (const name of names)
        if (number(status[name]) > number(status[most]))
          problems.invalid(`status.${name}`, number(status[name]), `cannot be greater than ${called}`)
    if (before.collisionCount !== undefined && number(status.collisionCount) < number(before.collisionCount))
      problems.invalid('status.collisionCount', status.collisionCount ?? null, 'cannot be decremented')
  }

const ofReplicas = 'status.replicas'

export const deploymentStatus = statusOf({
  counts: [
    'observedGeneration',
    'replicas',
    'updatedReplicas',
    'readyReplicas',
    'availableReplicas',
    'unavailableReplicas',
    'collisionCount'
  ],
  atMost: [
    [['updatedReplicas', 'readyReplicas', 'availableReplicas'], 'replicas', ofReplicas],
    [['availableReplicas'], 'readyReplicas', 'readyReplicas']
  ]
})

/** Of ReplicaSets and ReplicationControllers. */
export const replicaSetStatus = statusOf({
  counts: ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'],
  atMost: [
    [['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'], 'replicas', ofReplicas],
    [['availableReplicas'], 'readyReplicas', 'readyReplicas']
  ]
})

export const statefulSetStatus = statusOf({
  counts: [
    'replicas',
    'readyReplicas',
    'currentReplicas',
    'updatedReplicas',
    'availableReplicas',
    'observedGeneration',
    'collisionCount'
  ],
  atMost: [
    [['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'], 'replicas', ofReplicas],
    [['availableReplicas'], 'readyReplicas', 'status.readyReplicas']
  ]
})

export const daemonSetStatus = statusOf({
  counts: [
    'currentNumberScheduled',
    'numberMisscheduled',
    'desiredNumberScheduled',
    'numberReady',
    'observedGeneration',
    'updatedNumberScheduled',
    'numberAvailable',
    'numberUnavailable'
  ]
})

export const jobStatus = statusOf({ counts: ['active', 'succeeded', 'failed', 'ready', 'terminating'] })
