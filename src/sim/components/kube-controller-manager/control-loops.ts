import { toSeconds } from '../../../base/time'
import type { KubeObject } from '../../api/types'
import type { LoopRow } from '../../view/types'
import { listAll, listControlled } from './caches'
import type { ControllerManager, Loop } from './context'

/** What the loops look after, as this process knows it: those that differ or are worked on first. */
export function controlLoops(kcm: ControllerManager): readonly LoopRow[] {
  if (kcm.loops.size === 0) return []
  const known = [...deployments(kcm), ...replicaSets(kcm), ...statefulSets(kcm), ...daemonSets(kcm), ...nodes(kcm)]
  const rows = known.map((row) => ({ ...row, acts: actsOf(kcm, row.loop, row.key) }))
  const shown = new Set(known.map(({ loop, key }) => `${loop} ${key}`))
  for (const loop of kcm.loops.values()) {
    for (const key of new Set([...loop.queue.queue, ...[...loop.works.values()].map((work) => work.key)])) {
      if (shown.has(`${loop.name} ${key}`)) continue
      rows.push({ loop: loop.name, key, desired: '', current: '', difference: '', acts: actsOf(kcm, loop.name, key) })
    }
  }
  const isBusy = ({ difference, loop, key }: LoopRow) => difference !== '' || isUnderWay(kcm, loop, key)
  return [...rows.filter(isBusy), ...rows.filter((row) => !isBusy(row))].slice(0, mostRows)
}

const mostRows = 80

type Seen = Omit<LoopRow, 'acts'>

const keyOf = ({ metadata: { namespace, name } }: KubeObject): string =>
  namespace === undefined ? name : `${namespace}/${name}`

/** `2 too few`, `1 too many`; empty if it is as many as wanted. */
function distance(wanted: number, there: number): string {
  if (there === wanted) return ''
  return there < wanted ? `${wanted - there} too few` : `${there - wanted} too many`
}

const podsThere = (kcm: ControllerManager, uid: string | undefined): number =>
  listControlled(kcm.caches, 'pods', uid ?? '').filter(
    ({ metadata, status }) => !metadata.deletionTimestamp && status.phase !== 'Failed' && status.phase !== 'Succeeded'
  ).length

function* deployments(kcm: ControllerManager): Generator<Seen> {
  for (const found of listAll(kcm.caches, 'deployments')) {
    const wanted = found.spec.replicas ?? 1
    const sets = listControlled(kcm.caches, 'replicasets', found.metadata.uid ?? '')
    const sized = sets.map((set) => set.spec.replicas ?? 1)
    const updated = found.status?.updatedReplicas ?? 0
    const available = found.status?.availableReplicas ?? 0
    const size = sized.reduce((sum, replicas) => sum + replicas, 0)
    const more =
      updated < wanted
        ? `${wanted - updated} not updated`
        : available < wanted
          ? `${wanted - available} not available`
          : ''
    yield {
      loop: 'deployment',
      key: keyOf(found),
      desired: `${wanted} replicas`,
      current: `ReplicaSets of ${sized.filter((replicas) => replicas > 0).join(' + ') || 0}, ${available} available`,
      difference: distance(wanted, size) || more
    }
  }
}

function* replicaSets(kcm: ControllerManager): Generator<Seen> {
  for (const found of listAll(kcm.caches, 'replicasets')) {
    const wanted = found.spec.replicas ?? 1
    const there = podsThere(kcm, found.metadata.uid)
    // Old revisions of a Deployment want nothing and have nothing.
    if (wanted === 0 && there === 0) continue
    yield {
      loop: 'replicaset',
      key: keyOf(found),
      desired: `${wanted} pods`,
      current: `${there} pods, ${found.status?.readyReplicas ?? 0} ready`,
      difference: distance(wanted, there)
    }
  }
}

function* statefulSets(kcm: ControllerManager): Generator<Seen> {
  for (const found of listAll(kcm.caches, 'statefulsets')) {
    const wanted = found.spec.replicas ?? 1
    const there = podsThere(kcm, found.metadata.uid)
    yield {
      loop: 'statefulset',
      key: keyOf(found),
      desired: `${wanted} pods`,
      current: `${there} pods, ${found.status?.readyReplicas ?? 0} ready`,
      difference: distance(wanted, there)
    }
  }
}

function* daemonSets(kcm: ControllerManager): Generator<Seen> {
  for (const found of listAll(kcm.caches, 'daemonsets')) {
    const wanted = found.status?.desiredNumberScheduled ?? 0
    const there = found.status?.currentNumberScheduled ?? 0
    yield {
      loop: 'daemonset',
      key: keyOf(found),
      desired: `a pod on ${wanted} nodes`,
      current: `on ${there}, ${found.status?.numberReady ?? 0} ready`,
      difference: distance(wanted, there)
    }
  }
}

function* nodes(kcm: ControllerManager): Generator<Seen> {
  for (const { metadata, spec } of listAll(kcm.caches, 'nodes')) {
    const health = kcm.health.get(metadata.name)
    const heard = health ? `heard of ${toSeconds(kcm.now - health.probeAt).toFixed(1)} s ago` : 'not looked at yet'
    const ready = health?.ready?.status ?? ''
    const taints = (spec?.taints ?? []).map(({ key }) => key).filter((key) => key.startsWith('node.kubernetes.io/'))
    yield {
      loop: 'node-health',
      key: metadata.name,
      desired: 'Ready, a heartbeat in time',
      current: `${ready === '' ? '' : `Ready=${ready}, `}${heard}`,
      difference: [ready === 'True' || ready === '' ? '' : 'not ready', ...taints].filter(Boolean).join(', ')
    }
  }
}

function isUnderWay(kcm: ControllerManager, name: string, key: string): boolean {
  const loop = kcm.loops.get(name)
  return loop !== undefined && (loop.queue.dirty.has(key) || loop.queue.processing.has(key))
}

/** What is under way for a key: requests that wait for answers, its place in the queue, its next try. */
function actsOf(kcm: ControllerManager, name: string, key: string): string {
  const loop = kcm.loops.get(name)
  if (!loop) return ''
  return [requestsOf(loop, key), placeOf(kcm, loop, key)].filter((part) => part !== '').join('; ')
}

function requestsOf(loop: Loop, key: string): string {
  const work = [...loop.works.values()].find((found) => found.key === key)
  if (!work) return ''
  const counts = new Map<string, number>()
  for (const { verb, resource, subresource } of work.calls) {
    const call = `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`
    counts.set(call, (counts.get(call) ?? 0) + 1)
  }
  const calls = [...counts].map(([call, count]) => (count === 1 ? call : `${count} × ${call}`))
  return calls.length === 0 ? 'a sync is under way' : `asks: ${calls.join(', ')}`
}

function placeOf({ now }: ControllerManager, { queue }: Loop, key: string): string {
  const failures = queue.failures.get(key) ?? 0
  const failed = failures > 0 ? `, failed ${failures === 1 ? 'once' : `${failures} times`}` : ''
  if (queue.queue.has(key)) return `waits in the queue${failed}`
  const due = queue.waiting.get(key)
  return due === undefined ? '' : `again in ${toSeconds(Math.max(0, due - now)).toFixed(1)} s${failed}`
}
