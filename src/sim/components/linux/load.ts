import { ms, seconds, toMs, type Micros } from '../../../base/time'
import type { Container } from './containers'
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

/** The period of the scheduler's bandwidth control: the CFS' default, which the kubelet sets (`--cpu-cfs-quota-period`). */
const period = ms(100)

/**
 * A request takes CPU time of its server: how long that lasts. One thread works on it. A container with a limit has a quota in each
 * period: when it is used up the container stands still (throttled), and what comes meanwhile waits. Models the kernel's
 * `Documentation/scheduler/sched-bwc.rst`, with the quota as a rate that a period's worth may run ahead of.
 */
export function workOn(context: LinuxContext, { containerId }: Found): Micros {
  const { requestCpuMs = 1, cpuLimit } = context.containers.get(containerId)!.spec.behaviour
  const { worked, now } = context
  worked.set(containerId, (worked.get(containerId) ?? 0) + requestCpuMs)
  if (cpuLimit === undefined) return ms(requestCpuMs)
  const container = context.containers.change(containerId)!
  container.quotaUntil = Math.max(now, container.quotaUntil) + Math.round(ms(requestCpuMs) / cpuLimit)
  return Math.max(ms(requestCpuMs), container.quotaUntil - now - period)
}

/** CPU time that its requests have taken by now, in milliseconds: what its quota has not sufficed for is still to come. */
export function workDone({ worked, now }: LinuxContext, { spec, quotaUntil }: Container): number {
  const { containerId, behaviour } = spec
  const toCome = toMs(Math.max(0, quotaUntil - now)) * (behaviour.cpuLimit ?? 0)
  return (worked.get(containerId) ?? 0) - toCome
}
