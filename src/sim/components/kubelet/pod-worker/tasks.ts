import type { Micros } from '../../../../base/time'
import { sidecarsOf } from '../../../api/kinds/pod/sidecar'
import type { Outbox } from '../messages'
import { imageVolumesOf, isVolume } from '../container/image-volume-specs'
import { imageVolumes, lacksVolume } from '../container/image-volumes-later'
import { containerKey, createContainer, ephemeralOf } from '../container/container'
import type { Pod } from '../../../api/types'
import type { KubeletContext } from '../context'
import { qosOf } from '../api-status'
import { is125, number } from '../config'
import { callRuntime, runtimeNameOf } from '../cri'
import { podEvent } from '../events'
import {
  podReply,
  toContainer,
  type ContainerDone,
  type ContainerStopped,
  type RemovedReply,
  type SandboxReply
} from '../items'
import { klogText, structure, verbose } from '../log'
import { setReadyToStart } from '../pod-status'
import { given, resizing } from '../resize-later'
import { oomScoreAdj } from '../resources'
import { newest, podKey, podText, runningContainers } from '../runtime-pod'
import { claimsOf } from './devices-later'
import { computePodActions, needsSandbox, type KillReason } from './pod-actions'
import type { Worker } from './worker'

/** One step of bringing a pod to its spec. They run one after the other. */
export type Task =
  | { readonly kind: 'kill-pod' }
  | {
      readonly kind: 'kill-container'
      readonly containerId: string
      readonly name: string
      readonly message: string
      readonly reason: KillReason
    }
  /** Stops what runs of a pod that starts anew in its place, and then removes one container after the other. */
  | { readonly kind: 'reset'; readonly victims: readonly Victim[] }
  | { readonly kind: 'update'; readonly containerId: string; readonly name: string }
  | { readonly kind: 'remove-container'; readonly containerId: string; readonly name: string }
  | { readonly kind: 'devices'; readonly claims: readonly string[] }
  | { readonly kind: 'sandbox'; readonly attempt: number }
  | { readonly kind: 'start'; readonly name: string }

/** How an action ended. Models pkg/kubelet/container/sync_result.go. */
export interface Result {
  readonly action:
    'StartContainer' | 'CreatePodSandbox' | 'KillPodSandbox' | 'KillContainer' | 'RemoveContainer' | 'ResizePodInPlace'
  readonly target: string
  /** Reason, such as `CrashLoopBackOff`; empty if it went well. */
  readonly error: string
  readonly message: string
  /** When a crash-loop back-off is over that is the reason. */
  readonly until?: Micros
}

