import { ms, seconds, type Micros } from '../../../base/time'
import { canonicalQuantity } from '../../api/quantity'
import type { Node } from '../../api/types'
import { request, type ApiResult, type Call } from '../../client-go/transport'
import { registerTaints } from './register-taints'
import type { Outbox } from './messages'
import type { Image } from '../container-runtime/messages'
import { duration, is125, kubeletVersion, number } from './config'
import { closeIdleConnections } from './connections'
import type { KubeletContext } from './context'
import { idPrefix } from './cri'
import { errorText } from './error-text'
import { nodeEvent } from './events'
import { mergeConditions, readyErrors } from './node-conditions'
import { verbose } from './log'
import { registerMirrors } from './mirror-pods'
import { kept, sayNotReady, sinceThen } from './node-features'
import { bootIdOf, tellReboot } from './reboot'
import { equal } from '../../api/equality'
import { mountChecks } from './volume/later'
import { twoWayPatch } from '../../api/patch/two-way'

const nodeStatusType = { form: 'struct', of: 'NodeStatus' } as const

/** Registration and the node's status. Models pkg/kubelet/kubelet_node_status.go and nodestatus/setters.go. */
export interface NodeStatusState {
  registered: boolean
  registerDelay: Micros
  /** Failed tries of the current update. */
  tries: number
  /** An update is under way (syncNodeStatusMux); another one waits for it. */
  busy: boolean
  again: boolean
  lastReport: Micros
  /** When the CSINode object of a new node will be there; null before the registration. */
  csiReadyAt: Micros | null
  networkReady: boolean
  /** `containerd://1.6.20` */
  runtimeVersion: string
  images: readonly Image[]
  /** The network of its pods, as it was last told to the runtime; empty: it was not. */
  podCIDR: string
  /** It has not been ready in this life: it is looked at ten times a second. */
  isNew: boolean
}

interface NodeRef {
  readonly kind: 'node'
  readonly step: 'register' | 'existing' | 'get' | 'patch'
}

const timeoutSetting = 'node-status-update-frequency-s'
const maxRegisterDelay = seconds(7)

function send(context: KubeletContext, out: Outbox, step: NodeRef['step'], call: Omit<Call, 'resource'>): void {
  const ref: NodeRef = { kind: 'node', step }
  const timeout = duration(context.config, timeoutSetting)
  request(context.api, context, out, { resource: 'nodes', ...call }, ref, timeout, timeoutSetting, null)
}

// --- registration -----------------------------------------------------------------------------------------------------

/** First try after 100 ms (and what comes before it in the loop), then doubling to 7 s. */
export function registerLater(context: KubeletContext, out: Outbox): void {
  const { nodeStatus } = context
  const first = nodeStatus.registerDelay === 0
  nodeStatus.registerDelay = first ? ms(100) : Math.min(nodeStatus.registerDelay * 2, maxRegisterDelay)
  const delay = first ? duration(context.config, 'initial-register-latency-ms') : nodeStatus.registerDelay
  out.timer('register', delay, 'register-retry', { type: 'node.register' })
}

export function register(context: KubeletContext, out: Outbox): void {
  const annotated = 'kubelet_node_status.go:346] "Setting node annotation to enable volume controller attach/detach"'
  verbose(context, out, 2, annotated)
  for (const [reason, status] of [
    ['NodeHasSufficientMemory', 'NodeHasSufficientMemory'],
    ['NodeHasNoDiskPressure', 'NodeHasNoDiskPressure'],
    ['NodeHasSufficientPID', 'NodeHasSufficientPID']
  ] as const) {
    nodeEvent(context, out, 'Normal', reason, `Node ${context.node} status is now: ${status}`)
  }
  out.log('I', `kubelet_node_status.go:72] "Attempting to register node" node="${context.node}"`)
  const latency = context.rng.jitter(duration(context.config, 'initial-node-latency-ms'), 0.7)
  out.timer('register', latency, 'initial-node-latency-ms', { type: 'node.create' })
}

export function createNode(context: KubeletContext, out: Outbox): void {
  send(context, out, 'register', { verb: 'create', body: initialNode(context) })
}

function initialNode(context: KubeletContext): Node {
  const { node, cluster, machine } = context
  const zone = cluster.zones[machine]
  const net = cluster.podCidrs[machine]
  const labels = {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': node,
    'kubernetes.io/os': 'linux',
    ...(zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone })
  }
  const base = Object.freeze({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: Object.freeze({
      name: node,
      labels,
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' }
    }),
    // Given by the controller manager's IPAM upstream; here the cluster's plan says it.
    spec: Object.freeze({
      ...(net === undefined ? {} : { podCIDR: `${net}.0/24`, podCIDRs: [`${net}.0/24`] }),
      ...registerTaints(cluster.masters.includes(machine), context.config)
    }),
    status: Object.freeze({})
  }) as Node
  return Object.freeze({ ...base, status: statusOf(context, base).status })
}

