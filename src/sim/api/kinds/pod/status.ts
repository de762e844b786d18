import { parseTime } from '../../timestamp'
import type { ContainerStatus, Pod } from '../../types'
import { isPodReady, podCondition } from './conditions'

interface PodSummary {
  readonly ready: string
  readonly status: string
  readonly restarts: number
  /** End of the last container that was restarted, or 0. */
  readonly lastRestart: number
}

/**
 * READY, STATUS and RESTARTS of a pod. Models printers.go printPod: what the first unfinished init container does, else
 * what containers do, from the last to the first.
 */
export function summarize({ spec, status, metadata }: Pod): PodSummary {
  const sidecars = new Set(
    (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name)
  )
  let reason = status.reason || status.phase || ''
  const all = new Restarts()
  const long = new Restarts()
  let ready = 0
  let initializing = false
  const isOver = status.phase === 'Succeeded' || status.phase === 'Failed'
  if (podCondition(status, 'PodScheduled')?.reason === 'SchedulingGated') reason = 'SchedulingGated'
  for (const [i, container] of (status.initContainerStatuses ?? []).entries()) {
    all.count(container)
    const isSidecar = sidecars.has(container.name)
    if (isSidecar) long.count(container)
    const { terminated, waiting } = container.state ?? {}
    if (terminated && terminated.exitCode === 0) continue
    if (isSidecar && container.started) {
      if (container.ready) ready++
      continue
    }
    initializing = true
    if (terminated) reason = `Init:${terminated.reason || exitText(terminated)}`
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') reason = `Init:${waiting.reason}`
    else reason = `Init:${i}/${spec.initContainers?.length ?? 0}`
    break
  }
  const counted = initializing && podCondition(status, 'Initialized')?.status !== 'True' ? all : long
  if (counted === long) {
    let running = false
    let failed = false
    for (const container of [...(status.containerStatuses ?? [])].reverse()) {
      long.count(container)
      const { waiting, terminated, running: since } = container.state ?? {}
      if (waiting?.reason) reason = waiting.reason
      else if (terminated) {
        // What made a pod fail is told rather than that another container was done.
        if (!failed || terminated.exitCode !== 0) reason = terminated.reason || exitText(terminated)
        failed ||= status.phase === 'Failed' && terminated.exitCode !== 0
      } else if (container.ready && since) {
        running = true
        ready++
      }
    }
    if (reason === 'Completed' && running) reason = isPodReady(status) ? 'Running' : 'NotReady'
  }
  // A pod that has ended is not said to be ending, whatever holds it.
  if (metadata.deletionTimestamp && !isOver) reason = status.reason === 'NodeLost' ? 'Unknown' : 'Terminating'
  return {
    ready: `${ready}/${spec.containers.length + sidecars.size}`,
    status: reason,
    restarts: counted.restarts,
    lastRestart: counted.last
  }
}

/** Sums restarts, and remembers when the last restarted container had ended. */
class Restarts {
  restarts = 0
  last = 0

  count({ restartCount, lastState }: ContainerStatus): void {
    const finished = lastState?.terminated?.finishedAt
    this.restarts += restartCount ?? 0
    this.last = Math.max(this.last, finished ? parseTime(finished) : 0)
  }
}

const exitText = ({ signal, exitCode }: { signal?: number; exitCode: number }): string =>
  signal ? `Signal:${signal}` : `ExitCode:${exitCode}`
