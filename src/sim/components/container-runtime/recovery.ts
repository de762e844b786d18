import { wallClock } from '../../kernel/clock'
import type { LinuxRunning } from '../linux/messages'
import type { Outbox } from './messages'
import { changed, save, signal } from './calls'
import type { RuntimeContext } from './context'
import { exited } from './containers'
import { sandboxExited } from './sandboxes'

/**
 * Brings the records of a former life and what really runs together. Models containerd's pkg/cri/restart.go: what runs
 * goes on untouched, what ended while the daemon was away gets its shim's exit code, what nobody knows any more
 * (the machine was rebooted) counts as exit code 255, reason Unknown.
 */
export function recover(context: RuntimeContext, out: Outbox, linux: LinuxRunning): void {
  const running = new Set(linux.containerIds)
  const ended = new Map(linux.exited.map((exit) => [exit.containerId, exit]))
  for (const sandbox of [...context.sandboxes.values()]) {
    if (!running.delete(sandbox.id)) sandboxExited(context, out, sandbox)
  }
  for (const container of [...context.containers.values()]) {
    const runs = running.delete(container.id)
    if (runs && container.state === 'CONTAINER_CREATED') {
      const status = Object.freeze({ ...container, state: 'CONTAINER_RUNNING' as const, startedAt: wallClock(context) })
      context.containers.set(container.id, status)
      save(context, out, `containers/${container.id}`, status)
    }
    if (runs || container.state !== 'CONTAINER_RUNNING') continue
    const exit = ended.get(container.id)
    if (exit) exited(context, out, container, exit.exitCode, exit.oomKilled)
    else {
      const status = Object.freeze({
        ...container,
        state: 'CONTAINER_EXITED' as const,
        finishedAt: wallClock(context),
        exitCode: 255,
        reason: 'Unknown'
      })
      context.containers.set(container.id, status)
      save(context, out, `containers/${container.id}`, status)
    }
  }
  for (const { containerId } of linux.exited) out.send(context.linux, { type: 'linux.delete', containerId })
  // Processes without a record: their record was lost in the crash.
  for (const containerId of running) signal(context, out, containerId, 'KILL')
  out.log('I', 'containerd successfully booted')
  changed(context, out, '')
}
