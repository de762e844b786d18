import { wallClock, type Clocks } from '../../../kernel/clock'
import { ms, toSeconds, type Micros } from '../../../../base/time'
import type { Lease, Node, NodeCondition, Pod } from '../../../api/types'
import { record, type ObjectReference } from '../../../client-go/events'
import type { Outbox } from '../messages'
import { listAll, lookup, podsOnNode } from '../caches'
import type { Settings } from '../config'
import { recorderOf, type ControllerManager } from '../context'
import { armTimer, enqueue, type Controller } from '../controller'
import { conclude, errorOf, event, isOk, fact, objectOf, request, type Conclusion, type Sync } from '../sync'
import { disruption } from './nodedisruption'
import { markPodsNotReady } from './nodepods'
import { judge, readyOf, type Health, type Verdict } from './nodeverdict'
import { hasTaint, notReady, removeTaints, swapTaints, unreachable } from './taints'
import { addNode, createZone, removeNode, zoneKeyOf } from './zones'
import { taintNext, taintSoon } from './nodenoexecute'

interface Input {
  readonly node: Node
  readonly lease: Lease | undefined
  readonly verdict: Verdict
  readonly pods: readonly Pod[]
  /** A former pass could not mark all its pods. */
  readonly retry: boolean
  readonly settings: Settings
  readonly clocks: Clocks
}

type Judged = Conclusion &
  ({ kind: 'health'; node: string; health: Health } | { kind: 'done'; node: string; retry: boolean })

const name = 'node-health'
const updateRetries = 5
const retrySleep = ms(20)

/**
 * Every monitor period judges each node by its heartbeats: a renewed lease or a new status, timed by own clock.
 * Models pkg/controller/nodelifecycle/node_lifecycle_controller.go monitorNodeHealth.
 */
export const nodeHealth: Controller<Input> = {
  name,
  user: 'node-controller',
  workers: 8,
  maxRetries: 0,
  needs: ['nodes', 'leases', 'pods'],

  begin: monitor,
  onTimer: (kcm, _timer, out) => monitor(kcm, out),

  observe(_kcm, { resource, object, old }, out) {
    if (resource !== 'nodes' || !old) return
    // A kubelet that says of itself that it is not ready.
    const [before, after] = [readyOf(old as Node), readyOf(object as Node)]
    if (before?.status === 'True' && after?.status === 'False')
      out.fact('node-not-ready', { node: object.metadata.name })
  },

  read(kcm, key) {
    const node = lookup(kcm.caches, 'nodes', key)
    const verdict = kcm.pass.get(key)
    if (!node || !verdict) {
      kcm.pass.delete(key)
      return null
    }
    const lease = lookup(kcm.caches, 'leases', leaseKey(key))
    const pods = podsOnNode(kcm.caches, key)
    return {
      node,
      lease,
      verdict,
      pods,
      retry: kcm.nodesToRetry.has(key),
      settings: kcm.settings,
      clocks: { now: kcm.now, skew: kcm.skew ?? 0 }
    }
  },

  sync,

  conclude(kcm, conclusion, out) {
    const told = conclusion as Judged
    if (told.kind === 'health') {
      kcm.health.set(told.node, { ...told.health, markedEntry: out.entry })
      const node = lookup(kcm.caches, 'nodes', told.node)
      if (node && told.health.ready && !kcm.settings.taintsLater) queueForTaint(kcm, node, told.health.ready, out)
      return
    }
    if (told.retry) kcm.nodesToRetry.add(told.node)
    else kcm.nodesToRetry.delete(told.node)
    kcm.pass.delete(told.node)
    if (kcm.pass.size === 0) endPass(kcm, out)
  }
}

