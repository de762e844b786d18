import { describe, expect, it } from 'vitest'
import { hours, minutes, seconds } from '../../../../base/time'
import { formatTime } from '../../../api/timestamp'
import type { Pod } from '../../../api/types'
import { podsToDelete } from './replicaset-ranking'

const now = hours(100)

interface Traits {
  node?: string
  phase?: string
  ready?: boolean
  cost?: number
  readyFor?: number
  age?: number
  restarts?: number
  uid?: string
}

const pod = (
  name: string,
  {
    node = 'n1',
    phase = 'Running',
    ready = true,
    cost,
    readyFor = hours(1),
    age = hours(2),
    restarts = 0,
    uid = name
  }: Traits = {}
): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    uid,
    namespace: 'default',
    creationTimestamp: formatTime(now - age),
    ...(cost !== undefined && { annotations: { 'controller.kubernetes.io/pod-deletion-cost': String(cost) } })
  },
  spec: { containers: [], nodeName: node },
  status: {
    phase,
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: formatTime(now - readyFor) }],
    containerStatuses: [{ name: 'app', restartCount: restarts, image: '', imageID: '', ready }]
  }
})

const order = (...pods: Pod[]) => podsToDelete(pods, pods, pods.length - 1, now).map(({ metadata }) => metadata.name)

describe('which pods go first', () => {
  it('ranks unassigned, pending, unready, cheap, crowded, young, restarted, in this order', () => {
    expect(
      order(
        pod('old', { node: 'n9', readyFor: hours(50), age: hours(60) }),
        pod('crowded-a', { node: 'n2' }),
        pod('crowded-b', { node: 'n2', readyFor: minutes(10) }),
        pod('cheap', { node: 'n3', cost: -5 }),
        pod('unready', { node: 'n4', ready: false }),
        pod('pending', { node: 'n5', phase: 'Pending', ready: false }),
        pod('unassigned', { node: '', phase: 'Pending', ready: false })
      )
    ).toEqual(['unassigned', 'pending', 'unready', 'cheap', 'crowded-b', 'crowded-a'])
  })

  it('prefers the one that restarted more, then the younger', () => {
    expect(order(pod('calm'), pod('restless', { restarts: 3 }))).toEqual(['restless'])
    expect(
      order(pod('older', { ready: false, age: hours(30) }), pod('younger', { ready: false, age: minutes(1) }))
    ).toEqual(['younger'])
  })

  it('takes ages of the same power of two as equal and lets the UID decide', () => {
    const a = pod('a', { readyFor: seconds(1_000), uid: 'zz' })
    const b = pod('b', { readyFor: seconds(990), uid: 'aa' })
    expect(order(a, b)).toEqual(['b'])
    const c = pod('c', { readyFor: seconds(990), uid: 'zz' })
    const d = pod('d', { readyFor: seconds(1_000), uid: 'aa' })
    expect(order(c, d)).toEqual(['d'])
  })
})
