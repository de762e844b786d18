import type { Outbox } from './messages'
import { duration } from './config'
import type { KubeletContext } from './context'

/**
 * Cleaning up: every 2 s after a pod went (HandlePodCleanups), every minute what is dead in the runtime (the container
 * garbage collector), and at each container's end its older records. Ticks with nothing to clean are skipped.
 */
export function armHousekeeping(context: KubeletContext, out: Outbox): void {
  if (context.housekeepingArmed) return
  context.housekeepingArmed = true
  const at = nextTick(context, duration(context.config, 'housekeeping-period-s'))
  out.timer('housekeeping', at - context.now, 'housekeeping-period-s', { type: 'housekeeping' })
}

function nextTick(context: KubeletContext, period: number): number {
  const { startedAt, config } = context
  const first = startedAt + duration(config, 'kubelet-main-loop-latency-ms')
  return first + (Math.floor((context.now - first) / period) + 1) * period
}

/** Arms the collector if something is dead. */
export function armCollector(context: KubeletContext, out: Outbox): void {
  if (context.gcArmed) return
  context.gcArmed = true
  const at = nextTick(context, duration(context.config, 'container-gc-period-s'))
  out.timer('container-gc', at - context.now, 'container-gc-period-s', { type: 'container.gc' })
}
