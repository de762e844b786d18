import { wallClock } from '../../../kernel/clock'
import { isPodReady } from '../../../api/kinds/pod/conditions'
import { seconds, type Micros } from '../../../../base/time'
import { selects } from '../../../api/labels'
import { formatTime } from '../../../api/timestamp'
import type { KubeObject, Pod, ReplicaSet } from '../../../api/types'
import type { Change } from '../../../client-go/informer'
import { controllerOf, listControlled, listNamespace, listOrphans, lookup } from '../caches'
import { claim } from '../claim'
import type { ControllerManager } from '../context'
import { enqueue, enqueueAfter, type Controller } from '../controller'
import { equal } from '../../../api/equality'
import { omitEmpty } from '../omitempty'
import { creationsObserved, deletionObserved, expectCreations, expectDeletions, isSatisfied } from '../expectations'
import {
  createPodCall,
  deletePodCall,
  isActive,
  isAvailable,
  isTerminating,
  podCreated,
  podDeleted,
  podKey
} from '../pods'
import {
  conclude,
  errorOf,
  isOk,
  later,
  note,
  objectOf,
  request,
  requests,
  type Answer,
  type Conclusion,
  type Sync
} from '../sync'
import { podsToDelete } from './replicaset-ranking'

interface Input {
  readonly set: ReplicaSet
  /** Active pods: its own, and orphans that match. */
  readonly pods: readonly Pod[]
  /** Active pods of all ReplicaSets with the same controller, for the ranking. */
  readonly related: readonly Pod[]
  /** Nothing is awaited: the number of pods may be judged. */
  readonly needsSync: boolean
  /** How many of its pods end; nothing where that is not said. */
  readonly terminating: number | undefined
  readonly now: Micros
}

type Expecting = Conclusion &
  (
    | { kind: 'creations'; key: string; count: number }
    | { kind: 'not-created'; key: string; count: number }
    | { kind: 'deletions'; key: string; pods: readonly string[] }
    | { kind: 'not-deleted'; key: string; pod: string }
  )

/**
 * ReplicaSets, and what is like them: ReplicationControllers are run by the same code, seen through an adapter.
 * Models pkg/controller/replication/conversion.go.
 */
export interface ReplicaSort {
  readonly name: string
  readonly user: string
  readonly workers: Controller['workers']
  readonly resource: 'replicasets' | 'replicationcontrollers'
  readonly kind: string
  /** An object of the sort as a ReplicaSet, and back. */
  readonly toSet: (object: KubeObject) => ReplicaSet
  readonly fromSet: (set: ReplicaSet) => KubeObject
}

/** Pods created or deleted in one sync at most. */
const burstReplicas = 500

/** Models pkg/controller/replicaset/replica_set.go. */
export const replicaController = (sort: ReplicaSort): Controller<Input> => ({
  name: sort.name,
  user: sort.user,
  workers: sort.workers,
  needs: [sort.resource, 'pods'],

  observe(kcm, change, out) {
    if (change.resource === 'pods') {
      observePod(sort, kcm, change, (key, delay) => enqueueAfter(kcm, sort.name, key, delay, 'minReadySeconds', out))
    } else {
      if (change.type === 'delete') kcm.expectations.delete(expectKey(sort, change.key))
      enqueue(kcm, sort.name, change.key)
    }
  },

  read(kcm, key) {
    const set = setOf(sort, kcm, key)
    if (!set) {
      kcm.expectations.delete(expectKey(sort, key))
      return null
    }
    const orphans = listOrphans(kcm.caches, 'pods', set.metadata.namespace!).filter(
      (pod) => isActive(pod) && isSelected(set, pod)
    )
    const own = listControlled(kcm.caches, 'pods', set.metadata.uid!)
    const pods = [...own.filter(isActive), ...orphans]
    // The feature DeploymentReplicaSetTerminatingReplicas, on since 1.35; ReplicationControllers do not have it.
    const tells = kcm.settings.release !== '1.25' && sort.resource === 'replicasets'
    const terminating = tells ? own.filter(isTerminating).length : undefined
    const needsSync = isSatisfied(kcm.expectations, expectKey(sort, key), kcm.now)
    const related = pods.length > (set.spec.replicas ?? 1) ? relatedPods(sort, kcm, set) : []
    return { set, pods, related, needsSync, terminating, now: wallClock(kcm) }
  },

  *sync({ set, pods, related, needsSync, terminating, now }) {
    const { claimed, error } = yield* claim(set, sort.resource, 'pods', pods)
    if (error !== undefined) return error
    let failed: string | undefined
    if (needsSync && !set.metadata.deletionTimestamp) failed = yield* manageReplicas(sort, set, claimed, related, now)
    const counted = calculateStatus(set, claimed, failed, now)
    const status = terminating === undefined ? counted : { ...counted, terminatingReplicas: terminating }
    const notWritten = yield* updateStatus(sort, set, status)
    if (notWritten !== undefined) return notWritten
    const { minReadySeconds = 0 } = set.spec
    const wanted = set.spec.replicas ?? 1
    if (
      failed === undefined &&
      minReadySeconds > 0 &&
      status.readyReplicas === wanted &&
      status.availableReplicas !== wanted
    ) {
      yield* later(podKey(set), seconds(minReadySeconds), 'minReadySeconds')
    }
    return failed
  },

  conclude({ expectations, now }, conclusion) {
    const told = conclusion as Expecting
    if (told.kind === 'creations') expectCreations(expectations, told.key, told.count, now)
    else if (told.kind === 'not-created') creationsObserved(expectations, told.key, told.count)
    else if (told.kind === 'deletions') expectDeletions(expectations, told.key, told.pods, now)
    else deletionObserved(expectations, told.key, told.pod)
  }
})

