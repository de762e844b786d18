import { wallClock } from '../../kernel/clock'
import type { LinuxRunning } from '../linux/messages'
import type { Outbox } from './messages'
import { changed, signal } from './calls'
import { versionOf } from './config'
import { sayBy } from './words'
import type { RuntimeContext } from './context'
import { endAll, livesOn, runningOf } from './docker'
import { toContainer, toSandbox } from './lives'

/**
 * Brings the records of a former life and what really runs together. Models containerd's pkg/cri/restart.go: what runs
 * goes on untouched, what ended while the daemon was away gets its shim's exit code, what nobody knows any more
 * (the machine was rebooted) counts as exit code 255, reason Unknown. Each container's and sandbox's chart decides for itself.
 */
export function recover(context: RuntimeContext, out: Outbox, linux: LinuxRunning): void {
  const running = new Set(linux.containerIds)
  const ended = new Map(linux.exited.map((exit) => [exit.containerId, exit]))
  for (const { id } of context.sandboxes.values()) if (!running.delete(id)) out.raise(toSandbox(id, 'sandbox.ended'))
  for (const { id } of context.containers.values()) {
    const exit = ended.get(id)
    const found = exit ? { exitCode: exit.exitCode, oomKilled: exit.oomKilled, at: wallClock(context) } : null
    out.raise(toContainer(id, { type: 'container.found', runs: running.delete(id), exit: found }))
  }
  const found = new Set(linux.containerIds)
  if (!livesOn(context))
    endAll(
      context,
      out,
      [...runningOf(context)].filter((id) => found.has(id))
    )
  for (const { containerId } of linux.exited) out.send(context.linux, { type: 'linux.delete', containerId })
  // Processes without a record: their record was lost in the crash.
  for (const containerId of running) signal(context, out, containerId, 'KILL')
  sayBy(context, out, {
    containerd: 'containerd successfully booted',
    'cri-o': `Starting CRI-O, version: ${versionOf(context)}`,
    docker: 'Loading containers: start.'
  })
  changed(context, out, '')
}