/** One pass over all nodes; those that need requests are worked on, then the zones are judged and the next pass is armed. */
function monitor(kcm: ControllerManager, out: Outbox): void {
  noticeNodes(kcm, out)
  for (const node of listAll(kcm.caches, 'nodes')) {
    const { name: nodeName } = node.metadata
    const lease = lookup(kcm.caches, 'leases', leaseKey(nodeName))
    const verdict = judge(node, kcm.health.get(nodeName), lease, kcm, kcm.settings)
    kcm.health.set(nodeName, verdict.health)
    if (verdict.conditions) silent(kcm, nodeName, verdict, out)
    // What is written first is queued with what it becomes.
    if (kcm.settings.taintsLater || !verdict.conditions) queueForTaint(kcm, node, verdict.observed, out)
    if (needsWork(kcm, node, verdict)) {
      kcm.pass.set(nodeName, verdict)
      enqueue(kcm, name, nodeName)
    }
  }
  if (kcm.pass.size === 0) endPass(kcm, out)
}

/** The decision that follows from silence: says so on the timeline. */
function silent(kcm: ControllerManager, node: string, { health, grace, graceSetting }: Verdict, out: Outbox): void {
  const quiet = toSeconds(kcm.now - health.probeAt).toFixed(1)
  out.because({ silence: `${node}/kubelet`, of: 'node-lease-renew-interval-fraction' }, graceSetting)
  kcm.entry = out.entry
  out.note(`node-controller: no heartbeat of ${node} for ${quiet} s (limit ${toSeconds(grace)} s): marks it Unknown`)
}

/** A node that is not ready waits for its NoExecute taint. Models processTaintBaseEviction. */
function queueForTaint(kcm: ControllerManager, node: Node, observed: NodeCondition, out: Outbox): void {
  const zone = kcm.zones.get(zoneKeyOf(node))!
  const { name: nodeName } = node.metadata
  if (observed.status === 'True') {
    removeNode(zone, nodeName)
    return
  }
  const [own, opposite] = observed.status === 'Unknown' ? [unreachable, notReady] : [notReady, unreachable]
  if (hasTaint(node, opposite)) return
  if (!hasTaint(node, own) && zone.busy !== nodeName && !zone.waiting.has(nodeName)) removeNode(zone, nodeName)
  const entry = kcm.health.get(nodeName)?.markedEntry ?? 0
  if (!addNode(zone, nodeName)) return
  if (entry > 0 && kcm.settings.taintsLater) out.because({ entry }, 'node-monitor-period')
  out.note(
    `node-controller: ${nodeName} is ${kcm.settings.taintsLater ? 'still ' : ''}${observed.status === 'Unknown' ? 'unreachable' : 'not ready'}: queues its NoExecute taint`
  )
  if (!kcm.settings.taintsLater) taintSoon(kcm, zone, out)
}

function needsWork(kcm: ControllerManager, node: Node, verdict: Verdict): boolean {
  if (verdict.conditions || kcm.nodesToRetry.has(node.metadata.name)) return true
  if (verdict.observed.status === 'True') return hasTaint(node, unreachable) || hasTaint(node, notReady)
  return hasTaint(node, verdict.observed.status === 'Unknown' ? notReady : unreachable)
}

/** What a pass asks of the API for one node. */
function* sync({ node: cached, lease, verdict: first, pods, retry, settings, clocks }: Input): Sync {
  const { name: nodeName } = cached.metadata
  let node = cached
  let verdict = first
  if (verdict.conditions) {
    let error: string | undefined
    for (let attempt = 1; ; attempt++) {
      error = yield* writeConditions(node, verdict)
      if (error === undefined || attempt === updateRetries) break
      yield { step: 'log', level: 'E', text: `Error updating node ${nodeName}: ${error}` }
      const live = yield* request({ verb: 'get', resource: 'nodes', name: nodeName })
      if (!isOk(live)) break
      node = objectOf<Node>(live)
      verdict = judge(node, first.health, lease, clocks, settings)
      if (!verdict.conditions) {
        error = undefined
        break
      }
      yield { step: 'sleep', delay: retrySleep, setting: 'node-health-update-retry' }
    }
    if (error !== undefined) {
      yield* conclude<Judged>({ kind: 'done', node: nodeName, retry })
      return undefined
    }
    if (verdict.conditions) {
      yield* conclude<Judged>({ kind: 'health', node: nodeName, health: { ...verdict.health, ready: verdict.current } })
      yield* fact('node-not-ready', { node: nodeName })
    }
  }
  yield* correctTaints(
    node,
    settings.taintsLater ? verdict.observed : (verdict.current ?? verdict.observed),
    wallClock(clocks)
  )
  let failed = false
  const notified = verdict.current?.status !== 'True' && verdict.observed.status === 'True'
  if (notified)
    yield* event(nodeReference(node), 'Normal', 'NodeNotReady', `Node ${nodeName} status is now: NodeNotReady`)
  if (notified || (retry && verdict.observed.status !== 'True'))
    failed = !(yield* markPodsNotReady(pods, nodeName, wallClock(clocks)))
  yield* conclude<Judged>({ kind: 'done', node: nodeName, retry: failed })
  return undefined
}

