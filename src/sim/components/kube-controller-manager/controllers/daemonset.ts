import { isPodReady } from '../../../api/kinds/pod/conditions'
import type { Micros } from '../../../../base/time'
import { selects } from '../../../api/labels'
import type { DaemonSet, Node, Pod } from '../../../api/types'
import { referenceTo } from '../../../client-go/events'
import type { Change } from '../../../client-go/informer'
import { controllerOf, listAll, listControlled, listOrphans, lookup } from '../caches'
import { claim } from '../claim'
import type { ControllerManager } from '../context'
import { enqueue, type Controller } from '../controller'
import { equal } from '../../../api/equality'
import { omitEmpty } from '../omitempty'
import { creationsObserved, deletionObserved, expectCreations, expectDeletions, isSatisfied } from '../expectations'
import { createPodCall, deletePodCall, isAvailable, podCreated, podDeleted, podKey } from '../pods'
import { conclude, errorOf, event, isOk, later, note, request, requests, type Conclusion, type Sync } from '../sync'
import { daemonPodSpec, placement, targetNode } from './daemonset-nodes'
import {
  afterFailure,
  manage,
  oldestFirst,
  podsByNode,
  update,
  type DaemonBackoff,
  type Situation
} from './daemonset-plan'
import { presentRevision, revisionLabel, revisionsOf, truncateHistory, type Revision } from './history'
import { wallClock } from '../../../kernel/clock'

interface Input {
  readonly set: DaemonSet
  readonly nodes: readonly Node[]
  readonly pods: readonly Pod[]
  readonly revisions: readonly Revision[]
  readonly needsSync: boolean
  readonly backoffs: ReadonlyMap<string, DaemonBackoff>
  readonly even: Micros
  readonly now: Micros
}

type Expecting = Conclusion & {
  kind: 'creations' | 'deletions' | 'not-created' | 'failed'
  key: string
  pods: readonly string[]
  count: number
}

const name = 'daemonset'
/** Pods created or deleted in one sync at most. */
const burstReplicas = 250

/** One pod per fitting node. Models pkg/controller/daemon/daemon_controller.go and update.go. */
export const daemonset: Controller<Input> = {
  name,
  user: 'daemon-set-controller',
  eventSource: () => 'daemonset-controller',
  workers: 'concurrent-daemonset-syncs',
  needs: ['daemonsets', 'pods', 'nodes', 'controllerrevisions'],

  observe(kcm, change) {
    if (change.resource === 'daemonsets') {
      if (change.type === 'delete') kcm.expectations.delete(`daemonset ${change.key}`)
      enqueue(kcm, name, change.key)
    } else if (change.resource === 'pods') observePod(kcm, change)
    else if (change.resource === 'nodes') observeNode(kcm, change)
  },

  read(kcm, key) {
    const set = lookup(kcm.caches, 'daemonsets', key)
    if (!set) return null
    const { namespace, uid } = set.metadata
    const orphans = listOrphans(kcm.caches, 'pods', namespace!).filter((pod) =>
      selects(set.spec.selector, pod.metadata.labels)
    )
    const nodes = [...listAll(kcm.caches, 'nodes')]
    const backoffs = new Map<string, DaemonBackoff>()
    if (kcm.daemonBackoffs.size > 0)
      for (const { metadata } of nodes) {
        const known = kcm.daemonBackoffs.get(backoffKey(set, metadata.name))
        if (known) backoffs.set(metadata.name, known)
      }
    return {
      set,
      nodes,
      backoffs,
      even: kcm.now,
      pods: [...listControlled(kcm.caches, 'pods', uid!), ...orphans],
      revisions: revisionsOf(kcm.caches, set),
      needsSync: isSatisfied(kcm.expectations, `daemonset ${key}`, kcm.now),
      now: wallClock(kcm)
    }
  },

  *sync({ set, nodes, pods, revisions: known, needsSync, backoffs, even, now }) {
    const { claimed: revisions, error: unclaimed } = yield* claim(set, 'daemonsets', 'controllerrevisions', known)
    if (unclaimed !== undefined) return unclaimed
    const { claimed, error } = yield* claim(set, 'daemonsets', 'pods', pods)
    if (error !== undefined) return error
    const present = yield* presentRevision(set, revisions)
    if (typeof present === 'string') return present
    const hash = present.metadata.labels?.[revisionLabel] ?? ''
    let failed: string | undefined
    if (needsSync && !set.metadata.deletionTimestamp)
      failed = yield* carryOut({ set, nodes, pods: claimed, hash, backoffs, even, now })
    const live = new Set([hash, ...claimed.map(({ metadata }) => metadata.labels?.[revisionLabel])])
    yield* truncateHistory(set, revisions, ({ metadata }) => live.has(metadata.labels?.[revisionLabel] ?? ''))
    return (yield* writeStatus(set, nodes, claimed, hash, now)) ?? failed
  },

  conclude({ expectations, daemonBackoffs, now }, conclusion) {
    const { kind, key, pods, count } = conclusion as Expecting
    if (kind === 'failed')
      return void daemonBackoffs.set(key, Object.freeze(afterFailure(daemonBackoffs.get(key), now)))
    if (kind === 'creations') expectCreations(expectations, key, count, now)
    else if (kind === 'deletions') expectDeletions(expectations, key, pods, now)
    else creationsObserved(expectations, key, count)
  }
}

