import type { Micros } from '../../../../base/time'
import { duration } from '../config'
import type { KubeletContext } from '../context'

/** What can be short on a node: each is one condition of it. */
export type Resource = 'memory' | 'disk' | 'pid'

/** What is short on the node, as the eviction manager last saw it. */
export interface Eviction {
  /** When each was last short; the condition is kept for a while after. */
  shortAt: Readonly<Record<Resource, Micros>>
  /** Since when a soft threshold is met, by its signal. */
  softSince: Readonly<Record<string, Micros>>
  /** Pod that was evicted and is not gone yet, and until when its end is waited for; empty: none. */
  waiting: string
  waitsUntil: Micros
  /** `busy`: dead containers and unused images are being deleted; `done`: that is over, and what is in use is asked anew. */
  reclaim: '' | 'busy' | 'done'
}

/** Whether the node reports pressure: for five minutes after the threshold was last met. */
export function hasPressure(context: KubeletContext, resource: Resource): boolean {
  const { eviction, config } = context
  return context.now - eviction.shortAt[resource] < duration(config, 'eviction-pressure-transition-period-s')
}

/** The conditions that a node has now. */
export const pressures = (context: KubeletContext): readonly string[] =>
  (
    [
      ['memory', 'MemoryPressure'],
      ['disk', 'DiskPressure'],
      ['pid', 'PIDPressure']
    ] as const
  )
    .filter(([resource]) => hasPressure(context, resource))
    .map(([, condition]) => condition)
