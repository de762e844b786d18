import type { Micros } from '../../../../../base/time'
import type { Job, Pod } from '../../../../api/types'
import { deletePodCall, podCreated, podDeleted, podKey } from '../../pods'
import { conclude, errorOf, isNotFound, isOk, later, note, requests, type Sync } from '../../sync'
import { remaining, type Backoff } from './backoff'
import { indexOf, isIndexed, pendingIndexes } from './indexes'
import { countAnnotations, due, limitPerIndex } from './per-index'
import { createCall, isTracked, replacesOnlyFailed, surplus, untrackCall } from './pods'
import type { Count, Learnt } from './look'

/** Pods created or deleted in one sync at most. */
const most = 500

/** Creates what is missing, deletes what is too much. Models manageJob. */
export function* managePods(
  job: Job,
  pods: readonly Pod[],
  count: Count,
  backoff: Backoff,
  now: Micros
): Sync<string | undefined> {
  const key = podKey(job)
  const { parallelism = 1, completions, suspend } = job.spec
  const { active, succeeded } = count
  if (suspend) {
    const { gone, error } = yield* deletePods(job, active, true)
    count.active = active.filter((pod) => !gone.includes(pod))
    count.terminating += gone.length
    count.ready = 0
    return error
  }
  const wanted =
    completions === undefined
      ? succeeded > 0
        ? active.length
        : parallelism
      : Math.min(parallelism, Math.max(0, completions - succeeded))
  const doomed = surplus(job, active, active.length - wanted)
  if (doomed.length > 0) {
    yield* note(`analyses ${key}: ${active.length} pods are active, ${wanted} are wanted; deletes ${doomed.length}`)
    const { gone, error } = yield* deletePods(job, doomed.slice(0, most), true)
    count.active = active.filter((pod) => !gone.includes(pod))
    count.terminating += gone.length
    return error
  }
  const holding = replacesOnlyFailed(job) ? count.terminating : 0
  const missing = Math.min(most, wanted - active.length - holding)
  if (missing <= 0) return undefined
  const wait = limitPerIndex(job) === undefined ? remaining(backoff, now) : 0
  if (wait > 0) {
    yield* later(key, wait, 'job-backoff')
    return undefined
  }
  yield* note(`analyses ${key}: ${succeeded} pods succeeded, ${active.length} are active; creates ${missing}`)
  return yield* createPods(job, pods, count, missing, now)
}

/** Batches of 1, 2, 4 …, as for ReplicaSets. */
function* createPods(
  job: Job,
  pods: readonly Pod[],
  count: Count,
  missing: number,
  now: Micros
): Sync<string | undefined> {
  const key = podKey(job)
  const busy = replacesOnlyFailed(job) ? pods.filter(({ status }) => status.phase !== 'Failed') : count.active
  const taken = new Set([...count.done, ...count.givenUp, ...busy.map(indexOf)])
  const pending = isIndexed(job)
    ? pendingIndexes(missing, job.spec.completions ?? 0, taken)
    : Array.from({ length: missing }, () => -1)
  const { indexes, wait } = due(pending, count.held, now)
  if (wait > 0) yield* later(key, wait, 'job-backoff')
  if (indexes.length === 0) return undefined
  yield* conclude<Learnt>({ kind: 'creations', key, count: indexes.length })
  let made = 0
  for (let at = 0, batch = 1; at < indexes.length; at += batch, batch *= 2) {
    const answers = yield* requests(
      indexes.slice(at, at + batch).map((index) => createCall(job, index, countAnnotations(job, count.held.get(index))))
    )
    let error: string | undefined
    let failures = 0
    for (const answer of answers) {
      const failed = yield* podCreated(job, answer)
      if (failed !== undefined) failures++
      error ??= failed
    }
    made += answers.length - failures
    if (error === undefined) continue
    yield* conclude<Learnt>({ kind: 'not-created', key, count: indexes.length - made })
    count.active = [...count.active, ...placeholders(job, made)]
    return error
  }
  count.active = [...count.active, ...placeholders(job, made)]
  return undefined
}

/** Pods that were created and are only counted here. */
const placeholders = ({ metadata }: Job, made: number): Pod[] =>
  Array.from({ length: made }, (_, i) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${metadata.name}-${i}` },
    spec: { containers: [] },
    status: {}
  }))

/** Deletes pods; `unheeded`: they are not to count, so their finalizer goes first. */
export function* deletePods(
  job: Job,
  pods: readonly Pod[],
  unheeded: boolean
): Sync<{ gone: readonly Pod[]; error?: string }> {
  if (pods.length === 0) return { gone: [] }
  const key = podKey(job)
  yield* conclude<Learnt>({ kind: 'deletions', key, pods: pods.map(podKey) })
  if (unheeded) yield* requests(pods.filter(isTracked).map(untrackCall))
  const answers = yield* requests(pods.map(deletePodCall))
  const gone: Pod[] = []
  let error: string | undefined
  for (const [i, pod] of pods.entries()) {
    const answer = answers[i]!
    if (isOk(answer) || isNotFound(answer)) gone.push(pod)
    else {
      yield* conclude<Learnt>({ kind: 'not-deleted', key, pod: podKey(pod) })
      error ??= errorOf(answer)
    }
    yield* podDeleted(job, pod, answer)
  }
  return error === undefined ? { gone } : { gone, error }
}