/** Creates and deletes what the plan says. */
function* carryOut(situation: Situation): Sync<string | undefined> {
  const { set, hash } = situation
  const first = manage(situation)
  const isQuiet = first.create.length + first.remove.length === 0
  const { create: missing, remove: doomed } = isQuiet ? update(situation) : first
  for (const pod of first.ended) yield* ended(set, pod)
  if (first.wait > 0) yield* later(podKey(set), first.wait, 'daemon-failed-pods-backoff')
  const key = `daemonset ${podKey(set)}`
  const create = missing.slice(0, burstReplicas)
  const remove = doomed.slice(0, burstReplicas)
  if (create.length + remove.length === 0) return undefined
  yield* note(`analyses ${podKey(set)}: creates pods on ${create.length} nodes, deletes ${remove.length}`)
  let error: string | undefined
  if (create.length > 0) {
    yield* conclude<Expecting>({ kind: 'creations', key, pods: [], count: create.length })
    for (let from = 0, size = 1; from < create.length && error === undefined; from += size, size *= 2) {
      const batch = create.slice(from, from + size)
      const answers = yield* requests(batch.map((node) => podCall(set, node, hash)))
      let failures = 0
      for (const answer of answers) {
        const failed = yield* podCreated(set, answer)
        if (failed !== undefined) failures++
        error ??= failed
      }
      const skipped = error === undefined ? 0 : create.length - from - batch.length
      if (failures + skipped > 0)
        yield* conclude<Expecting>({ kind: 'not-created', key, pods: [], count: failures + skipped })
    }
  }
  if (remove.length > 0) {
    yield* conclude<Expecting>({ kind: 'deletions', key, pods: remove.map(podKey), count: 0 })
    const answers = yield* requests(remove.map(deletePodCall))
    for (const [i, pod] of remove.entries()) error = (yield* podDeleted(set, pod, answers[i]!)) ?? error
  }
  return error
}

const podCall = (set: DaemonSet, node: string, hash: string) => {
  const { template } = set.spec
  // Former versions of the API told revisions apart by this number.
  const generation = set.metadata.annotations?.['deprecated.daemonset.template.generation']
  const labels = {
    ...template.metadata?.labels,
    [revisionLabel]: hash,
    ...(generation !== undefined && { 'pod-template-generation': generation })
  }
  return createPodCall(set, { metadata: { ...template.metadata, labels }, spec: daemonPodSpec(set, node) })
}

