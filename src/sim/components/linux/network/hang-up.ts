import type { LinuxContext } from '../context'
import type { Outbox } from '../messages'

/** The timer of what a program asks. */
export const timerOf = (id: number): string => `d/${id}`

/** Those who asked are gone: a container, or a process in it. */
export function hangUp(context: LinuxContext, out: Outbox, containerId: string, exec?: number): void {
  for (const [id, { of }] of context.dials) {
    if (of.containerId !== containerId || (exec !== undefined && of.exec !== exec)) continue
    context.dials.delete(id)
    out.cancel(timerOf(id))
  }
}
