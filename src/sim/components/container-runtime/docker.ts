import { seconds } from '../../../base/time'
import { flag, number } from './config'
import { signal } from './calls'
import type { RuntimeContext } from './context'
import type { Outbox } from './messages'

/*
 * What dockerd does that no other runtime does: without `live-restore` its containers end with it, and what it finds running when it
 * starts after a crash it ends too. Models moby's daemon/daemon.go (Shutdown, restore).
 */

/** Whether containers go on when their daemon does not. */
export const livesOn = (context: RuntimeContext): boolean =>
  context.runtime !== 'docker' || flag(context.config, 'docker-live-restore')

/** Tells all that run to end, sandboxes too, which are containers for it. */
export function endAll(context: RuntimeContext, out: Outbox, running: Iterable<string>): void {
  for (const containerId of running) {
    context.ending.add(containerId)
    signal(context, out, containerId, 'TERM')
  }
  if (context.ending.size > 0)
    out.timer('stop-all', seconds(number(context.config, 'docker-stop-timeout')), 'docker-stop-timeout', {
      type: 'cri.stop-over'
    })
}

/** Those that have not ended in time. */
export function killRest(context: RuntimeContext, out: Outbox): void {
  for (const containerId of context.ending) {
    const limit = number(context.config, 'docker-stop-timeout')
    out.log('I', `Container failed to exit within ${limit}s of signal 15 - using the force\tcontainer=${containerId}`)
    signal(context, out, containerId, 'KILL')
  }
}

export function* runningOf({ containers, sandboxes }: RuntimeContext): Generator<string> {
  for (const { id, state } of containers.values()) if (state === 'CONTAINER_RUNNING') yield id
  for (const { id, state } of sandboxes.values()) if (state === 'SANDBOX_READY') yield id
}
