import { seconds } from '../../../../../base/time'
import { isFinished } from '../../../../api/kinds/job/conditions'
import type { Job, Pod } from '../../../../api/types'
import { wallClock } from '../../../../kernel/clock'
import type { Change } from '../../../../client-go/informer'
import { controllerOf, listControlled, listOrphans, lookup } from '../../caches'
import { selects } from '../../../../api/labels'
import type { ControllerManager } from '../../context'
import { enqueue, enqueueAfter, type Controller } from '../../controller'
import { creationsObserved, deletionObserved, expectCreations, expectDeletions, isSatisfied } from '../../expectations'
import type { Outbox } from '../../messages'
import { podKey } from '../../pods'
import { errorOf, isNotFound, isOk, request } from '../../sync'
import { noBackoff } from './backoff'
import { isTracked, untrackCall } from './pods'
import type { JobLook, Learnt } from './look'
import { syncs } from '../later'

interface OrphanLook {
  readonly orphan: Pod
}

const name = 'job'
/** Changes of pods are gathered for this long. Models SyncJobBatchPeriod. */
const batchPeriod = seconds(1)

/** Runs pods to their end as often as a Job says. Models pkg/controller/job/job_controller.go. */
export const jobController: Controller<JobLook | OrphanLook> = {
  name,
  user: 'job-controller',
  workers: 5,
  needs: ['jobs', 'pods'],

  observe(kcm, change, out) {
    if (change.resource === 'pods') observePod(kcm, change, out)
    else {
      if (change.type === 'delete') forgetJob(kcm, change.key)
      // A status, which pods' changes make, is looked at with the next of them.
      if (change.type === 'update' && change.object.metadata.generation === change.old?.metadata.generation)
        enqueueAfter(kcm, name, change.key, batchPeriod, 'job-sync-batch-period', out)
      else enqueue(kcm, name, change.key)
      if (change.type === 'delete') enqueueOrphans(kcm, change.object as Job)
    }
  },

  read(kcm, key) {
    if (key.startsWith('orphan ')) return orphanOf(kcm, key.slice('orphan '.length))
    const job = lookup(kcm.caches, 'jobs', key)
    if (!job) {
      forgetJob(kcm, key)
      return null
    }
    if (isFinished(job) || isForeign(job)) return null
    const uid = job.metadata.uid!
    const orphans = listOrphans(kcm.caches, 'pods', job.metadata.namespace!).filter((pod) =>
      selects(job.spec.selector, pod.metadata.labels)
    )
    const pods = [...listControlled(kcm.caches, 'pods', uid), ...orphans]
    const memory = kcm.jobs.get(key)
    return {
      job,
      pods,
      untracked: [...(memory?.untracked ?? [])],
      backoff: memory?.backoff ?? noBackoff,
      needsSync: isSatisfied(kcm.expectations, `jobs ${key}`, kcm.now),
      now: wallClock(kcm)
    }
  },

  *sync(look) {
    if (!('orphan' in look)) return yield* syncs().job(look)
    const answer = yield* request(untrackCall(look.orphan))
    return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
  },

  conclude(kcm, conclusion) {
    const told = conclusion as Learnt
    const key = `jobs ${told.key}`
    const memory = kcm.jobs.get(told.key) ?? { backoff: noBackoff, untracked: [] }
    if (told.kind === 'creations') expectCreations(kcm.expectations, key, told.count, kcm.now)
    else if (told.kind === 'not-created') creationsObserved(kcm.expectations, key, told.count)
    else if (told.kind === 'deletions') expectDeletions(kcm.expectations, key, told.pods, kcm.now)
    else if (told.kind === 'not-deleted') deletionObserved(kcm.expectations, key, told.pod)
    else if (told.kind === 'backoff') kcm.jobs.set(told.key, Object.freeze({ ...memory, backoff: told.backoff }))
    else kcm.jobs.set(told.key, Object.freeze({ ...memory, untracked: [...memory.untracked, ...told.uids] }))
  }
}

/** `managedBy` names another controller. */
const isForeign = ({ spec }: Job): boolean => {
  const { managedBy } = spec as { managedBy?: string }
  return managedBy !== undefined && managedBy !== 'kubernetes.io/job-controller'
}

function forgetJob(kcm: ControllerManager, key: string): void {
  kcm.expectations.delete(`jobs ${key}`)
  kcm.jobs.delete(key)
}

/** Its pods are let go at once, before the garbage collector deletes them. Models deleteJob. */
function enqueueOrphans(kcm: ControllerManager, { metadata }: Job): void {
  for (const pod of listControlled(kcm.caches, 'pods', metadata.uid!))
    if (isTracked(pod)) enqueue(kcm, name, `orphan ${podKey(pod)}`)
}

/** A pod whose Job is gone keeps a finalizer that nobody else takes away. */
function orphanOf(kcm: ControllerManager, key: string): OrphanLook | null {
  const orphan = lookup(kcm.caches, 'pods', key)
  return orphan && isTracked(orphan) && !jobKeyOf(kcm, orphan) ? { orphan } : null
}

/** The Job of a pod, if it still is the one that made it. */
function jobKeyOf(kcm: ControllerManager, pod: Pod): string | undefined {
  const owner = controllerOf(pod)
  if (owner?.kind !== 'Job') return undefined
  const key = `${pod.metadata.namespace}/${owner.name}`
  return lookup(kcm.caches, 'jobs', key)?.metadata.uid === owner.uid ? key : undefined
}

function observePod(kcm: ControllerManager, { type, object, old }: Change, out: Outbox): void {
  const pod = object as Pod
  const key = jobKeyOf(kcm, pod)
  if (!key) {
    const isJobs = controllerOf(pod)?.kind === 'Job'
    if (type !== 'delete' && isTracked(pod) && (isJobs || pod.metadata.deletionTimestamp))
      enqueue(kcm, name, `orphan ${podKey(pod)}`)
    return
  }
  const memory = kcm.jobs.get(key)
  if (memory && (type === 'delete' || !isTracked(pod)) && memory.untracked.includes(pod.metadata.uid!))
    kcm.jobs.set(
      key,
      Object.freeze({ ...memory, untracked: memory.untracked.filter((uid) => uid !== pod.metadata.uid) })
    )
  if (type === 'add') creationsObserved(kcm.expectations, `jobs ${key}`)
  const ends = type === 'delete' || (pod.metadata.deletionTimestamp && !old?.metadata.deletionTimestamp)
  if (ends) deletionObserved(kcm.expectations, `jobs ${key}`, podKey(pod))
  enqueueAfter(kcm, name, key, batchPeriod, 'job-sync-batch-period', out)
}
