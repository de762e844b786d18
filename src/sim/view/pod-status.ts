import type { Pod } from '../api/types'

/** The STATUS column of `kubectl get pods`. Models pkg/printers/internalversion/printers.go printPod. */
export function podStatus(pod: Pod): string {
  const { status, metadata, spec } = pod
  let reason = status.reason || status.phase || 'Unknown'
  const init = status.initContainerStatuses ?? []
  for (let i = 0; i < init.length; i++) {
    const { state, ready, started } = init[i]!
    if (state?.terminated?.exitCode === 0 || (ready && started)) continue
    if (state?.terminated) {
      const { reason: why, signal, exitCode } = state.terminated
      return ended(
        metadata.deletionTimestamp,
        pod,
        `Init:${why || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`)}`
      )
    }
    const waiting = state?.waiting?.reason
    if (waiting && waiting !== 'PodInitializing') return ended(metadata.deletionTimestamp, pod, `Init:${waiting}`)
    return ended(metadata.deletionTimestamp, pod, `Init:${i}/${spec.initContainers?.length ?? init.length}`)
  }
  let hasRunning = false
  for (const { state, ready } of [...(status.containerStatuses ?? [])].reverse()) {
    if (state?.waiting?.reason) reason = state.waiting.reason
    else if (state?.terminated) {
      const { reason: why, signal, exitCode } = state.terminated
      reason = why || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`)
    } else if (ready && state?.running) hasRunning = true
  }
  if (reason === 'Completed' && hasRunning) {
    const ready = status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True')
    reason = ready ? 'Running' : 'NotReady'
  }
  return ended(metadata.deletionTimestamp, pod, reason)
}

const ended = (deletion: string | undefined, pod: Pod, reason: string): string =>
  deletion ? (pod.status.reason === 'NodeLost' ? 'Unknown' : 'Terminating') : reason