/** Says of a pod that ended what comes of it; one that failed lets its node wait. */
function* ended(set: DaemonSet, pod: Pod): Sync<void> {
  const node = targetNode(pod)
  const about = `daemon pod ${podKey(pod)} on node ${node}`
  if (pod.status.phase === 'Succeeded') {
    const text = `Found succeeded ${about}, will try to delete it`
    return yield* event(referenceTo(set), 'Normal', 'SucceededDaemonPod', text)
  }
  yield* conclude<Expecting>({ kind: 'failed', key: backoffKey(set, node), pods: [], count: 0 })
  yield* event(referenceTo(set), 'Warning', 'FailedDaemonPod', `Found failed ${about}, will try to kill it`)
}

const backoffKey = ({ metadata }: DaemonSet, node: string): string => `${metadata.uid}/${node}`

function* writeStatus(
  set: DaemonSet,
  nodes: readonly Node[],
  pods: readonly Pod[],
  hash: string,
  now: Micros
): Sync<string | undefined> {
  const byNode = podsByNode(pods)
  const status = {
    desiredNumberScheduled: 0,
    currentNumberScheduled: 0,
    numberMisscheduled: 0,
    numberReady: 0,
    updatedNumberScheduled: 0,
    numberAvailable: 0,
    numberUnavailable: 0,
    observedGeneration: set.metadata.generation!
  }
  for (const node of nodes) {
    const [pod] = oldestFirst(byNode.get(node.metadata.name) ?? [])
    if (!placement(set, node).shouldRun) {
      if (pod) status.numberMisscheduled++
      continue
    }
    status.desiredNumberScheduled++
    if (!pod) continue
    status.currentNumberScheduled++
    if (isPodReady(pod.status)) status.numberReady++
    if (isAvailable(pod, set.spec.minReadySeconds ?? 0, now)) status.numberAvailable++
    if (pod.metadata.labels?.[revisionLabel] === hash) status.updatedNumberScheduled++
  }
  status.numberUnavailable = status.desiredNumberScheduled - status.numberAvailable
  const before: Readonly<Record<string, unknown>> = { ...set.status }
  if (Object.entries(status).every(([key, value]) => (before[key] ?? 0) === value)) return undefined
  const { namespace, name: setName } = set.metadata
  const always = ['currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady'] as const
  const body = { ...set, status: omitEmpty(status, ...always) }
  const answer = yield* request({
    verb: 'update',
    resource: 'daemonsets',
    subresource: 'status',
    namespace: namespace!,
    name: setName,
    body
  })
  return isOk(answer) ? undefined : errorOf(answer)
}

// --- observe ------------------------------------------------------------------------------------------------------

function observePod(kcm: ControllerManager, { type, object, old }: Change): void {
  const owner = controllerOf(object) ?? (old && controllerOf(old))
  if (owner?.kind !== 'DaemonSet') return
  const key = `${object.metadata.namespace}/${owner.name}`
  if (lookup(kcm.caches, 'daemonsets', key)?.metadata.uid !== owner.uid) return
  if (type === 'add') creationsObserved(kcm.expectations, `daemonset ${key}`)
  if (type === 'delete' || object.metadata.deletionTimestamp)
    deletionObserved(kcm.expectations, `daemonset ${key}`, podKey(object))
  enqueue(kcm, name, key)
}

function observeNode(kcm: ControllerManager, { type, object, old }: Change): void {
  const [node, before] = [object as Node, old as Node | undefined]
  const same =
    before &&
    equal(before.metadata.labels, node.metadata.labels) &&
    equal(before.spec.taints, node.spec.taints) &&
    before.spec.unschedulable === node.spec.unschedulable
  // Nothing is told of a node that is gone: its pods' ends are.
  if (type === 'delete' || (type === 'update' && same)) return
  for (const { metadata } of listAll(kcm.caches, 'daemonsets'))
    enqueue(kcm, name, `${metadata.namespace}/${metadata.name}`)
}
