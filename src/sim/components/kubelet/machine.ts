import { setup } from 'xstate'
import { ms } from '../../../base/time'
import type { Boot } from '../../cluster'
import { recorderTimer } from '../../client-go/events'
import { informerChart, startInformer } from '../../client-go/informer'
import { connectionChart } from '../../client-go/connection'
import { handle } from '../../client-go/transport'
import { manifestDir } from '../../kubeadm/manifests'
import { actions } from '../../actions'
import { withCharts } from '../../kernel/chart'
import type { CriReply } from '../container-runtime/messages'
import { apiResult, informerChanged } from './api-results'
import { duration, is125, kubeletVersion, number } from './config'
import { containers } from './container/chart'
import { hooks } from './container/hooks-later'
import { pullReply } from './container/image'
import { boot, longAgo, type KubeletContext } from './context'
import { callRuntime, channelLost, failedReply, reconnectLater, runtimeIsDown, takeCall, type CriRef } from './cri'
import { nodeEvent } from './events'
import { unchecked } from './node-conditions'
import { deadlineOver } from './deadline'
import { imageGc } from './eviction/later'
import { monitor, reclaimed, usage } from './eviction/monitor'
import { cleanUpContainers, collect, housekeep, removalReply, sandboxStopped } from './housekeeping'
import { armCollector } from './housekeeping-timers'
import { toContainer, toPod, toProbe, type ItemReply, toVolume } from './items'
import { ensureLeaseAgain, renewLease, updateLease } from './lease'
import { verbose } from './log'
import { giveUp, isOfRuntime } from './validate-runtime'
import type { KubeletInput, KubeletOwn, Outbox } from './messages'
import { nodeShutdown } from './nodeshutdown/later'
import { createNode, getNode, register, registerLater, updateNodeStatus } from './node-status'
import { checked, checkRuntime, skip } from './runtime-check'
import { lookReply } from './looks'
import { relist, relistDone, relistReply, runtimeChanged, wakingEvents, type PodEvent } from './pleg'
import { podWorkers } from './pod-worker/chart'
import { deliver } from './pod-worker/worker'
import { resume } from './pods'
import { syncBatch } from './pod-status'
import { probeChart } from './probe/chart'
import { probeAnswered, probesReset } from './probe/request'
import { measure, measured } from './measure'
import { kubeletServer } from './server-later'
import { checkManifests, manifestWritten } from './static-files'
import { volumeChart } from './volume/chart'
import { mountChecks } from './volume/later'

const { act } = actions<KubeletContext, KubeletInput, KubeletOwn>()

/**
 * The node's agent. Its own states are few: it starts, registers its Node and runs. What it does for each pod, container,
 * volume and probe is in their charts. It handles its pods in every state after the start, registered or not.
 */
const kubelet = setup({
  types: { context: {} as KubeletContext, events: {} as KubeletInput, input: {} as Boot },
  actions: {
    sayFirst: act((context, _event, out) => {
      out.log('I', `server.go:413] "Kubelet version" kubeletVersion="${kubeletVersion(context.config)}"`)
      context.firstWords.forEach((line) => out.log('I', line))
    }),
    begin: act((context, _event, out) => begin(context, out)),
    handle: act((context, event, out) => handleEvent(context, out, event)),
    exit: act((_context, _event, out) => {
      out.log('I', '"Shutting down"')
      out.exit('SIGTERM', 0)
    }),
    askVersion: act((context, _event, out) => callRuntime(context, out, { type: 'cri.Version' }, { kind: 'check' })),
    noteVersion: act((context, event, out) => handleEvent(context, out, event)),
    giveUp: act((context, event, out) => giveUp(context, out, event))
  },
  guards: {
    hasVersion: ({ event }) => event.type === 'cri.reply' && event.version !== undefined,
    isOfRuntime: ({ context, event }) => isOfRuntime(context, event),
    isRegistered: ({ context }) => context.nodeStatus.registered
  },
  delays: { 'kubelet-start-latency-ms': ({ context }) => number(context.config, 'kubelet-start-latency-ms') }
}).createMachine({
  id: 'kubelet',
  context: ({ input }) => boot(input),
  initial: 'starting',
  states: {
    // A wildcard takes what its parent would handle: each state names the signal itself.
    starting: {
      entry: 'sayFirst',
      on: { 'proc.term': 'stopping' },
      after: { 'kubelet-start-latency-ms': 'validating' }
    },
    // PreInitRuntimeService: without a runtime that speaks CRI there is no kubelet.
    validating: {
      entry: 'askVersion',
      on: {
        'proc.term': 'stopping',
        'cri.reply': [{ guard: 'hasVersion', target: 'registering', actions: 'noteVersion' }, { target: 'failed' }],
        'net.refused': { guard: 'isOfRuntime', target: 'failed' },
        'net.reset': { guard: 'isOfRuntime', target: 'failed' }
      }
    },
    failed: { entry: 'giveUp' },
    registering: {
      entry: 'begin',
      always: { guard: 'isRegistered', target: 'running' },
      on: { 'proc.term': 'stopping', '*': { actions: 'handle' } }
    },
    running: { on: { 'proc.term': 'stopping', '*': { actions: 'handle' } } },
    stopping: { entry: 'exit' }
  }
})

