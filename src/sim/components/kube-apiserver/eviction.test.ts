import { expect, it } from 'vitest'
import type { Pod, PodDisruptionBudget } from '../../api/types'
import { isSpare } from './eviction'

const pod = (ready: boolean) =>
  ({ status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] } }) as Pod
const budget = (currentHealthy: number, policy?: string) =>
  ({
    spec: { ...(policy && { unhealthyPodEvictionPolicy: policy }) },
    status: { currentHealthy, desiredHealthy: 2 }
  }) as PodDisruptionBudget

it.each([
  [false, 2, undefined, true],
  [false, 1, undefined, false],
  [false, 1, 'IfHealthyBudget', false],
  [false, 0, 'AlwaysAllow', true],
  [true, 2, 'AlwaysAllow', false]
])(
  'a pod that is ready: %s, under a budget with %i healthy and %s, goes without it: %s',
  (ready, healthy, policy, spare) => {
    expect(isSpare(pod(ready), budget(healthy, policy))).toBe(spare)
  }
)
