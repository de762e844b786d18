import type { Micros } from '../../../base/time'
import type { Shelf } from '../../kernel/shelf'
import type { Outbox } from './messages'
import type { ContainerStatus, CriReply, Sandbox } from '../container-runtime/messages'
import { duration, is125 } from './config'
import type { KubeletContext } from './context'
import { callRuntime } from './cri'
import { source, structure, verbose } from './log'
import { nothingRuns, runtimePodOf, type RuntimePod } from './runtime-pod'

/**
 * The pod lifecycle event generator with the pod cache. Models pkg/kubelet/pleg/generic.go and container/cache.go.
 *
 * Upstream lists all containers every second (plus the time that listing takes). Listing when nothing has changed has no
 * effect, so here only those ticks happen after which something can differ: the runtime said that something changed, or
 * a pod worker waits for a fresher look. All other ticks are counted by arithmetic, on the same grid.
 */
export interface Pleg {
  cache: Shelf<{ readonly pod: RuntimePod; readonly modified: Micros }>
  /** When the last real relist began and ended, and how long it took. */
  lastStart: Micros
  lastEnd: Micros
  duration: Micros
  /** At least one relist has succeeded. */
  done: boolean
  running: boolean
  armed: boolean
  /** Something has changed since the last relist began. */
  dirty: boolean
  /** By the pod's uid: the timeline entry in which the runtime last told of a change, as the cause of what a relist finds. */
  told: Map<string, number>
  /** A relist's answers. */
  sandboxes: readonly Sandbox[] | null
  containers: readonly ContainerStatus[] | null
}

export interface PodEvent {
  readonly uid: string
  readonly type: 'ContainerStarted' | 'ContainerDied' | 'ContainerRemoved'
  /** Container or sandbox. */
  readonly id: string
}

/** The next tick of the relist loop: it waits a period after each relist's end. */
function nextTick(context: KubeletContext): Micros {
  const { pleg, config } = context
  const { now } = context
  const period = duration(config, 'pleg-relist-period-ms')
  const first = pleg.lastEnd + period
  if (now <= first) return first
  const round = period + pleg.duration
  return first + Math.ceil((now - first) / round) * round
}

/** Makes sure that the next tick is a real relist. */
export function armRelist(context: KubeletContext, out: Outbox): void {
  const { pleg } = context
  if (pleg.armed || pleg.running || !pleg.done) return
  pleg.armed = true
  out.timer('pleg', nextTick(context) - context.now, 'pleg-relist-period-ms', { type: 'pleg.relist' })
}

/** The runtime said that something has changed, of a pod if it knows which. */
export function runtimeChanged(context: KubeletContext, out: Outbox, podUid = ''): void {
  context.pleg.dirty = true
  if (podUid !== '') context.pleg.told.set(podUid, out.entry)
  armRelist(context, out)
}

export function relist(context: KubeletContext, out: Outbox): void {
  const { pleg } = context
  pleg.armed = false
  pleg.running = true
  pleg.dirty = false
  pleg.lastStart = context.now
  pleg.sandboxes = null
  callRuntime(context, out, { type: 'cri.ListPodSandbox' }, { kind: 'relist', part: 'sandboxes' })
  callRuntime(context, out, { type: 'cri.ListContainers' }, { kind: 'relist', part: 'containers' })
}

/** Takes one of the two answers. When both are there, the pods that have changed are looked at; that takes its time. */
export function relistReply(
  context: KubeletContext,
  out: Outbox,
  part: 'sandboxes' | 'containers',
  reply: CriReply
): void {
  const { pleg, config } = context
  if (!pleg.running) return
  if (reply.error !== '') {
    if (part === 'sandboxes') relistFailed(context, out, reply.error)
    return
  }
  if (part === 'sandboxes') {
    pleg.sandboxes = reply.sandboxes!
    return
  }
  pleg.containers = reply.containers!
  const changed = changedPods(context, pleg.sandboxes!, pleg.containers)
  const delay = changed * duration(config, 'pleg-inspect-latency-ms')
  out.timer('pleg', delay, 'pleg-inspect-latency-ms', { type: 'pleg.inspected' })
}

