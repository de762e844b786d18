import { minutes, seconds, type Micros } from '../../../../base/time'
import { isPodReady } from '../../../api/kinds/pod/conditions'
import type { DaemonSet, Node, Pod } from '../../../api/types'
import { isAvailable } from '../pods'
import { placement, targetNode } from './daemonset-nodes'
import { scaled } from './deployment-counts'
import { revisionLabel } from './history'

/** Which pods a DaemonSet's nodes lack and which have to go. Models pkg/controller/daemon/daemon_controller.go and update.go. */

/** How long a node's failed daemon pods are let be, each time twice as long. Models failedPodsBackoff (1 s to 15 min). */
export interface DaemonBackoff {
  readonly delay: Micros
  readonly at: Micros
}

const firstDelay = seconds(1)
const longestDelay = minutes(15)

/** The record after one more pod has failed. Models flowcontrol.Backoff Next. */
export function afterFailure(before: DaemonBackoff | undefined, now: Micros): DaemonBackoff {
  const isOld = before === undefined || now - before.at > 2 * longestDelay
  return { delay: isOld ? firstDelay : Math.min(longestDelay, before.delay * 2), at: now }
}

export interface Plan {
  /** Nodes that get a pod. */
  readonly create: readonly string[]
  readonly remove: readonly Pod[]
  /** Pods that ended, of those that are removed. */
  readonly ended: readonly Pod[]
  /** How long the first of the failed pods that are let be still waits; 0: there is none. */
  readonly wait: Micros
}

export interface Situation {
  readonly set: DaemonSet
  readonly nodes: readonly Node[]
  readonly pods: readonly Pod[]
  /** Of the present template. */
  readonly hash: string
  /** By node. */
  readonly backoffs: ReadonlyMap<string, DaemonBackoff>
  /** On the even clock, for back-offs. */
  readonly even: Micros
  readonly now: Micros
}

/** By the list that they were in: a sync looks at its pods several times, and is run again with each answer. */
const grouped = new WeakMap<readonly Pod[], ReadonlyMap<string, readonly Pod[]>>()

export function podsByNode(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const known = grouped.get(pods)
  if (known) return known
  const found = new Map<string, Pod[]>()
  for (const pod of pods) {
    const node = targetNode(pod)
    const its = found.get(node)
    if (its) its.push(pod)
    else found.set(node, [pod])
  }
  grouped.set(pods, found)
  return found
}

const isGoing = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined

const byCreation = (a: Pod, b: Pod): number =>
  String(a.metadata.creationTimestamp) < String(b.metadata.creationTimestamp) ? -1 : 1

export const oldestFirst = (pods: readonly Pod[]): readonly Pod[] =>
  pods.length > 1 ? [...pods].sort(byCreation) : pods

const surgeOf = ({ spec: { updateStrategy } }: DaemonSet): number | string =>
  updateStrategy?.type === 'OnDelete' ? 0 : (updateStrategy?.rollingUpdate?.maxSurge ?? 0)

const allowsSurge = (set: DaemonSet): boolean => scaled(surgeOf(set), 100, true) > 0

/** One pod on each node that it shall run on. Models podsShouldBeOnNode. */
export function manage(situation: Situation): Plan {
  const { set, nodes, pods, backoffs, even } = situation
  const byNode = podsByNode(pods)
  const create: string[] = []
  const remove: Pod[] = []
  const ended: Pod[] = []
  let wait = 0
  for (const node of nodes) {
    const { name } = node.metadata
    const { shouldRun, shouldContinue } = placement(set, node)
    const here = byNode.get(name) ?? []
    if (shouldRun && here.length === 0) create.push(name)
    else if (!shouldContinue) remove.push(...here.filter((pod) => !isGoing(pod)))
    else {
      const running: Pod[] = []
      for (const pod of here) {
        const { phase } = pod.status
        if (isGoing(pod)) continue
        if (phase !== 'Failed' && phase !== 'Succeeded') {
          running.push(pod)
          continue
        }
        const backoff = phase === 'Failed' ? backoffs.get(name) : undefined
        const left = backoff ? backoff.at + backoff.delay - even : 0
        if (left > 0) wait = wait === 0 ? backoff!.delay : Math.min(wait, backoff!.delay)
        else {
          ended.push(pod)
          remove.push(pod)
        }
      }
      remove.push(...superfluous(situation, oldestFirst(running)))
    }
  }
  return { create, remove, ended, wait }
}

/** Without surge all but the oldest; with it an old and a new one stay while the old one serves and the new one does not yet. */
function superfluous({ set, hash, now }: Situation, running: readonly Pod[]): readonly Pod[] {
  if (running.length <= 1) return []
  if (!allowsSurge(set)) return running.slice(1)
  const isNew = ({ metadata }: Pod) => metadata.labels?.[revisionLabel] === hash
  const fresh = running.find(isNew)
  const old = running.find((pod) => !isNew(pod))
  const doomed = running.filter((pod) => pod !== fresh && pod !== old)
  if (!fresh || !old) return doomed
  const oldIsDone = !isPodReady(old.status) || isAvailable(fresh, set.spec.minReadySeconds ?? 0, now)
  return oldIsDone ? [...doomed, old] : doomed
}

/** One step of a rolling update. Models update.go rollingUpdate. */
export function update(situation: Situation): Pick<Plan, 'create' | 'remove'> {
  const { set, nodes, pods, hash, now } = situation
  const nothing = { create: [], remove: [] }
  if (set.spec.updateStrategy?.type === 'OnDelete') return nothing
  const wanted = nodes.filter((node) => placement(set, node).shouldRun)
  const available = (pod: Pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, now)
  const byNode = podsByNode(pods)
  const onNodes = wanted.map(({ metadata }) => {
    const living = (byNode.get(metadata.name) ?? []).filter((pod) => !isGoing(pod))
    const fresh = living.filter(({ metadata: own }) => own.labels?.[revisionLabel] === hash)
    const old = living.filter(({ metadata: own }) => own.labels?.[revisionLabel] !== hash)
    return { node: metadata.name, fresh: fresh[0], old: old[0], isClear: fresh.length <= 1 && old.length <= 1 }
  })
  const must: string[] = []
  const may: string[] = []
  if (allowsSurge(set)) {
    const limit = scaled(surgeOf(set), wanted.length, true)
    const remove: Pod[] = []
    let surging = 0
    for (const { node, fresh, old, isClear } of onNodes) {
      if (!isClear) surging++
      else if (!old) continue
      else if (!fresh) (available(old) ? may : must).push(node)
      else if (available(fresh)) remove.push(old)
      else surging++
    }
    return { create: [...must, ...may.slice(0, Math.max(0, limit - surging))], remove }
  }
  const limit = scaled(set.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, wanted.length, true)
  const broken: Pod[] = []
  const working: Pod[] = []
  let unavailable = 0
  for (const { fresh, old, isClear } of onNodes) {
    if (!isClear || (!fresh && !old) || (fresh && old)) unavailable++
    else if (fresh) unavailable += available(fresh) ? 0 : 1
    else (available(old!) ? working : broken).push(old!)
  }
  return { create: [], remove: [...broken, ...working.slice(0, Math.max(0, limit - unavailable))] }
}
