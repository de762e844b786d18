import type { Micros } from '../../../base/time'
import { duration } from './config'
import type { KubeletContext } from './context'

/** What is short on the node, as the eviction manager last saw it. */
export interface Eviction {
  /** When memory or disk was last short; the condition is kept for a while after. */
  memoryAt: Micros
  diskAt: Micros
  /** Pod that was evicted and is not gone yet; empty: none. */
  waiting: string
}

/** Whether the node reports pressure: for five minutes after the threshold was last met. */
export function hasPressure(context: KubeletContext, resource: 'memory' | 'disk'): boolean {
  const { eviction, config } = context
  const at = resource === 'memory' ? eviction.memoryAt : eviction.diskAt
  return context.now - at < duration(config, 'eviction-pressure-transition-period-s')
}