/** Models pkg/controller/replicaset/replica_set.go NewReplicaSetController. */
export const replicaset = replicaController({
  name: 'replicaset',
  user: 'replicaset-controller',
  workers: 'concurrent-replicaset-syncs',
  resource: 'replicasets',
  kind: 'ReplicaSet',
  toSet: (object) => object as ReplicaSet,
  fromSet: (set) => set
})

/** Expectations of all sorts are kept in one table. */
const expectKey = ({ resource }: ReplicaSort, key: string): string =>
  resource === 'replicasets' ? key : `${resource} ${key}`

function setOf(sort: ReplicaSort, kcm: ControllerManager, key: string): ReplicaSet | undefined {
  const found = lookup(kcm.caches, sort.resource, key)
  return found && sort.toSet(found)
}

const isSelected = (set: ReplicaSet, pod: Pod): boolean => selects(set.spec.selector, pod.metadata.labels)

/** Creates what is missing, deletes what is too much. */
function* manageReplicas(
  sort: ReplicaSort,
  set: ReplicaSet,
  pods: readonly Pod[],
  related: readonly Pod[],
  now: Micros
): Sync<string | undefined> {
  const wanted = set.spec.replicas ?? 1
  const key = podKey(set)
  const missing = Math.min(burstReplicas, wanted - pods.length)
  if (missing > 0) {
    yield* note(`analyses ${key}: ${pods.length} of ${wanted} pods exist; creates ${missing}`)
    yield* conclude<Expecting>({ kind: 'creations', key: expectKey(sort, key), count: missing })
    return yield* slowStart(sort, set, missing)
  }
  const surplus = Math.min(burstReplicas, pods.length - wanted)
  if (surplus <= 0) return undefined
  const doomed = podsToDelete(pods, related, surplus, now)
  yield* note(
    `analyses ${key}: ${pods.length} pods exist, ${wanted} are wanted; deletes ${doomed.map((pod) => pod.metadata.name).join(', ')}`
  )
  yield* conclude<Expecting>({ kind: 'deletions', key: expectKey(sort, key), pods: doomed.map(podKey) })
  const answers = yield* requests(doomed.map(deletePodCall))
  let error: string | undefined
  for (const [i, pod] of doomed.entries()) {
    if (!isOk(answers[i]!))
      yield* conclude<Expecting>({ kind: 'not-deleted', key: expectKey(sort, key), pod: podKey(pod) })
    error = (yield* podDeleted(set, pod, answers[i]!)) ?? error
  }
  return error
}

/** Batches of 1, 2, 4 …: the first one that fails is the last, so a quota is not stormed. Models slowStartBatch. */
function* slowStart(sort: ReplicaSort, set: ReplicaSet, count: number): Sync<string | undefined> {
  const key = expectKey(sort, podKey(set))
  const call = createPodCall(set, set.spec.template!)
  for (let left = count, batch = 1; left > 0; batch *= 2) {
    const size = Math.min(left, batch)
    const answers: readonly Answer[] = yield* requests(Array.from({ length: size }, () => call))
    let error: string | undefined
    let failures = 0
    for (const answer of answers) {
      const failed = yield* podCreated(set, answer)
      if (failed !== undefined) failures++
      error ??= failed
    }
    left -= size
    if (error === undefined) continue
    // Neither those that failed nor those that were not tried will be seen.
    yield* conclude<Expecting>({ kind: 'not-created', key, count: left + failures })
    return error
  }
  return undefined
}

