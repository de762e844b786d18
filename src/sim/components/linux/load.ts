import { ms, seconds, type Micros } from '../../../base/time'
import type { LinuxContext } from './context'
import type { Outbox } from './messages'
import { checkMemory } from './oom'
import type { Found } from './servers'

/**
 * How long a server needs for one request more: it waits behind those that came before. `full`: too many wait, and it says so
 * at once (503). A heap that waiting requests have made grow may bring the OOM killer.
 */
export function takeIn(context: LinuxContext, out: Outbox, { server, containerId }: Found): Micros | 'full' {
  const { capacity } = server
  if (!capacity) return ms(server.latencyMs)
  const container = context.containers.change(containerId)!
  const each = seconds(1 / capacity.perSecond)
  const begins = Math.max(context.now, container.busyUntil)
  const waiting = Math.ceil((begins - context.now) / each)
  if (waiting > capacity.backlog) return 'full'
  container.busyUntil = begins + each
  const heap = waiting * capacity.bytesPerRequest
  if (heap > container.heapBytes) {
    container.heapBytes = heap
    checkMemory(context, out, container)
  }
  return Math.max(ms(server.latencyMs), Math.round(container.busyUntil - context.now))
}
