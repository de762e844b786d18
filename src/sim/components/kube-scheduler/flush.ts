import type { Micros } from '../../../base/time'
import type { KubeScheduler } from './context'
import type { FlushTimer, Outbox } from './messages'
import { backoffFlushPeriod, flushBackoff, flushUnschedulable, unschedulableFlushPeriod } from './queue'

/**
 * Arms the queue's periodic flushes. The real ones tick all the time from when the scheduler began to lead; here a tick
 * is only set while it has something to look at, at the instant at which the real one would come.
 */
export function armFlushes(scheduler: KubeScheduler, out: Outbox): void {
  if (scheduler.leadingSince === null) return
  const { backoff, unschedulable } = scheduler.queue
  arm(scheduler, 'backoff', backoff.size > 0, backoffFlushPeriod, 'backoff-queue-flush-period', out)
  const setting = 'pod-max-in-unschedulable-pods-duration'
  arm(scheduler, 'unschedulable', unschedulable.size > 0, unschedulableFlushPeriod, setting, out)
}

function arm(
  scheduler: KubeScheduler,
  place: FlushTimer['place'],
  needed: boolean,
  period: Micros,
  setting: string,
  out: Outbox
): void {
  const { armedFlushes, now } = scheduler
  if (!needed || armedFlushes.has(place)) return
  armedFlushes.add(place)
  const sinceTick = (now - scheduler.leadingSince!) % period
  out.timer(`flush/${place}`, period - sinceTick, setting, { type: 'queue.flush', place })
}

export function flush(scheduler: KubeScheduler, { place }: FlushTimer, out: Outbox): void {
  const { queue, now, settings } = scheduler
  scheduler.armedFlushes.delete(place)
  if (place === 'backoff') flushBackoff(queue, now, out.entry, settings)
  else flushUnschedulable(queue, now, out.entry, settings)
  armFlushes(scheduler, out)
}
