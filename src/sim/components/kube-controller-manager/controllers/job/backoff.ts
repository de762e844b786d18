import { seconds, type Micros } from '../../../../../base/time'
import { parseTime } from '../../../../api/timestamp'
import type { Pod } from '../../../../api/types'

/** How often in a row a Job's pods have failed, and when the last one did. Models pkg/controller/job/backoff_utils.go. */
export interface Backoff {
  readonly failures: number
  readonly lastFailure: Micros
}

export const noBackoff: Backoff = Object.freeze({ failures: 0, lastFailure: 0 })

const first = seconds(10)
const longest = seconds(600)

/** When a pod ended: the last of its containers, or its deletion, or its last change of readiness. Models getFinishedTime. */
export function finishedAt(pod: Pod, now: Micros): Micros {
  const ends = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])].flatMap(
    ({ state }) => (state?.terminated?.finishedAt ? [parseTime(state.terminated.finishedAt)] : [])
  )
  if (ends.length > 0) return Math.max(...ends)
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata
  return deletionTimestamp ? parseTime(deletionTimestamp) - seconds(deletionGracePeriodSeconds) : now
}

/** The record after these pods have ended: a success clears it. */
export function after(before: Backoff, succeeded: readonly Pod[], failed: readonly Pod[], now: Micros): Backoff {
  const ends = [
    ...succeeded.map((pod) => ({ at: finishedAt(pod, now), failed: false })),
    ...failed.map((pod) => ({ at: finishedAt(pod, now), failed: true }))
  ].sort((a, b) => a.at - b.at)
  return ends.reduce<Backoff>(
    (record, end) => (end.failed ? { failures: record.failures + 1, lastFailure: end.at } : noBackoff),
    before
  )
}

/** How long the next pod waits still: 10, 20, 40 … 600 s after the last failure. */
export function remaining({ failures, lastFailure }: Backoff, now: Micros): Micros {
  if (failures === 0) return 0
  const wait = Math.min(longest, first * 2 ** Math.min(failures - 1, 10))
  return Math.max(0, lastFailure + wait - now)
}