function relistFailed(context: KubeletContext, out: Outbox, error: string): void {
  const { pleg, config } = context
  if (!is125(config))
    out.log(
      'E',
      `remote_runtime.go:347] "ListPodSandbox with filter from runtime service failed" err=${JSON.stringify(error)} filter=""`
    )
  out.log('E', `generic.go:205] "GenericPLEG: Unable to retrieve pods" err=${JSON.stringify(error)}`)
  pleg.running = false
  pleg.lastEnd = context.now
  pleg.dirty = true
  if (pleg.done) armRelist(context, out)
  else
    out.timer('pleg', duration(config, 'pleg-relist-period-ms'), 'pleg-relist-period-ms', {
      type: 'pleg.relist'
    })
}

/** How many pods the answers show otherwise than the cache. */
function changedPods(
  context: KubeletContext,
  sandboxes: readonly Sandbox[],
  containers: readonly ContainerStatus[]
): number {
  const changed = new Set<string>()
  for (const item of sandboxes)
    if (!context.pleg.cache.get(item.podUid)?.pod.sandboxes.includes(item)) changed.add(item.podUid)
  for (const item of containers)
    if (!context.pleg.cache.get(item.podUid)?.pod.containers.includes(item)) changed.add(item.podUid)
  return changed.size
}

/** The relist is over. Gives what has happened since the last one. */
export function relistDone(context: KubeletContext, out: Outbox): PodEvent[] {
  const { pleg } = context
  const { sandboxes, containers } = pleg
  pleg.running = false
  // Who finds containers has found their volumes, too. Models volumemanager/reconciler/reconstruct.go.
  if (!pleg.done && containers!.length > 0) verbose(context, out, 2, '"DevicePaths"')
  pleg.done = true
  pleg.lastEnd = context.now
  pleg.duration = pleg.lastEnd - pleg.lastStart
  pleg.sandboxes = null
  pleg.containers = null
  if (pleg.dirty) armRelist(context, out)
  return compare(context, out, sandboxes!, containers!)
}

function compare(
  context: KubeletContext,
  out: Outbox,
  sandboxes: readonly Sandbox[],
  containers: readonly ContainerStatus[]
): PodEvent[] {
  const { pleg } = context
  const seen = new Map<string, { sandboxes: Sandbox[]; containers: ContainerStatus[] }>()
  const of = (uid: string) => {
    let found = seen.get(uid)
    if (!found) seen.set(uid, (found = { sandboxes: [], containers: [] }))
    return found
  }
  for (const sandbox of sandboxes) of(sandbox.podUid).sandboxes.push(sandbox)
  for (const container of containers) of(container.podUid).containers.push(container)
  for (const uid of pleg.cache.keys()) of(uid)
  return [...seen].flatMap(([uid, now]) => observe(context, out, uid, now.sandboxes, now.containers, pleg.lastStart))
}

/** Takes what the runtime shows of a pod into the cache. Gives what has happened to it. Models reconcilePodRecord. */
export function observe(
  context: KubeletContext,
  out: Outbox,
  uid: string,
  sandboxes: readonly Sandbox[],
  containers: readonly ContainerStatus[],
  modified: Micros
): PodEvent[] {
  const { pleg } = context
  const before = pleg.cache.get(uid)?.pod ?? nothingRuns
  const { changed, events } = eventsOf(uid, before, containers, sandboxes)
  if (!changed) return []
  if (containers.length === 0 && sandboxes.length === 0) {
    pleg.cache.delete(uid)
    pleg.told.delete(uid)
    return events
  }
  pleg.cache.set(uid, Object.freeze({ pod: runtimePodOf(sandboxes, containers, before.ip), modified }))
  tellExits(context, out, uid, containers, events)
  const pod = context.pods.get(uid)
  if (!pod) return events
  for (const { type, id } of events) {
    if (type === 'ContainerRemoved') continue
    const file = source(context, 'kubelet.go:2157', 'kubelet.go:2737')
    const name = `${pod.metadata.namespace}/${pod.metadata.name}`
    const event = `${source(context, '&', '')}${structure(context, { ID: uid, Type: type, Data: id })}`
    verbose(context, out, 2, `${file}] "SyncLoop (PLEG): event for pod" pod="${name}" event=${event}`)
  }
  return events
}

