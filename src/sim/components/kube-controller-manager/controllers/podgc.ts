import { seconds, type Micros } from '../../../../base/time'
import { disruptionTarget, withCondition } from '../../../api/kinds/pod/disruption'
import type { Pod } from '../../../api/types'
import { informerOf, lookup } from '../caches'
import type { ControllerManager } from '../context'
import { armTimer, enqueue, type Controller } from '../controller'
import { wallClock } from '../../../kernel/clock'
import type { Release } from '../../../releases'
import { isTerminal, patchStatusCall, podKey } from '../pods'
import { conclude, errorOf, isNotFound, isOk, note, request, requests, type Conclusion, type Sync } from '../sync'

interface Input {
  /** What the wall clock shows. */
  readonly wall: Micros
  readonly release: Release
  /** Ended pods beyond the threshold, oldest first. */
  readonly terminated: readonly Pod[]
  /** Pods that are being deleted and never got a node. */
  readonly unscheduled: readonly Pod[]
  /** Pods that are being deleted on nodes that are down and that a person has declared out of service. */
  readonly terminating: readonly Pod[]
  /** Nodes that pods name and that do not exist, for longer than the quarantine. */
  readonly vanished: readonly { readonly node: string; readonly pods: readonly Pod[] }[]
}

interface Back extends Conclusion {
  readonly kind: 'back'
  readonly node: string
}

const name = 'pod-garbage-collector'
const period = seconds(20)
const quarantine = seconds(40)

/** Removes pods that nobody will remove. Models pkg/controller/podgc/gc_controller.go. */
export const podGc: Controller<Input> = {
  name,
  user: 'pod-garbage-collector',
  workers: 1,
  maxRetries: 0,
  needs: ['pods', 'nodes'],

  begin: (_kcm, out) => armTimer(out, name, 'pass', period, 'pod-gc-check-period'),

  onTimer(kcm, _timer, out) {
    armTimer(out, name, 'pass', period, 'pod-gc-check-period')
    enqueue(kcm, name, 'pass')
  },

  read(kcm) {
    const { ended, unscheduled, terminating, missing } = sorted(kcm)
    const { terminatedPodThreshold } = kcm.settings
    const surplus = ended.length - terminatedPodThreshold
    // A threshold of 0 keeps all. Models gc_controller.go gc.
    const terminated = terminatedPodThreshold === 0 || surplus <= 0 ? [] : ended.sort(byCreation).slice(0, surplus)
    const vanished = vanishedNodes(kcm, missing)
    if (terminated.length + unscheduled.length + vanished.length + terminating.length === 0) return null
    return { wall: wallClock(kcm), release: kcm.settings.release, terminated, unscheduled, vanished, terminating }
  },

  *sync({ terminated, unscheduled, vanished, terminating, wall, release }) {
    const told = { wall, release }
    let error = yield* forceDelete(terminated, 'ended and more than terminated-pod-gc-threshold exist')
    error = (yield* failAndDelete(terminating, 'their node is out of service', null, told)) ?? error
    for (const { node, pods } of vanished) {
      const live = yield* request({ verb: 'get', resource: 'nodes', name: node })
      if (isOk(live)) yield* conclude<Back>({ kind: 'back', node })
      if (!isNotFound(live)) continue
      error = (yield* failAndDelete(pods, `node ${node} does not exist`, 'PodGC: node no longer exists', told)) ?? error
    }
    return (yield* failAndDelete(unscheduled, 'deleted before it got a node', null, told)) ?? error
  },

  conclude: (kcm, conclusion) => void kcm.quarantine.delete((conclusion as Back).node)
}

/** Models gcTerminating: not ready, with the taint that says that nothing runs there any more. */
function isOutOfService(kcm: ControllerManager, node: string | undefined): boolean {
  const found = node ? lookup(kcm.caches, 'nodes', node) : undefined
  const isReady = found?.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')
  return !isReady && (found?.spec.taints ?? []).some(({ key }) => key === 'node.kubernetes.io/out-of-service')
}

/**
 * Nobody will report their end: they are marked as failed, with the reason if somebody wants to know it, and deleted without grace.
 * Models markFailedAndDeletePodWithCondition; 1.25 only deleted them.
 */
function* failAndDelete(
  pods: readonly Pod[],
  why: string,
  message: string | null,
  { wall, release }: { readonly wall: Micros; readonly release: Release }
): Sync<string | undefined> {
  if (release === '1.25') return yield* forceDelete(pods, why)
  let error: string | undefined
  for (const pod of pods) {
    if (!isTerminal(pod)) {
      const { generation } = pod.metadata
      const failed = {
        ...pod.status,
        phase: 'Failed' as const,
        ...(generation !== undefined && { observedGeneration: generation })
      }
      const next =
        message === null ? failed : withCondition(failed, disruptionTarget(pod, 'DeletionByPodGC', message, wall))
      const answer = yield* request(patchStatusCall(pod, next)!)
      if (!isOk(answer)) {
        if (!isNotFound(answer)) error ??= errorOf(answer)
        continue
      }
    }
    error = (yield* forceDelete([pod], why)) ?? error
  }
  return error
}

const byCreation = (a: Pod, b: Pod): number =>
  String(a.metadata.creationTimestamp) < String(b.metadata.creationTimestamp) ? -1 : 1

interface Sorted {
  readonly ended: Pod[]
  readonly unscheduled: Pod[]
  readonly terminating: Pod[]
  /** Pods by nodes that do not exist. */
  readonly missing: Map<string, Pod[]>
}

/** All pods are looked at every 20 s: once, and each node once. */
function sorted(kcm: ControllerManager): Sorted {
  const found: Sorted = { ended: [], unscheduled: [], terminating: [], missing: new Map() }
  const exists = new Map<string, boolean>()
  for (const pod of informerOf(kcm.caches, 'pods').store.values() as Iterable<Pod>) {
    const { metadata, spec } = pod
    const node = spec.nodeName
    if (isTerminal(pod)) found.ended.push(pod)
    if (metadata.deletionTimestamp && !node) found.unscheduled.push(pod)
    if (metadata.deletionTimestamp && isOutOfService(kcm, node)) found.terminating.push(pod)
    if (!node) continue
    let isThere = exists.get(node)
    if (isThere === undefined) exists.set(node, (isThere = lookup(kcm.caches, 'nodes', node) !== undefined))
    if (isThere) continue
    const its = found.missing.get(node)
    if (its) its.push(pod)
    else found.missing.set(node, [pod])
  }
  return found
}

function vanishedNodes(kcm: ControllerManager, missing: ReadonlyMap<string, readonly Pod[]>): Input['vanished'] {
  for (const node of [...kcm.quarantine.keys()]) if (!missing.has(node)) kcm.quarantine.delete(node)
  for (const node of missing.keys()) if (!kcm.quarantine.has(node)) kcm.quarantine.set(node, kcm.now)
  return [...missing]
    .filter(([node]) => kcm.now - kcm.quarantine.get(node)! >= quarantine)
    .map(([node, its]) => ({ node, pods: its }))
}

function* forceDelete(pods: readonly Pod[], why: string): Sync<string | undefined> {
  if (pods.length === 0) return undefined
  yield* note(`analyses ${pods.map(podKey).join(', ')}: ${why}; deletes without grace`)
  const answers = yield* requests(
    pods.map(({ metadata }) => ({
      verb: 'delete',
      resource: 'pods',
      namespace: metadata.namespace!,
      name: metadata.name,
      options: { gracePeriodSeconds: 0 }
    }))
  )
  const failed = answers.find((answer) => !isOk(answer) && !isNotFound(answer))
  return failed && errorOf(failed)
}
