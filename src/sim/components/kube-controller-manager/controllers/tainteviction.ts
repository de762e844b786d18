import { ms, seconds, type Micros } from '../../../../base/time'
import { disruptionTarget, withCondition } from '../../../api/kinds/pod/disruption'
import type { Node, Pod, Taint, Toleration } from '../../../api/types'
import { record } from '../../../client-go/events'
import type { Outbox } from '../messages'
import { lookup, podsOnNode } from '../caches'
import { recorderOf, type ControllerManager } from '../context'
import { armTimer, cancelTimer, enqueue, type Controller } from '../controller'
import { wallClock } from '../../../kernel/clock'
import type { Release } from '../../../releases'
import type { Settings } from '../config'
import { patchStatusCall, podKey } from '../pods'
import {
  conclude,
  errorOf,
  event,
  isNotFound,
  isOk,
  fact,
  note,
  objectOf,
  request,
  type Conclusion,
  type Sync
} from '../sync'

/** A pod's planned deletion. A fired one stays, so that it is not planned again. */
export interface Eviction {
  readonly createdAt: Micros
  readonly firesAt: Micros
  readonly fired: boolean
}

interface Input {
  readonly key: string
  readonly namespace: string
  readonly name: string
  readonly node: string
  readonly release: Release
  /** What the wall clock shows. */
  readonly now: Micros
}

interface Failed extends Conclusion {
  readonly kind: 'failed'
  readonly key: string
}

const name = 'taint-eviction'
const deleteRetries = 5
/** Its name in events; in 1.25 it was a part of the node controller. */
const eventSource = ({ release }: Settings): string =>
  release === '1.25' ? 'taint-controller' : 'taint-eviction-controller'

/**
 * Deletes pods from nodes with a NoExecute taint when their tolerations run out.
 * Models pkg/controller/nodelifecycle/scheduler/taint_manager.go (a controller of its own since 1.29).
 */