/** Models replica_set_utils.go calculateStatus. */
export function calculateStatus(
  set: ReplicaSet,
  pods: readonly Pod[],
  failed: string | undefined,
  now: Micros
): ReplicaSet['status'] {
  const templateLabels = { matchLabels: set.spec.template?.metadata?.labels ?? {} }
  const { minReadySeconds = 0 } = set.spec
  let [labelled, ready, available] = [0, 0, 0]
  for (const pod of pods) {
    if (selects(templateLabels, pod.metadata.labels)) labelled++
    if (!isPodReady(pod.status)) continue
    ready++
    if (minReadySeconds === 0 || isAvailable(pod, minReadySeconds, now)) available++
  }
  const conditions = (set.status.conditions ?? []).slice()
  const current = conditions.findIndex(({ type }) => type === 'ReplicaFailure')
  if (failed === undefined && current >= 0) conditions.splice(current, 1)
  else if (failed !== undefined && current < 0) {
    const reason = pods.length < (set.spec.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete'
    conditions.push({
      type: 'ReplicaFailure',
      status: 'True',
      lastTransitionTime: formatTime(now),
      reason,
      message: failed
    })
  }
  return {
    replicas: pods.length,
    fullyLabeledReplicas: labelled,
    readyReplicas: ready,
    availableReplicas: available,
    ...(set.status.observedGeneration !== undefined && { observedGeneration: set.status.observedGeneration }),
    ...(conditions.length > 0 && { conditions })
  }
}

/** PUT of the status, once more with the live object if it was changed meanwhile. Models updateReplicaSetStatus. */
function* updateStatus(sort: ReplicaSort, set: ReplicaSet, status: ReplicaSet['status']): Sync<string | undefined> {
  const { namespace, name: setName, generation } = set.metadata
  const before = set.status
  const same =
    (before.replicas ?? 0) === status.replicas &&
    (before.fullyLabeledReplicas ?? 0) === status.fullyLabeledReplicas &&
    (before.readyReplicas ?? 0) === status.readyReplicas &&
    (before.availableReplicas ?? 0) === status.availableReplicas &&
    before.terminatingReplicas === status.terminatingReplicas &&
    before.observedGeneration === generation &&
    equal(before.conditions, status.conditions)
  if (same) return undefined
  const call = { resource: sort.resource, namespace: namespace!, name: setName }
  const put = (on: ReplicaSet) =>
    request({
      ...call,
      verb: 'update',
      subresource: 'status',
      body: {
        ...sort.fromSet(on),
        status: omitEmpty({ ...status, observedGeneration: generation }, 'replicas', 'terminatingReplicas')
      }
    })
  const first = yield* put(set)
  if (isOk(first)) return undefined
  const live = yield* request({ ...call, verb: 'get' })
  if (!isOk(live)) return errorOf(live)
  const second = yield* put(sort.toSet(objectOf(live)))
  return isOk(second) ? undefined : errorOf(second)
}

/** Active pods of the set's siblings, its own included. Models getIndirectlyRelatedPods. */
function relatedPods({ resource }: ReplicaSort, kcm: ControllerManager, set: ReplicaSet): Pod[] {
  const owner = controllerOf(set)
  const siblings: readonly KubeObject[] =
    owner && resource === 'replicasets' ? listControlled(kcm.caches, resource, owner.uid) : [set]
  return siblings.flatMap(({ metadata }) => listControlled(kcm.caches, 'pods', metadata.uid!).filter(isActive))
}

// --- observe ------------------------------------------------------------------------------------------------------

function observePod(
  sort: ReplicaSort,
  kcm: ControllerManager,
  { type, object, old }: Change,
  later: (key: string, delay: Micros) => void
): void {
  const pod = object as Pod
  if (type === 'delete') {
    podGone(sort, kcm, pod)
    return
  }
  if (type === 'update' && pod.metadata.resourceVersion === old!.metadata.resourceVersion) return
  const before = old as Pod | undefined
  // A pod that begins to terminate is gone for its ReplicaSet: a graceful end must not be waited for.
  if (pod.metadata.deletionTimestamp) {
    if (before && !equal(before.metadata.labels, pod.metadata.labels)) podGone(sort, kcm, before)
    podGone(sort, kcm, pod)
    return
  }
  const key = ownerKey(sort, kcm, pod)
  const former = before && controllerOf(before)
  if (former && former.uid !== controllerOf(pod)?.uid) {
    const formerKey = ownerKey(sort, kcm, before)
    if (formerKey) enqueue(kcm, sort.name, formerKey)
  }
  if (key) {
    if (type === 'add') creationsObserved(kcm.expectations, expectKey(sort, key))
    enqueue(kcm, sort.name, key)
    const { minReadySeconds = 0 } = setOf(sort, kcm, key)?.spec ?? {}
    if (before && !isPodReady(before.status) && isPodReady(pod.status) && minReadySeconds > 0)
      later(key, seconds(minReadySeconds + 1))
    return
  }
  if (controllerOf(pod)) return
  if (type === 'add' || former || !equal(before!.metadata.labels, pod.metadata.labels)) enqueueSelecting(sort, kcm, pod)
}

function podGone(sort: ReplicaSort, kcm: ControllerManager, pod: Pod): void {
  const key = ownerKey(sort, kcm, pod)
  if (!key) return
  deletionObserved(kcm.expectations, expectKey(sort, key), podKey(pod))
  enqueue(kcm, sort.name, key)
}

function enqueueSelecting(sort: ReplicaSort, kcm: ControllerManager, pod: Pod): void {
  for (const object of listNamespace(kcm.caches, sort.resource, pod.metadata.namespace!)) {
    const set = sort.toSet(object)
    if (!controllerOf(pod) && isSelected(set, pod)) enqueue(kcm, sort.name, podKey(set))
  }
}

function ownerKey({ resource, kind }: ReplicaSort, kcm: ControllerManager, pod: KubeObject): string | undefined {
  const owner = controllerOf(pod)
  if (owner?.kind !== kind) return undefined
  const key = `${pod.metadata.namespace}/${owner.name}`
  return lookup(kcm.caches, resource, key)?.metadata.uid === owner.uid ? key : undefined
}