function registered(context: KubeletContext, out: Outbox, node: Node, existed: boolean): void {
  const { nodeStatus } = context
  if (existed) out.log('I', `kubelet_node_status.go:110] "Node was previously registered" node="${context.node}"`)
  out.log('I', `kubelet_node_status.go:75] "Successfully registered node" node="${context.node}"`)
  nodeStatus.registered = true
  nodeStatus.csiReadyAt = context.now + (existed ? 0 : duration(context.config, 'csinode-init-latency-ms'))
  context.ownNode = node
  registerMirrors(context, out)
  updateNodeStatus(context, out)
}

// --- status -----------------------------------------------------------------------------------------------------------

/** The ticker of the node's status, 10 s × (1 … 1.04) after the last one was done. */
function tickLater(context: KubeletContext, out: Outbox): void {
  const { config, rng } = context
  const delay = rng.jitter(duration(config, timeoutSetting), number(config, 'node-heartbeat-jitter'))
  out.timer('node-status', delay, timeoutSetting, { type: 'node.status' })
}

/**
 * Computes the status and sends it if it has changed, or if it was not sent for five minutes. A Node that was deleted stays
 * away: a kubelet registers once in its life (`registrationCompleted`), until then every update fails.
 */
export function updateNodeStatus(context: KubeletContext, out: Outbox): void {
  const { nodeStatus } = context
  if (!nodeStatus.registered) return
  if (nodeStatus.busy) {
    nodeStatus.again = true
    return
  }
  nodeStatus.busy = true
  nodeStatus.tries = 0
  getNode(context, out)
}

export function getNode(context: KubeletContext, out: Outbox): void {
  // The first try may be answered from a cache.
  const options = context.nodeStatus.tries === 0 ? { options: { resourceVersion: '0' } } : {}
  send(context, out, 'get', { verb: 'get', name: context.node, ...options })
}

export function nodeResult(context: KubeletContext, out: Outbox, result: ApiResult): void {
  const { step } = result.ref as NodeRef
  const good = result.kind === 'response' && result.code < 300
  if (step === 'register' || step === 'existing') {
    if (good) registered(context, out, result.body as Node, step === 'existing')
    else if (step === 'register' && result.kind === 'response' && result.code === 409) {
      send(context, out, 'existing', { verb: 'get', name: context.node })
    } else {
      out.log(
        'E',
        `kubelet_node_status.go:94] "Unable to register node with API server" err=${JSON.stringify(errorText(context, result))} node="${context.node}"`
      )
      registerLater(context, out)
    }
    return
  }
  if (!good) return retry(context, out, result, step)
  if (step === 'get') report(context, out, result.body as Node)
  else {
    context.nodeStatus.lastReport = context.now
    context.ownNode = result.body as Node
    updated(context, out)
  }
}

function retry(context: KubeletContext, out: Outbox, result: ApiResult, step: string): void {
  const { nodeStatus } = context
  if (nodeStatus.tries > 0) closeIdleConnections(context, out)
  const action = step === 'get' ? `error getting node "${context.node}": ` : ''
  out.log(
    'E',
    `kubelet_node_status.go:487] "Error updating node status, will retry" err=${JSON.stringify(action + errorText(context, result))}`
  )
  if (++nodeStatus.tries < number(context.config, 'node-status-update-retry')) return out.raise({ type: 'node.get' })
  out.log(
    'E',
    'kubelet_node_status.go:474] "Unable to update node status" err="update node status exceeds retry count"'
  )
  updated(context, out)
}

function updated(context: KubeletContext, out: Outbox): void {
  const { nodeStatus } = context
  nodeStatus.busy = false
  tickLater(context, out)
  if (!nodeStatus.again) return
  nodeStatus.again = false
  updateNodeStatus(context, out)
}