export const taintEviction: Controller<Input> = {
  name,
  user: 'node-controller',
  eventSource,
  workers: 8,
  maxRetries: 0,
  needs: ['pods', 'nodes'],

  observe(kcm, { resource, type, object, old }, out) {
    if (resource === 'nodes') observeNode(kcm, object as Node, type === 'delete', out)
    else observePod(kcm, object as Pod, old as Pod | undefined, type === 'delete', out)
  },

  onTimer: (kcm, { name: key }, out) => fire(kcm, key, out),

  read(kcm, key) {
    const pod = lookup(kcm.caches, 'pods', key)
    const [namespace, podName] = key.split('/') as [string, string]
    const { release } = kcm.settings
    return { key, namespace, name: podName, node: pod?.spec.nodeName ?? '', release, now: wallClock(kcm) }
  },

  *sync({ key, namespace, name: podName, node, release, now }) {
    const about = { apiVersion: 'v1', kind: 'Pod', namespace, name: podName }
    yield* note(`toleration of ${key} on ${node} is over; deletes it`)
    yield* event(about, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${key}`)
    let error: string | undefined
    for (let attempt = 0; attempt < deleteRetries; attempt++) {
      if (release !== '1.25') yield* mark(namespace, podName, now)
      const answer = yield* request({ verb: 'delete', resource: 'pods', namespace, name: podName })
      if (isOk(answer) || isNotFound(answer)) {
        if (isOk(answer)) yield* fact('pod-evicted', { pod: key, node })
        return undefined
      }
      error = errorOf(answer)
      yield { step: 'sleep', delay: ms(10), setting: 'taint-eviction-retry' }
    }
    yield* conclude<Failed>({ kind: 'failed', key })
    return error
  },

  conclude: (kcm, conclusion) => void kcm.evictions.delete((conclusion as Failed).key)
}

/** Says on the pod why it goes. Models addConditionAndDeletePod. */
function* mark(namespace: string, name: string, now: Micros): Sync<void> {
  const answer = yield* request({ verb: 'get', resource: 'pods', namespace, name })
  if (!isOk(answer)) return
  const pod = objectOf<Pod>(answer)
  const text = 'Taint manager: deleting due to NoExecute taint'
  const condition = disruptionTarget(pod, 'DeletionByTaintManager', text, now)
  const call = patchStatusCall(pod, withCondition(pod.status, condition))
  if (call) yield* request(call)
}

function observeNode(kcm: ControllerManager, { metadata, spec }: Node, isGone: boolean, out: Outbox): void {
  const taints = isGone ? [] : (spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute')
  const had = kcm.taintedNodes.has(metadata.name)
  if (taints.length === 0) kcm.taintedNodes.delete(metadata.name)
  else kcm.taintedNodes.set(metadata.name, Object.freeze(taints))
  if (isGone || (!had && taints.length === 0)) return
  for (const pod of podsOnNode(kcm.caches, metadata.name)) {
    if (taints.length === 0) cancel(kcm, podKey(pod), out)
    else plan(kcm, pod, taints, out)
  }
}

function observePod(kcm: ControllerManager, pod: Pod, before: Pod | undefined, isGone: boolean, out: Outbox): void {
  if (isGone) {
    cancel(kcm, podKey(pod), out)
    return
  }
  const { nodeName, tolerations } = pod.spec
  if (before && before.spec.nodeName === nodeName && before.spec.tolerations?.length === tolerations?.length) return
  const taints = nodeName ? kcm.taintedNodes.get(nodeName) : undefined
  if (taints) plan(kcm, pod, taints, out)
}

/** Models processPodOnNode. */
function plan(kcm: ControllerManager, pod: Pod, taints: readonly Taint[], out: Outbox): void {
  const key = podKey(pod)
  const tolerated = tolerationTime(taints, pod.spec.tolerations ?? [])
  if (tolerated === null) {
    cancel(kcm, key, out)
    schedule(kcm, key, kcm.now, kcm.now, out)
    return
  }
  if (tolerated === Infinity) {
    cancel(kcm, key, out)
    return
  }
  let createdAt = kcm.now
  const planned = kcm.evictions.get(key)
  if (planned && !planned.fired) {
    createdAt = planned.createdAt
    // An earlier end that was planned before stays.
    if (createdAt + tolerated < kcm.now + tolerated) return
    cancel(kcm, key, out)
  }
  schedule(kcm, key, createdAt, kcm.now + tolerated, out)
}

/**
 * How long a pod with these tolerations may stay: null if a taint is not tolerated, else the shortest
 * `tolerationSeconds` of those that match, Infinity if none is limited. Models getMinTolerationTime.
 */
export function tolerationTime(taints: readonly Taint[], tolerations: readonly Toleration[]): Micros | null {
  let shortest = Infinity
  for (const taint of taints) {
    const matching = tolerations.find((toleration) => tolerates(toleration, taint))
    if (!matching) return null
    const { tolerationSeconds } = matching
    if (tolerationSeconds !== undefined) shortest = Math.min(shortest, seconds(Math.max(0, tolerationSeconds)))
  }
  return shortest
}

export function tolerates({ key, operator = 'Equal', value = '', effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false
  if (key && key !== taint.key) return false
  return operator === 'Exists' || (operator === 'Equal' && value === (taint.value ?? ''))
}

function schedule(kcm: ControllerManager, key: string, createdAt: Micros, firesAt: Micros, out: Outbox): void {
  if (kcm.evictions.has(key)) return
  kcm.evictions.set(key, { createdAt, firesAt, fired: false })
  const delay = firesAt - kcm.now
  if (delay <= 0) fire(kcm, key, out)
  else armTimer(out, name, key, delay, 'tolerationSeconds')
}

function fire(kcm: ControllerManager, key: string, out: Outbox): void {
  const planned = kcm.evictions.get(key)
  if (!planned || planned.fired) return
  cancelTimer(out, name, key)
  kcm.evictions.set(key, { ...planned, fired: true })
  enqueue(kcm, name, key)
}

/** Forgets a planned deletion; one that was still pending is told as an Event. Models cancelWorkWithEvent. */
function cancel(kcm: ControllerManager, key: string, out: Outbox): void {
  const planned = kcm.evictions.get(key)
  if (!planned) return
  kcm.evictions.delete(key)
  if (planned.fired) return
  cancelTimer(out, name, key)
  const [namespace, podName] = key.split('/') as [string, string]
  const about = { apiVersion: 'v1', kind: 'Pod', namespace, name: podName }
  const text = `Cancelling deletion of Pod ${key}`
  const recorder = recorderOf(kcm, eventSource(kcm.settings), 'node-controller')
  record(recorder, kcm.client, kcm, out, about, 'Normal', 'TaintManagerEviction', text)
}