function tellExits(
  context: KubeletContext,
  out: Outbox,
  uid: string,
  containers: readonly ContainerStatus[],
  events: readonly PodEvent[]
): void {
  if (is125(context.config)) return
  for (const { type, id } of events) {
    const exited = type === 'ContainerDied' && containers.find((container) => container.id === id)
    if (!exited) continue
    const about = `podID="${uid}" containerID="${id}" exitCode=${exited.exitCode}`
    verbose(context, out, 2, `generic.go:413] "Generic (PLEG): container finished" ${about}`)
  }
}

type State = 'running' | 'exited' | 'unknown' | 'none'

function eventsOf(
  uid: string,
  before: RuntimePod,
  containers: readonly ContainerStatus[],
  sandboxes: readonly Sandbox[]
): { changed: boolean; events: PodEvent[] } {
  const events: PodEvent[] = []
  let changed = false
  const visit = <T extends { id: string }>(old: readonly T[], now: readonly T[], stateOf: (item: T) => State) => {
    for (const item of now) {
      const last = old.find(({ id }) => id === item.id)
      // Records are replaced, never changed: the same one means the same state.
      if (last === item) continue
      changed = true
      event(item.id, last ? stateOf(last) : 'none', stateOf(item))
    }
    for (const item of old) {
      if (now.some(({ id }) => id === item.id)) continue
      changed = true
      event(item.id, stateOf(item), 'none')
    }
  }
  const event = (id: string, from: State, to: State) => {
    if (from === to || to === 'unknown') return
    if (to === 'running') events.push({ uid, type: 'ContainerStarted', id })
    else if (to === 'exited') events.push({ uid, type: 'ContainerDied', id })
    else {
      if (from !== 'exited') events.push({ uid, type: 'ContainerDied', id })
      events.push({ uid, type: 'ContainerRemoved', id })
    }
  }
  visit(before.containers, containers, ({ state }) =>
    state === 'CONTAINER_RUNNING' ? 'running' : state === 'CONTAINER_EXITED' ? 'exited' : 'unknown'
  )
  visit(before.sandboxes, sandboxes, ({ state }) => (state === 'SANDBOX_READY' ? 'running' : 'exited'))
  return { changed, events }
}

/** When the last relist began that is over by now, counting the ticks that were skipped because nothing had changed. */
function lastFinishedStart(context: KubeletContext): Micros {
  const { pleg, config, cri } = context
  if (!pleg.done) return -Number.MAX_SAFE_INTEGER
  if (pleg.dirty || pleg.running || cri.state !== 'ready')
    return pleg.running ? pleg.lastEnd - pleg.duration : pleg.lastStart
  const round = duration(config, 'pleg-relist-period-ms') + pleg.duration
  return pleg.lastStart + Math.max(0, Math.floor((context.now - pleg.lastEnd) / round)) * round
}

/** The cache's view of a pod if it is newer than `since`, else null: then the caller must wait for a relist. */
export function newerThan(context: KubeletContext, uid: string, since: Micros): RuntimePod | null {
  const entry = context.pleg.cache.get(uid)
  if ((entry && entry.modified > since) || lastFinishedStart(context) > since) return entry?.pod ?? nothingRuns
  return null
}

/**
 * The events that wake the workers of their pods. Several of one pod come within microseconds: its worker has not begun with the first when
 * the last is there, and does one sync for all (in 1.25, by its recordings, one more). Models kubelet.go isSyncPodWorthy.
 */
export function wakingEvents(context: KubeletContext, events: readonly PodEvent[]): ReadonlySet<PodEvent> {
  const worthy = events.filter(({ type }) => type !== 'ContainerRemoved')
  if (is125(context.config)) return new Set(worthy)
  return new Set([...new Map(worthy.map((event) => [event.uid, event])).values()])
}
