import type { Micros } from '../../../base/time'
import type { LinuxContext } from './context'
import type { Outbox } from './messages'

/** The exit status of a process that died by SIGKILL. */
export const killed = 137

/** A process does nothing before it runs, not even die. */
export function wake(
  context: LinuxContext,
  out: Outbox,
  containerId: string,
  delay: Micros,
  more: { status?: number } = {}
): void {
  const unborn = (context.containers.get(containerId)?.startedAt ?? 0) - context.now
  out.timer(`c/${containerId}`, Math.max(delay, unborn + 1), 'process', {
    type: 'linux.wake',
    containerId,
    ...more
  })
}
