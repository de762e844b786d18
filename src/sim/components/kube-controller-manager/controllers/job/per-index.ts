import type { Micros } from '../../../../../base/time'
import type { Job, Pod } from '../../../../api/types'
import { finishedAt, remaining } from './backoff'
import { verdictOf } from './failure-policy'
import { indexOf, isIndexed, parseIndexes } from './indexes'
import { activeOf, isFailed, isTracked } from './pods'

/** Jobs whose indexes fail by themselves (`backoffLimitPerIndex`). Models pkg/controller/job/job_controller.go and indexed_job_utils.go. */

export const failureCount = 'batch.kubernetes.io/job-index-failure-count'
export const ignoredFailureCount = 'batch.kubernetes.io/job-index-ignored-failure-count'

export const limitPerIndex = ({ spec }: Job): number | undefined => spec.backoffLimitPerIndex

const counted = ({ metadata }: Pod, annotation: string): number => Number(metadata.annotations?.[annotation] ?? 0)
const failures = (pod: Pod): number => counted(pod, failureCount) + counted(pod, ignoredFailureCount)

/** Indexes that are given up: those that were, and those whose pod was the last that was allowed. */
export function failedIndexes(job: Job, pods: readonly Pod[]): Set<number> {
  const { completions = 0 } = job.spec
  const found = parseIndexes(job.status.failedIndexes, completions)
  const limit = limitPerIndex(job)
  if (limit === undefined) return found
  for (const pod of pods) {
    const index = indexOf(pod)
    if (index < 0 || index >= completions || !isFailed(pod, job)) continue
    const { action } = verdictOf(job, pod)
    if (action === 'FailIndex' || (action !== 'Ignore' && counted(pod, failureCount) >= limit)) found.add(index)
  }
  return found
}

/** Failed pods that are kept until the next of their index exists, which continues their count. Models getPodsWithDelayedDeletionPerIndex. */
export function heldBack(
  job: Job,
  pods: readonly Pod[],
  done: ReadonlySet<number>,
  failed: ReadonlySet<number>,
  untracked: readonly string[],
  now: Micros
): ReadonlyMap<number, Pod> {
  const held = new Map<number, Pod>()
  if (limitPerIndex(job) === undefined) return held
  const uncounted = job.status.uncountedTerminatedPods
  const gone = new Set([...untracked, ...(uncounted?.failed ?? []), ...(uncounted?.succeeded ?? [])])
  const busy = new Set(activeOf(pods).map(indexOf))
  for (const pod of pods) {
    const index = indexOf(pod)
    if (index < 0 || !isTracked(pod) || gone.has(pod.metadata.uid!) || !isFailed(pod, job)) continue
    if (done.has(index) || failed.has(index) || busy.has(index)) continue
    const other = held.get(index)
    if (!other || (failures(other) <= failures(pod) && finishedAt(pod, now) >= finishedAt(other, now)))
      held.set(index, pod)
  }
  return held
}

/** What a new pod says of how often its index has failed. */
export function countAnnotations(job: Job, replaced: Pod | undefined): Readonly<Record<string, string>> {
  if (limitPerIndex(job) === undefined || !isIndexed(job)) return {}
  const isIgnored = replaced !== undefined && verdictOf(job, replaced).action === 'Ignore'
  const one = (annotation: string, more: boolean) =>
    (replaced ? counted(replaced, annotation) : 0) + (replaced && more ? 1 : 0)
  const ignored = one(ignoredFailureCount, isIgnored)
  return {
    [failureCount]: String(one(failureCount, !isIgnored)),
    ...(ignored > 0 && { [ignoredFailureCount]: String(ignored) })
  }
}

/** Of the indexes those whose next pod may begin now, else how long the first of them waits still. */
export function due(
  indexes: readonly number[],
  held: ReadonlyMap<number, Pod>,
  now: Micros
): { readonly indexes: readonly number[]; readonly wait: Micros } {
  const waits = indexes.map((index) => {
    const pod = held.get(index)
    return pod ? remaining({ failures: failures(pod) + 1, lastFailure: finishedAt(pod, now) }, now) : 0
  })
  const ready = indexes.filter((_, i) => waits[i] === 0)
  return { indexes: ready, wait: ready.length > 0 || indexes.length === 0 ? 0 : Math.min(...waits) }
}
