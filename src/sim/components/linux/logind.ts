import { seconds } from '../../../base/time'
import { flag } from './config'
import { signalContainer } from './containers'
import type { LinuxContext } from './context'
import type { InhibitRequest, Outbox } from './messages'

/* An orderly power-off. Models systemd-logind's delay inhibitors (logind-dbus.c) and systemd's shutdown.target. */

const delaySetting = 'InhibitDelayMaxSec'

/** A kubelet takes the lock, and raises what logind waits at most (its drop-in `99-kubelet.conf`). */
export function inhibit(context: LinuxContext, { from, delay }: InhibitRequest): void {
  context.inhibitor = Object.freeze({ by: from, delay: Math.max(delay, flag(context.config, delaySetting)) })
}

/** The machine is to be switched off: `PrepareForShutdown` goes out, and who holds the lock is waited for. */
export function shutDown(context: LinuxContext, out: Outbox): void {
  if (context.shutdown) return
  if (!context.inhibitor) return stopServices(context, out)
  context.shutdown = 'announced'
  const { by, delay } = context.inhibitor
  out.timer('inhibit', seconds(delay), delaySetting, { type: 'linux.inhibit.over' })
  out.send(by, { type: 'linux.prepare-for-shutdown' })
}

/** The lock is given back, or its holder is gone: a file descriptor holds it. */
export function release(context: LinuxContext, out: Outbox, by: string): void {
  if (context.inhibitor?.by !== by) return
  context.inhibitor = null
  if (context.shutdown === 'announced') stopServices(context, out)
}

/** Containers' scopes are stopped with everything else: SIGTERM, and SIGKILL with the end of all patience. */
export function stopServices(context: LinuxContext, out: Outbox): void {
  if (context.shutdown === 'stopping') return
  context.shutdown = 'stopping'
  out.cancel('inhibit')
  for (const containerId of [...context.containers.keys()]) signalContainer(context, out, containerId, 'TERM')
  out.order('stop', context.machine)
}

/** The last process of a container has ended: nothing is left to wait for. */
export function ended({ shutdown, containers }: LinuxContext, out: Outbox): void {
  if (shutdown === 'stopping' && containers.size === 0) out.exit('all that ran has stopped', 0)
}