/** Decides what to do in this sync. Models kuberuntime_manager.go SyncPod. */
export function planTasks(context: KubeletContext, out: Outbox, worker: Worker): void {
  const { pod, runtime } = worker
  adoptContainers(context, out, worker)
  const actions = computePodActions(context, pod, runtime)
  const tasks: Task[] = []
  worker.results = []
  worker.tasks = tasks
  worker.sandboxes = []
  if (actions.createSandbox && actions.sandboxId !== '') {
    podEvent(context, out, pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.')
  } else if (actions.createSandbox && is125(context.config)) {
    const text = 'util.go:30] "No sandbox for pod can be found. Need to start a new one"'
    verbose(context, out, 2, `${text} pod="${podKey(pod)}"`)
  }
  if (!is125(context.config)) needsSandbox(context, out, pod, runtime)
  if (actions.killPod) tasks.push({ kind: 'kill-pod' })
  else for (const kill of actions.kill) tasks.push({ kind: 'kill-container', ...kill })
  if (actions.reset.length > 0) {
    const victims = actions.reset
      .filter(({ state }) => state === 'CONTAINER_RUNNING')
      .map(({ id, name }) => ({ containerId: id, name, message: 'killing', reason: '' }) as const)
    if (victims.length > 0) tasks.push({ kind: 'reset', victims })
    for (const { id, name } of actions.reset) tasks.push({ kind: 'remove-container', containerId: id, name })
    return
  }
  const claims = actions.createSandbox ? claimsOf(pod) : []
  if (claims.length > 0) tasks.push({ kind: 'devices', claims })
  if (actions.createSandbox) tasks.push({ kind: 'sandbox', attempt: actions.attempt })
  if (actions.killPod && !actions.createSandbox) return
  for (const { name } of imagesOf(context, pod)) tasks.push({ kind: 'start', name })
  for (const { containerId, index } of actions.update)
    tasks.push({ kind: 'update', containerId, name: pod.spec.containers[index]!.name })
  for (const name of actions.ephemeral) tasks.push({ kind: 'start', name })
  for (const index of actions.inits) tasks.push({ kind: 'start', name: pod.spec.initContainers![index]!.name })
  for (const index of actions.start) tasks.push({ kind: 'start', name: pod.spec.containers[index]!.name })
}

/** The images of a pod's volumes are looked for in each sync. */
const imagesOf = ({ config }: KubeletContext, pod: Pod) => (is125(config) ? [] : imageVolumesOf(pod))

/** Containers that this kubelet meets for the first time, as those of a pod that ran before it started. */
function adoptContainers(context: KubeletContext, out: Outbox, { uid, pod, runtime }: Worker): void {
  const all = [
    ...(pod.spec.initContainers ?? []),
    ...pod.spec.containers,
    ...ephemeralOf(pod),
    ...imagesOf(context, pod)
  ]
  for (const { name } of all) {
    const key = containerKey(uid, name)
    if (context.containers.has(key)) continue
    createContainer(context, uid, name)
    const known = newest(runtime, name)
    if (!known || known.state === 'CONTAINER_CREATED') continue
    const runs = known.state === 'CONTAINER_RUNNING'
    out.raise(toContainer(key, { type: 'container.seen', containerId: known.id, runs }))
  }
}

export const isNext = (worker: Worker, kind: Task['kind']): boolean => worker.tasks[0]?.kind === kind

/** The current task is over: on with the next one. */
const taskDone = (worker: Worker): void => void worker.tasks.shift()

/** A failure that ends the whole sync. */
function taskFailed(worker: Worker, result: Result): void {
  worker.results.push(result)
  worker.tasks = []
}

// --- sandboxes ----------------------------------------------------------------------------------------------------------

export function runSandbox(context: KubeletContext, worker: Worker, out: Outbox): void {
  const { pod, uid } = worker
  const task = worker.tasks[0]
  const call = {
    type: 'cri.RunPodSandbox',
    podUid: uid,
    podName: pod.metadata.name,
    namespace: pod.metadata.namespace ?? 'default',
    attempt: task?.kind === 'sandbox' ? task.attempt : 0,
    hostNetwork: pod.spec.hostNetwork === true
  } as const
  callRuntime(context, out, call, podReply(uid, 'sandbox.made'))
}

export function sandboxMade(context: KubeletContext, worker: Worker, { reply }: SandboxReply, out: Outbox): void {
  worker.sandboxes = [reply.sandboxId!]
  worker.ip = reply.ip ?? ''
  if (!is125(context.config)) setReadyToStart(context, out, worker.pod)
  taskDone(worker)
}

export function sandboxFailed(context: KubeletContext, worker: Worker, { reply }: SandboxReply, out: Outbox): void {
  const { pod } = worker
  podEvent(context, out, pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${reply.error}`)
  out.log(
    'E',
    `kuberuntime_manager.go:772] "CreatePodSandbox for pod failed" err=${JSON.stringify(reply.error)} pod="${podKey(pod)}"`
  )
  taskFailed(worker, {
    action: 'CreatePodSandbox',
    target: podText(pod),
    error: 'CreatePodSandboxError',
    message: `Failed to create sandbox for pod ${JSON.stringify(podText(pod))}: ${reply.error}`
  })
}

// --- kills --------------------------------------------------------------------------------------------------------------

/**
 * Stops a pod's containers at once, then its sidecars, the last one first, each within what is left of the pod's grace period; its
 * sandboxes come next. Models killPodWithSyncResult and kuberuntime_termination_order.go.
 */
export function killContainers(context: KubeletContext, worker: Worker, out: Outbox, ends: boolean): void {
  const { runtime, pod } = worker
  worker.killError = ''
  worker.stopping = []
  worker.sandboxes = runtime.sandboxes.map(({ id }) => id)
  const victims = runningContainers(runtime).map(
    ({ id, name }) => ({ containerId: id, name, message: '', reason: '' }) as const
  )
  const order = sidecarsOf(pod.spec).map(({ name }) => name)
  worker.sidecars = victims
    .filter(({ name }) => order.includes(name))
    .sort((a, b) => order.indexOf(b.name) - order.indexOf(a.name))
  worker.killing = Object.freeze({ since: context.now, ends })
  // One goroutine each: Go runs the one that was started last first.
  const started = victims.filter(({ name }) => !order.includes(name))
  for (const victim of [...started.slice(-1), ...started.slice(0, -1)]) kill(context, out, worker, victim, ends)
  if (started.length === 0) killSidecar(context, worker, out)
}

/** The next sidecar's turn, if there is one. */
function killSidecar(context: KubeletContext, worker: Worker, out: Outbox): void {
  const [next, ...rest] = worker.sidecars
  if (!next) return
  worker.sidecars = rest
  const { since, ends } = worker.killing
  const grace = ends ? worker.gracePeriodSeconds : (worker.pod.spec.terminationGracePeriodSeconds ?? 30)
  const left = Math.max(minimumGrace, grace - Math.floor((context.now - since) / 1_000_000))
  kill(context, out, worker, next, ends || context.now > since, left)
}

/** Models minimumGracePeriodInSeconds. */
const minimumGrace = 2

/** Stops the container of the current task. */
export function killContainer(context: KubeletContext, worker: Worker, out: Outbox): void {
  const task = worker.tasks[0]
  if (task?.kind !== 'kill-container') return
  const { name, containerId, message } = task
  worker.killError = ''
  worker.stopping = []
  if (task.reason !== 'resize')
    verbose(
      context,
      out,
      2,
      `kuberuntime_manager.go:649] "Message for Container of pod" containerName="${name}" containerStatusID=${structure(context, { Type: runtimeNameOf(context), ID: containerId })} pod="${podKey(worker.pod)}" containerMessage="${message}"`
    )
  kill(context, out, worker, task, false)
}

/** Stops all that the current task names at once, with no time for their hooks. */
export function killForReset(context: KubeletContext, worker: Worker, out: Outbox): void {
  const task = worker.tasks[0]
  if (task?.kind !== 'reset') return
  worker.killError = ''
  worker.stopping = []
  for (const victim of task.victims) kill(context, out, worker, victim, true, 0)
}

export function removeContainer(context: KubeletContext, worker: Worker, out: Outbox): void {
  const task = worker.tasks[0]
  if (task?.kind !== 'remove-container') return
  const { containerId } = task
  callRuntime(context, out, { type: 'cri.RemoveContainer', containerId }, podReply(worker.uid, 'container.removed'))
}

export function containerRemoved(worker: Worker, { reply }: RemovedReply): void {
  const task = worker.tasks[0]
  const target = task?.kind === 'remove-container' ? task.name : ''
  const result = { action: 'RemoveContainer', target, message: reply.error } as const
  if (reply.error !== '') return taskFailed(worker, { ...result, error: 'RemoveContainerError' })
  worker.results.push({ ...result, error: '' })
  taskDone(worker)
}

/** Changes what a container may use while it runs. */
export function updateContainer(context: KubeletContext, { tasks, pod, uid }: Worker, out: Outbox): void {
  const task = tasks[0]
  const container = task?.kind === 'update' && pod.spec.containers.find(({ name }) => name === task.name)
  if (task?.kind !== 'update' || !container) return
  const critical = (pod.spec.priority ?? 0) >= 2_000_000_000
  const memory = number(context.config, 'node-memory-mib') * 1_048_576
  const score = oomScoreAdj(container, qosOf(pod), critical, memory)
  const { containerId } = task
  const call = {
    type: 'cri.UpdateContainerResources',
    containerId,
    ...resizing().cgroupOf(container),
    oomScoreAdj: score
  } as const
  callRuntime(context, out, call, podReply(uid, 'container.updated'))
}

export function containerUpdated(context: KubeletContext, worker: Worker, { reply }: RemovedReply, out: Outbox): void {
  const task = worker.tasks[0]
  const target = task?.kind === 'update' ? task.name : ''
  const result = { action: 'ResizePodInPlace', target, message: reply.error } as const
  if (reply.error !== '') return taskFailed(worker, { ...result, error: 'ResizePodInPlaceError' })
  given(context, worker.uid, target)
  const event = structure(context, { ID: worker.uid, Type: 'PodSync', Data: 'null' }).replace('"null"', 'null')
  const line = `kubelet.go:2737] "SyncLoop (PLEG): event for pod" pod="${podKey(worker.pod)}" event=${event}`
  verbose(context, out, 2, line)
  worker.pending = true
  taskDone(worker)
}

/** A container that is to be stopped. */
export interface Victim {
  readonly containerId: string
  readonly name: string
  readonly message: string
  readonly reason: KillReason
}

function kill(
  context: KubeletContext,
  out: Outbox,
  worker: Worker,
  victim: Victim,
  ends: boolean,
  gracePeriodSeconds = worker.gracePeriodSeconds
): void {
  const { uid } = worker
  const { containerId, name, message, reason } = victim
  // Two that run under one name are two items.
  const own = containerKey(uid, name)
  const key = worker.stopping.includes(own) ? `${own}/${containerId}` : own
  if (!context.containers.has(key)) createContainer(context, uid, name, key)
  worker.stopping.push(key)
  const override = ends ? { override: gracePeriodSeconds } : {}
  out.raise(toContainer(key, { type: 'container.kill', containerId, message, reason, ...override }))
}

export function containerStopped(
  context: KubeletContext,
  worker: Worker,
  { key, error }: ContainerStopped,
  out: Outbox
): void {
  worker.stopping = worker.stopping.filter((other) => other !== key)
  if (error !== '') worker.killError = error
  if (worker.stopping.length === 0) killSidecar(context, worker, out)
}

export function stopSandboxes(context: KubeletContext, worker: Worker, out: Outbox): void {
  if (worker.killError !== '') worker.sandboxes = []
  for (const sandboxId of worker.sandboxes)
    callRuntime(
      context,
      out,
      { type: 'cri.StopPodSandbox', sandboxId },
      podReply(worker.uid, 'sandbox.stopped', sandboxId)
    )
}

export function sandboxStopped(worker: Worker, { sandboxId, reply }: SandboxReply): void {
  worker.sandboxes = worker.sandboxes.filter((id) => id !== sandboxId)
  if (reply.error !== '') worker.killError = reply.error
}

/** The kills of the current task are over. */
export function killed(worker: Worker): void {
  const task = worker.tasks[0]
  if (worker.killError === '' || !task) return taskDone(worker)
  const target = task.kind === 'kill-container' ? task.name : podText(worker.pod)
  const action = task.kind === 'kill-container' ? 'KillContainer' : 'KillPodSandbox'
  taskFailed(worker, { action, target, error: `${action}Error`, message: worker.killError })
}

/** The pod that ends could not be stopped. */
export function killFailed(context: KubeletContext, worker: Worker, out: Outbox): void {
  worker.error = worker.killError
  podEvent(context, out, worker.pod, 'Warning', 'FailedKillPod', `error killing pod: ${worker.killError}`)
}

// --- starts -------------------------------------------------------------------------------------------------------------

export function startContainer(_context: KubeletContext, { uid, tasks }: Worker, out: Outbox): void {
  const task = tasks[0]
  if (task?.kind === 'start') out.raise(toContainer(containerKey(uid, task.name), { type: 'container.start' }))
}

/** A container runs, or could not be started: on with the next task. An init container that fails keeps the others from starting. */
export function startDone(context: KubeletContext, worker: Worker, event: ContainerDone, out: Outbox): void {
  const { name, init, error, message, until } = event
  if (isVolume(event)) {
    imageVolumes().pullOver(context, worker, event, out)
    return taskDone(worker)
  }
  // Waiting is no failure, and is told by who waits.
  if (
    error !== '' &&
    !/BackOff$/.test(error) &&
    !lacksVolume(context, context.containers.get(containerKey(worker.uid, name))!) &&
    !is125(context.config)
  ) {
    const kind = init
      ? 'init container'
      : ephemeralOf(worker.pod).some((one) => one.name === name)
        ? 'ephemeral container'
        : 'container'
    const err = `${kind} ${name} start failed in pod ${podText(worker.pod)}: ${error}: ${message}`
    out.log('E', `kuberuntime_manager.go:1702] "Unhandled Error" err=${klogText(err)} logger="UnhandledError"`)
  }
  worker.results.push({ action: 'StartContainer', target: name, error, message, ...(until !== undefined && { until }) })
  if (error !== '' && init) worker.tasks = []
  else taskDone(worker)
}
