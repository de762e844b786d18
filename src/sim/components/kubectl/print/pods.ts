import { parseTime } from '../../../api/timestamp'
import type { Pod } from '../../../api/types'
import { humanDuration, since } from '../duration'
import { as, none, type Columns } from './table'

interface PodSummary {
  readonly ready: string
  readonly status: string
  readonly restarts: number
  /** End of the last container that was restarted, or 0. */
  readonly lastRestart: number
}

/** READY, STATUS and RESTARTS of a pod. Models printers.go printPod. */
export function summarize({ spec, status, metadata }: Pod): PodSummary {
  let reason = status.reason || status.phase || ''
  let restarts = 0
  let lastRestart = 0
  let ready = 0
  let initializing = false
  const scheduled = status.conditions?.find(({ type }) => type === 'PodScheduled')
  if (scheduled?.reason === 'SchedulingGated') reason = 'SchedulingGated'
  const count = (restartCount: number, finishedAt: string | undefined) => {
    restarts += restartCount
    lastRestart = Math.max(lastRestart, finishedAt ? parseTime(finishedAt) : 0)
  }
  for (const [i, { state = {}, restartCount, lastState }] of (status.initContainerStatuses ?? []).entries()) {
    count(restartCount, lastState?.terminated?.finishedAt)
    const { terminated, waiting } = state
    if (terminated && terminated.exitCode === 0) continue
    initializing = true
    if (terminated) reason = `Init:${terminated.reason || exitText(terminated)}`
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') reason = `Init:${waiting.reason}`
    else reason = `Init:${i}/${spec.initContainers?.length ?? 0}`
    break
  }
  if (!initializing) {
    restarts = 0
    let running = false
    for (const { state = {}, restartCount, lastState, ready: isReady } of [
      ...(status.containerStatuses ?? [])
    ].reverse()) {
      count(restartCount, lastState?.terminated?.finishedAt)
      const { waiting, terminated } = state
      if (waiting?.reason) reason = waiting.reason
      else if (terminated) reason = terminated.reason || exitText(terminated)
      else if (isReady && state.running) {
        running = true
        ready++
      }
    }
    if (reason === 'Completed' && running) {
      const isReady = status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True')
      reason = isReady ? 'Running' : 'NotReady'
    }
  }
  if (metadata.deletionTimestamp) reason = status.reason === 'NodeLost' ? 'Unknown' : 'Terminating'
  return { ready: `${ready}/${spec.containers.length}`, status: reason, restarts, lastRestart }
}

const exitText = ({ signal, exitCode }: { signal?: number; exitCode: number }): string =>
  signal ? `Signal:${signal}` : `ExitCode:${exitCode}`

export const pods: Columns = {
  headers: ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'],
  wide: ['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'],
  row: (object, now) => {
    const pod = as<Pod>(object)
    const { ready, status, restarts, lastRestart } = summarize(pod)
    const gates = pod.spec.readinessGates ?? []
    const passed = gates.filter(({ conditionType }) =>
      pod.status.conditions?.some((found) => found.type === conditionType && found.status === 'True')
    )
    return [
      pod.metadata.name,
      ready,
      status,
      restarts > 0 && lastRestart !== 0 ? `${restarts} (${humanDuration(now - lastRestart)} ago)` : String(restarts),
      since(pod.metadata.creationTimestamp, now),
      pod.status.podIP || none,
      pod.spec.nodeName || none,
      pod.status.nominatedNodeName || none,
      gates.length > 0 ? `${passed.length}/${gates.length}` : none
    ]
  }
}
