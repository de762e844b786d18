import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../../../api/types'
import { rolloutStatus } from './status-text'

const object = (kind: string, spec: object, status: object): KubeObject =>
  ({ apiVersion: 'apps/v1', kind, metadata: { name: 'it', generation: 2 }, spec, status }) as KubeObject
const rolling = (more: object = {}) => ({ updateStrategy: { type: 'RollingUpdate', ...more } })

describe('rollout status', () => {
  it.each([
    [{ observedGeneration: 1 }, 'Waiting for statefulset spec update to be observed...\n'],
    [{ observedGeneration: 2, readyReplicas: 1 }, 'Waiting for 2 pods to be ready...\n'],
    [
      { observedGeneration: 2, readyReplicas: 3, updatedReplicas: 1, updateRevision: 'b', currentRevision: 'a' },
      'waiting for statefulset rolling update to complete 1 pods at revision b...\n'
    ],
    [
      { observedGeneration: 2, readyReplicas: 3, currentReplicas: 3, updateRevision: 'b', currentRevision: 'b' },
      'statefulset rolling update complete 3 pods at revision b...\n'
    ]
  ])('of a StatefulSet in %j', (status, message) => {
    expect(rolloutStatus(object('StatefulSet', { replicas: 3, ...rolling() }, status)).message).toBe(message)
  })

  it.each([
    [1, false, 'Waiting for partitioned roll out to finish: 1 out of 2 new pods have been updated...\n'],
    [2, true, 'partitioned roll out complete: 2 new pods have been updated...\n']
  ])('of a partitioned StatefulSet with %i updated', (updatedReplicas, done, message) => {
    const spec = { replicas: 3, ...rolling({ rollingUpdate: { partition: 1 } }) }
    const status = { observedGeneration: 2, readyReplicas: 3, updatedReplicas }
    expect(rolloutStatus(object('StatefulSet', spec, status))).toEqual({ done, message })
  })

  it.each([
    [1, 0, false, 'Waiting for daemon set "it" rollout to finish: 1 out of 3 new pods have been updated...\n'],
    [3, 2, false, 'Waiting for daemon set "it" rollout to finish: 2 of 3 updated pods are available...\n'],
    [3, 3, true, 'daemon set "it" successfully rolled out\n']
  ])('of a DaemonSet with %i updated and %i available', (updatedNumberScheduled, numberAvailable, done, message) => {
    const status = { observedGeneration: 2, desiredNumberScheduled: 3, updatedNumberScheduled, numberAvailable }
    expect(rolloutStatus(object('DaemonSet', rolling(), status))).toEqual({ done, message })
  })

  it('is refused where there is none', () => {
    const text = 'rollout status is only available for RollingUpdate strategy type'
    for (const kind of ['StatefulSet', 'DaemonSet'])
      expect(rolloutStatus(object(kind, { updateStrategy: { type: 'OnDelete' } }, {}))).toMatchObject({ message: text })
    expect(rolloutStatus(object('Pod', {}, {})).message).toBe('no status viewer has been implemented for Pod')
  })
})