function* writeConditions(node: Node, { conditions }: Verdict): Sync<string | undefined> {
  const body = { ...node, status: { ...node.status, conditions: conditions! } }
  const answer = yield* request({
    verb: 'update',
    resource: 'nodes',
    subresource: 'status',
    name: node.metadata.name,
    body
  })
  return isOk(answer) ? undefined : errorOf(answer)
}

/** A taint that became wrong is exchanged at once, and removed when the node is healthy. */
function* correctTaints(node: Node, observed: NodeCondition, now: Micros): Sync<void> {
  if (observed.status === 'True') yield* removeTaints(node, [unreachable, notReady])
  else if (observed.status === 'Unknown' && hasTaint(node, notReady))
    yield* swapTaints(node, [unreachable], [notReady], now)
  else if (observed.status === 'False' && hasTaint(node, unreachable))
    yield* swapTaints(node, [notReady], [unreachable], now)
}

function endPass(kcm: ControllerManager, out: Outbox): void {
  disruption(kcm, out)
  for (const zone of kcm.zones.values()) {
    if (kcm.settings.taintsLater) taintNext(kcm, zone, out)
    else if (zone.waiting.size > 0) taintSoon(kcm, zone, out)
  }
  // The next pass comes a period after this one has ended; the pass itself takes a moment.
  const passTime = ms(2) + Math.round(kcm.rng.float() * ms(6))
  armTimer(out, name, 'monitor', kcm.settings.monitorPeriod + passTime, 'node-monitor-period')
}

/** New and vanished nodes are told as Events, once per leader. */
function noticeNodes(kcm: ControllerManager, out: Outbox): void {
  for (const node of listAll(kcm.caches, 'nodes')) {
    const zoneKey = zoneKeyOf(node)
    if (!kcm.zones.has(zoneKey)) kcm.zones.set(zoneKey, createZone(zoneKey, kcm.settings.evictionRate, kcm.now))
    const { name: nodeName } = node.metadata
    if (!kcm.health.has(nodeName))
      nodeEvent(kcm, nodeReference(node), 'RegisteredNode', `Registered Node ${nodeName} in Controller`, out)
  }
  for (const nodeName of [...kcm.health.keys()]) {
    if (lookup(kcm.caches, 'nodes', nodeName)) continue
    kcm.health.delete(nodeName)
    kcm.nodesToRetry.delete(nodeName)
    for (const zone of kcm.zones.values()) removeNode(zone, nodeName)
    nodeEvent(kcm, { kind: 'Node', name: nodeName }, 'RemovingNode', `Removing Node ${nodeName} from Controller`, out)
  }
}

function nodeEvent(kcm: ControllerManager, about: ObjectReference, reason: string, text: string, out: Outbox): void {
  const recorder = recorderOf(kcm, 'node-controller')
  record(recorder, kcm.client, kcm, out, about, 'Normal', reason, `Node ${about.name} event: ${text}`)
}

/** Models RecordNodeEvent: a node's events name only its kind, name and UID. */
export const nodeReference = ({ metadata: { name: nodeName, uid } }: Node): ObjectReference => ({
  kind: 'Node',
  name: nodeName,
  ...(uid !== undefined && { uid })
})

const leaseKey = (node: string): string => `kube-node-lease/${node}`