const clientsOf = ({ api }: KubeletContext) => [api]
const connections = connectionChart<KubeletContext>({
  find: (context, name) => clientsOf(context).find((client) => client.name === name),
  all: clientsOf
})

const informersOf = ({ nodes, services, podSource }: KubeletContext) => [nodes, services, podSource]
const informers = informerChart<KubeletContext>(
  {
    find: (context, name) => informersOf(context).find(({ resource }) => resource === name),
    all: informersOf
  },
  ({ api }) => api
)

export const machine = withCharts(kubelet, [connections, informers, podWorkers, containers, volumeChart, probeChart])

/** "Started kubelet": all loops begin. */
function begin(context: KubeletContext, out: Outbox): void {
  context.startedAt = context.now
  out.log('I', 'server.go:1175] "Started kubelet"')
  nodeEvent(context, out, 'Normal', 'Starting', 'Starting kubelet.')
  nodeEvent(context, out, 'Warning', 'InvalidDiskCapacity', 'invalid capacity 0 on image filesystem')
  nodeEvent(context, out, 'Normal', 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods')
  out.log('I', 'apiserver.go:42] "Waiting for node sync before watching apiserver pods"')
  startInformer(context.nodes, out)
  startInformer(context.services, out)
  renewLease(context, out)
  registerLater(context, out)
  checkRuntime(context, out)
  const loop = context.rng.jitter(duration(context.config, 'kubelet-main-loop-latency-ms'), 0.1)
  out.timer('main-loop', loop, 'kubelet-main-loop-latency-ms', { type: 'loop.start' })
  const wait = duration(context.config, 'wait-for-api-server-sync-period-s')
  out.timer('watch-pods', wait, 'wait-for-api-server-sync-period-s', { type: 'pods.watch' })
  const first = duration(context.config, 'fast-status-update-latency-ms')
  out.timer('node-fast', first, 'fast-status-update-latency-ms', { type: 'node.fast' })
  monitor(context, out)
  if (number(context.config, 'shutdown-grace-period-s') > 0) nodeShutdown().start(context, out)
  for (const [file, manifest] of Object.entries(context.manifestFiles)) manifestWritten(context, out, file, manifest)
}

function handleEvent(context: KubeletContext, out: Outbox, event: KubeletInput): void {
  if (event.type === 'net.reset' && event.peer === context.runtime) return runtimeGone(context, out)
  if (event.type === 'net.refused' && event.to === context.runtime) return runtimeGone(context, out)
  for (const client of clientsOf(context)) {
    const results = handle(client, context, out, event)
    if (results === null) continue
    for (const result of results) apiResult(context, out, result)
    return
  }
  if (event.type === 'net.reset') return probesReset(context, out, event.peer)
  if (recorderTimer(context.recorder, context.api, context, out, event)) return
  take(context, out, event)
}

/** Every input by its type. */
type Inputs = { readonly [E in KubeletInput as E['type']]: E }

/** What the clients of the API have not taken, and nobody else waits for, is left alone. */
function take<T extends keyof Inputs>(context: KubeletContext, out: Outbox, event: Inputs[T]): void {
  handlers[event.type as T]?.(context, out, event)
}

const handlers: { readonly [T in keyof Inputs]?: (context: KubeletContext, out: Outbox, event: Inputs[T]) => void } = {
  'loop.start': (context, out) => {
    out.log('I', 'status_manager.go:161] "Starting to sync pod status with apiserver"')
    out.log('I', 'kubelet.go:2033] "Starting kubelet main sync loop"')
    const pleg = 'PLEG is not healthy: pleg has yet to be successful'
    const isUnchecked = context.cri.lastCheck === longAgo && !is125(context.config)
    skip(context, out, isUnchecked ? `[${unchecked}, ${pleg}]` : pleg)
    relist(context, out)
  },
  'pods.watch': (context, out) => watchPods(context, out),
  'node.fast': (context, out) => fastUpdate(context, out),
  'node.register': (context, out) => register(context, out),
  'node.create': (context, out) => createNode(context, out),
  'node.status': (context, out) => updateNodeStatus(context, out),
  'lease.renew': (context, out) => renewLease(context, out),
  'node.get': (context, out) => getNode(context, out),
  'lease.update': (context, out) => updateLease(context, out),
  'lease.ensure': (context, out) => ensureLeaseAgain(context, out),
  'informer.changed': (context, out, event) => informerChanged(context, out, event),
  'pleg.relist': (context, out) => relist(context, out),
  'pleg.inspected': (context, out) => relisted(context, out, relistDone(context, out)),
  'status.batch': (context, out) => syncBatch(context, out),
  housekeeping: (context, out) => housekeep(context, out),
  'container.gc': (context, out) => collect(context, out),
  'eviction.monitor': (context, out) => monitor(context, out),
  'linux.prepare-for-shutdown': (context, out) => nodeShutdown().begin(context, out),
  'shutdown.look': (context, out) => nodeShutdown().look(context, out),
  'shutdown.unmounted': (context, out) => nodeShutdown().groupEnded(context, out),
  'shutdown.timeout': (context, out) => nodeShutdown().timeOut(context, out),
  'linux.usage': (context, out, event) => {
    if (context.reads.has(event.id)) kubeletServer().serveUsage(context, out, event)
    else if (!measured(context, out, event)) usage(context, out, event)
  },
  'volume.opened': (_context, out, { key, error }) => out.raise(toVolume(key, { type: 'volume.opened', error })),
  'csi.register': (context, out, event) => mountChecks().registerDriver(context, out, event),
  'kubelet.measure': (context, out, event) => measure(context, out, event),
  'linux.probed': (context, out, { id, code, error }) => {
    const key = context.httpHooks.get(id)
    if (key === undefined) return probeAnswered(context, out, id, code, error)
    context.httpHooks.delete(id)
    out.raise(toContainer(key, hooks().httpHookResult(context, key, code, error)))
  },
  'http.response': (context, out, { id, code, from }) => {
    const key = context.probing.get(id)
    const probe = key === undefined ? undefined : context.probes.change(key)
    if (probe) probe.server = from
    probeAnswered(context, out, id, code, '')
  },
  'manifests.check': (context, out) => checkManifests(context, out),
  'kubelet.logs': (context, out, event) => kubeletServer().serveLogs(context, out, event),
  'kubelet.stop': (context, out, event) => kubeletServer().stopLog(context, out, event),
  'pod.deadline': (context, out, { uid }) => deadlineOver(context, out, uid),
  'log.look': (context, out, { id }) => kubeletServer().lookAtLog(context, out, id),
  'kubelet.exec': (context, out, event) => kubeletServer().serveExec(context, out, event),
  'kubelet.get': (context, out, event) => kubeletServer().serveGet(context, out, event),
  // Its health, at a port of the machine's own.
  'http.get': (_context, out, { id, asker, path }) =>
    out.send(asker, { type: 'http.response', id, ...kubeletServer().healthOf(path) }),
  'kubelet.port-forward': (context, out, event) => kubeletServer().serveForward(context, out, event),
  'traffic.response': (context, out, { id, code, body = '' }) =>
    kubeletServer().forwarded(context, out, id, { code, body }),
  'traffic.refused': (context, out, { id, reason }) => kubeletServer().refusedPort(context, out, id, reason),
  'linux.logs.read': (context, out, event) => kubeletServer().logsRead(context, out, event),
  'cri.changed': (context, out, { podUid }) => runtimeChanged(context, out, podUid),
  'cri.reply': (context, out, reply) => {
    const ref = takeCall(context, reply.id)
    if (ref) criReply(context, out, ref, reply)
  },
  'cri.failed': (context, out, { id, verb }) => {
    const ref = takeCall(context, id)
    if (ref) criReply(context, out, ref, failedReply(context, verb))
  },
  'cri.check': (context, out) => checkRuntime(context, out),
  'cri.reconnect': (context, out) => out.connect(context.runtime, { kind: 'cri' }),
  'net.connected': (context, out, { to }) => {
    if (to !== context.runtime || context.cri.state === 'ready') return
    context.cri.state = 'ready'
    context.cri.failures = 0
    runtimeChanged(context, out)
  },
  'kubelet.manifest': (context, out, { file, pod }) => {
    const path = `${manifestDir}/${file}`
    out.write(null, [pod ? { op: 'put', file: path, value: pod } : { op: 'delete', file: path }])
    manifestWritten(context, out, file, pod)
  }
}

// --- the API ------------------------------------------------------------------------------------------------------------

/** The pods are watched once the own Node has been listed. */
function watchPods(context: KubeletContext, out: Outbox): void {
  if (!context.nodes.synced) {
    const wait = duration(context.config, 'wait-for-api-server-sync-period-s')
    out.timer('watch-pods', wait, 'wait-for-api-server-sync-period-s', { type: 'pods.watch' })
    return
  }
  out.log('I', 'apiserver.go:52] "Watching apiserver"')
  startInformer(context.podSource, out)
}

/** Models fastStatusUpdateOnce: as soon as the own Node is known, its status is sent once out of turn. */
function fastUpdate(context: KubeletContext, out: Outbox): void {
  if (context.nodes.store.size > 0 && context.nodeStatus.registered) {
    updateNodeStatus(context, out)
    return
  }
  if (context.nodes.store.size === 0)
    out.log('E', `kubelet.go:2471] "Error getting node" err="node \\"${context.node}\\" not found"`)
  out.timer('node-fast', ms(100), 'fast-status-update', { type: 'node.fast' })
}

// --- the runtime ----------------------------------------------------------------------------------------------------------

function runtimeGone(context: KubeletContext, out: Outbox): void {
  if (context.cri.state === 'failing') {
    out.log('W', '"createTransport failed"')
    reconnectLater(context, out)
    return
  }
  for (const ref of channelLost(context, out)) criReply(context, out, ref, failedReply(context))
  runtimeChanged(context, out)
  armCollector(context, out)
}

function criReply(context: KubeletContext, out: Outbox, ref: CriRef, reply: CriReply): void {
  switch (ref.kind) {
    case 'check':
      return checked(context, out, reply)
    case 'relist':
      relistReply(context, out, ref.part, reply)
      if (reply.error !== '' && !context.skipping && runtimeIsDown(context)) skip(context, out)
      return
    case 'look':
      return relisted(context, out, lookReply(context, out, ref, reply), null)
    case 'pull':
      pullReply(context, out, ref.key, reply)
      if (reply.error === '') callRuntime(context, out, { type: 'cri.ListImages' }, { kind: 'check' })
      return
    case 'server':
      return kubeletServer().execServed(out, ref, reply)
    case 'image-gc':
      imageGc().imageGcReply(context, out, ref.step, reply)
      if (!context.images.freeing) reclaimed(context, out)
      return
    case 'stop-sandbox':
      if (reply.error === '') sandboxStopped(context, out, ref.sandboxId)
      return
    case 'remove':
      return removalReply(context, out, ref.step, reply)
    case 'remove-sandbox':
      return
    case 'item':
      return tellItem(out, ref, reply)
  }
}

function tellItem(out: Outbox, ref: ItemReply, reply: CriReply): void {
  switch (ref.chart) {
    case 'pod-worker':
      return out.raise(toPod(ref.item, { type: ref.type, sandboxId: ref.sandboxId, reply }))
    case 'container':
      return out.raise(toContainer(ref.item, { type: ref.type, reply }))
    case 'probe':
      return out.raise(toProbe(ref.item, { type: ref.type, reply }))
  }
}

/** A relist is done: what it found goes to the pods, and who waited for a fresh look goes on. */
function relisted(
  context: KubeletContext,
  out: Outbox,
  events: readonly PodEvent[],
  timedBy: 'pleg-relist-period-ms' | null = 'pleg-relist-period-ms'
): void {
  if (context.skipping && context.cri.lastCheck !== longAgo && !runtimeIsDown(context)) resume(context, out)
  const { told } = context.pleg
  const step = out.entry
  for (const worker of context.workers.values()) {
    if (worker.state !== 'looking') continue
    out.because({ entry: told.get(worker.uid) ?? step }, timedBy ?? undefined)
    out.raise(toPod(worker.uid, { type: 'pod.look' }))
  }
  const waking = wakingEvents(context, events)
  for (const event of events) {
    out.because({ entry: told.get(event.uid) ?? step }, timedBy ?? undefined)
    const pod = context.pods.get(event.uid)
    if (pod && waking.has(event)) deliver(context, out, pod, {})
    if (event.type !== 'ContainerDied') continue
    for (const { key, uid, containerId } of context.containers.values())
      if (uid === event.uid && containerId === event.id) out.raise(toContainer(key, { type: 'container.died' }))
    cleanUpContainers(context, out, event)
    armCollector(context, out)
  }
  verbose(context, out, 6, `generic.go "GenericPLEG: Relisting" events=${events.length}`)
}