function report(context: KubeletContext, out: Outbox, node: Node): void {
  const { nodeStatus, config } = context
  context.ownNode = node
  tellPodCidr(context, out, node)
  const { status, changed, events } = statusOf(context, node)
  tellReboot(context, out, node)
  const isDue = context.now - nodeStatus.lastReport >= duration(config, 'node-status-report-frequency-s')
  for (const [reason, name] of events) {
    if (reason === 'NodeReady' && nodeStatus.isNew) out.log('I', '"Fast updating"')
    if (reason === 'NodeNotReady') sayNotReady(context, out, status)
    nodeEvent(context, out, 'Normal', reason, `Node ${context.node} status is now: ${name}`)
  }
  if (readyErrors(context).length === 0) nodeStatus.isNew = false
  if (!changed && !isDue) return updated(context, out)
  const patch = twoWayPatch(node.status as Record<string, unknown>, status as Record<string, unknown>, nodeStatusType)
  if (!patch) return updated(context, out)
  send(context, out, 'patch', {
    verb: 'patch',
    subresource: 'status',
    name: context.node,
    body: Object.freeze({ status: patch }),
    options: { patchType: 'strategic' }
  })
}

/** Models updatePodCIDR. */
function tellPodCidr({ nodeStatus }: KubeletContext, out: Outbox, node: Node): void {
  const { podCIDR = '' } = node.spec
  if (podCIDR === nodeStatus.podCIDR || podCIDR === '') return
  out.log(
    'I',
    `kubelet_network.go:60] "Updating Pod CIDR" originalPodCIDR="${nodeStatus.podCIDR}" newPodCIDR="${podCIDR}"`
  )
  nodeStatus.podCIDR = podCIDR
}

interface Computed {
  readonly status: Node['status']
  /** More than heartbeat times differs. */
  readonly changed: boolean
  readonly events: (readonly [string, string])[]
}

/** What the node's status should be now. */
function statusOf(context: KubeletContext, node: Node): Computed {
  const { config, cluster, machine, nodeStatus } = context
  const old = node.status
  const memoryKi = number(config, 'node-memory-mib') * 1_024
  const reservedKi = number(config, 'eviction-hard-memory-available-mib') * 1_024
  const diskKi = number(config, 'node-disk-gib') * 1_048_576
  const common = {
    cpu: String(number(config, 'node-cpu')),
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    pods: String(number(config, 'max-pods'))
  }
  const events: (readonly [string, string])[] = []
  const conditions = mergeConditions(context, old.conditions ?? [], events)
  const bootID = bootIdOf(context)
  const status = {
    ...old,
    addresses: kept(old.addresses, [
      { address: cluster.addresses[machine] ?? '', type: 'InternalIP' },
      { address: context.node, type: 'Hostname' }
    ]),
    allocatable: kept(old.allocatable, {
      ...common,
      'ephemeral-storage': String(Math.floor(diskKi * 1_024 * 0.9)),
      memory: inKi(memoryKi - reservedKi)
    }),
    capacity: kept(old.capacity, { ...common, 'ephemeral-storage': inKi(diskKi), memory: inKi(memoryKi) }),
    conditions,
    daemonEndpoints: kept(old.daemonEndpoints, { kubeletEndpoint: { Port: 10_250 } }),
    images: kept(
      old.images,
      nodeStatus.images.map(({ name, ref, bytes }) => ({ names: [ref, name], sizeBytes: bytes }))
    ),
    nodeInfo: kept(old.nodeInfo, {
      architecture: 'amd64',
      bootID,
      containerRuntimeVersion: nodeStatus.runtimeVersion,
      kernelVersion: '6.1.0',
      // Since 1.31 nobody says it any more.
      kubeProxyVersion: is125(config) ? kubeletVersion(config) : '',
      kubeletVersion: kubeletVersion(config),
      machineID: machine,
      operatingSystem: 'linux',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      systemUUID: machine
    }),
    ...volumesOf(context, old),
    ...(!is125(config) && sinceThen(context, old))
  } as Node['status']
  const silent = (value: Node['status']) => ({
    ...value,
    conditions: (value.conditions ?? []).map((condition) => ({ ...condition, lastHeartbeatTime: null }))
  })
  return { status: Object.freeze(status), changed: !equal(silent(old), silent(status)), events }
}

/** Volumes that must stay attached. Models nodestatus/setters.go VolumesInUse. */
function volumesOf(context: KubeletContext, old: Node['status']): object {
  if (!context.attaches) return {}
  const inUse = mountChecks().volumesInUse(context)
  return { volumesInUse: inUse.length > 0 ? kept(old.volumesInUse, inUse) : undefined }
}

/** An amount as the API has it: written otherwise it would differ from it at each look. Models Quantity.String (BinarySI). */
const inKi = (amount: number): string => canonicalQuantity(`${amount}Ki`) ?? `${amount}Ki`

export const runtimeVersionOf = (context: KubeletContext, version: string): string => `${idPrefix(context)}${version}`
