import { quantityValue } from '../../api/quantity'
import { parseImage } from '../../api/image-reference'
import type { Container, Pod } from '../../api/types'
import { request, type ApiResult } from '../../client-go/transport'
import type { Outbox } from '../../kernel/types'
import type { CriReply } from '../container-runtime/messages'
import { isInBackOffSince, goDuration, nextBackOff, type BackoffLimits } from './backoff'
import { qosOf } from './api-status'
import { duration, number } from './config'
import type { KubeletContext } from './context'
import { callRuntime, type CriCall } from './cri'
import { podEvent } from './events'
import { ensureImage, type ImageOutcome } from './images'
import { verbose } from './log'
import { computePodActions, hashOf, type KillReason } from './pod-actions'
import { tasksDone, type Worker } from './pod-worker'
import { oomScoreAdj } from './resources'
import { newest, podKey, podText } from './runtime-pod'
import { killContainer, killPod, runHook, hookText } from './termination'

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
  | { readonly kind: 'sandbox'; readonly attempt: number }
  | {
      readonly kind: 'start'
      readonly index: number
      readonly init: boolean
      step: 'image' | 'config' | 'create' | 'start' | 'post-start' | 'kill' | ''
      containerId: string
      needs: string[]
      /** The postStart hook's error, while its container is killed. */
      failure: string
    }

/** How an action ended. Models pkg/kubelet/container/sync_result.go. */
export interface Result {
  readonly action: 'StartContainer' | 'CreatePodSandbox' | 'KillPodSandbox' | 'KillContainer'
  readonly target: string
  /** Reason, such as `CrashLoopBackOff`; empty if it went well. */
  readonly error: string
  readonly message: string
}

type Start = Extract<Task, { kind: 'start' }>

export const crashLimits = (context: KubeletContext): BackoffLimits => ({
  initial: duration(context.config, 'container-backoff-initial-s'),
  max: duration(context.config, 'max-container-backoff-s')
})

/** Decides what to do in this sync. Models kuberuntime_manager.go SyncPod. */
export function planTasks(context: KubeletContext, out: Outbox, worker: Worker): void {
  const { pod, runtime } = worker
  const actions = computePodActions(context, pod, runtime)
  const start = (index: number, init: boolean): Start => ({
    kind: 'start',
    index,
    init,
    step: '',
    containerId: '',
    needs: [],
    failure: ''
  })
  worker.results = []
  worker.tasks = []
  worker.sandboxes = []
  if (actions.createSandbox && actions.sandboxId !== '') {
    podEvent(context, out, pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.')
  } else if (actions.createSandbox) {
    verbose(
      context,
      out,
      2,
      `util.go:30] "No sandbox for pod can be found. Need to start a new one" pod="${podKey(pod)}"`
    )
  }
  if (actions.killPod) worker.tasks.push({ kind: 'kill-pod' })
  else for (const kill of actions.kill) worker.tasks.push({ kind: 'kill-container', ...kill })
  if (actions.createSandbox) worker.tasks.push({ kind: 'sandbox', attempt: actions.attempt })
  if (actions.killPod && !actions.createSandbox) return
  if (actions.nextInit !== null) worker.tasks.push(start(actions.nextInit, true))
  for (const index of actions.start) worker.tasks.push(start(index, false))
}

/** Works the tasks off until one has to wait. */
export function runTasks(context: KubeletContext, out: Outbox, worker: Worker): void {
  for (;;) {
    const task = worker.tasks[0]
    if (!task) {
      tasksDone(context, out, worker)
      return
    }
    if (!begin(context, out, worker, task)) return
    worker.tasks.shift()
  }
}

export function cancelTasks(worker: Worker): void {
  worker.tasks = []
  worker.results = []
}

/** The current task is over: on with the next one. */
export function taskDone(context: KubeletContext, out: Outbox, worker: Worker): void {
  worker.tasks.shift()
  runTasks(context, out, worker)
}

/** A failure that ends the whole sync. */
export function taskFailed(context: KubeletContext, out: Outbox, worker: Worker, result: Result): void {
  worker.results.push(result)
  worker.tasks = []
  tasksDone(context, out, worker)
}

/** Begins a task. True if it is over at once. */
function begin(context: KubeletContext, out: Outbox, worker: Worker, task: Task): boolean {
  const { pod, runtime } = worker
  switch (task.kind) {
    case 'kill-pod':
      killPod(context, out, worker, undefined)
      return false
    case 'kill-container': {
      const container = runtime.containers.find(({ id }) => id === task.containerId)!
      verbose(
        context,
        out,
        2,
        `kuberuntime_manager.go:649] "Message for Container of pod" containerName="${task.name}" containerStatusID={Type:${context.cluster.runtime} ID:${task.containerId}} pod="${podKey(pod)}" containerMessage="${task.message}"`
      )
      killContainer(context, out, worker, container, task.message, task.reason, undefined)
      return false
    }
    case 'sandbox':
      call(context, out, worker, 'sandbox', {
        type: 'cri.RunPodSandbox',
        podUid: worker.uid,
        podName: pod.metadata.name,
        namespace: pod.metadata.namespace ?? 'default',
        attempt: task.attempt,
        hostNetwork: pod.spec.hostNetwork === true
      })
      return false
    case 'start':
      return beginStart(context, out, worker, task)
  }
}

function call(context: KubeletContext, out: Outbox, worker: Worker, op: string, request: CriCall): void {
  callRuntime(context, out, request, { kind: 'worker', uid: worker.uid, sync: worker.sync, op })
}

/** The runtime has answered the current task. */
export function taskReply(context: KubeletContext, out: Outbox, worker: Worker, op: string, reply: CriReply): void {
  const task = worker.tasks[0]
  if (task?.kind === 'sandbox' && op === 'sandbox') {
    sandboxReply(context, out, worker, reply)
    return
  }
  if (task?.kind !== 'start' || task.step !== op) return
  if (op === 'create') createReply(context, out, worker, task, reply)
  else if (op === 'start') startReply(context, out, worker, task, reply)
}

function sandboxReply(context: KubeletContext, out: Outbox, worker: Worker, reply: CriReply): void {
  const { pod } = worker
  if (reply.error === '') {
    worker.sandboxes = [reply.sandboxId!]
    taskDone(context, out, worker)
    return
  }
  podEvent(context, out, pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${reply.error}`)
  out.log(
    'E',
    `kuberuntime_manager.go:772] "CreatePodSandbox for pod failed" err=${JSON.stringify(reply.error)} pod="${podKey(pod)}"`
  )
  taskFailed(context, out, worker, {
    action: 'CreatePodSandbox',
    target: podText(pod),
    error: 'CreatePodSandboxError',
    message: `Failed to create sandbox for pod ${JSON.stringify(podText(pod))}: ${reply.error}`
  })
}

// --- starting one container -----------------------------------------------------------------------------------------

const containerOf = (pod: Pod, { index, init }: Start): Container =>
  init ? pod.spec.initContainers![index]! : pod.spec.containers[index]!

/** Models startContainer, after the crash-loop back-off was asked. True: nothing is to be waited for. */
function beginStart(context: KubeletContext, out: Outbox, worker: Worker, task: Start): boolean {
  const { pod, runtime } = worker
  const container = containerOf(pod, task)
  const exited = runtime.containers.find(({ name, state }) => name === container.name && state === 'CONTAINER_EXITED')
  if (exited) {
    const limits = crashLimits(context)
    const key = `${podText(pod)}/${container.name}/${hashOf(container)}`
    if (isInBackOffSince(context.backoff, key, exited.finishedAt, context.now, limits)) {
      podEvent(context, out, pod, 'Warning', 'BackOff', 'Back-off restarting failed container', {
        name: container.name,
        init: task.init
      })
      const delay = goDuration(context.backoff.get(key)!.backoff)
      const message = `back-off ${delay} restarting failed container=${container.name} pod=${podText(pod)}`
      return startFailed(context, out, worker, task, 'CrashLoopBackOff', message)
    }
    nextBackOff(context.backoff, key, exited.finishedAt, context.now, limits)
  }
  task.step = 'image'
  const outcome = ensureImage(context, out, worker, container, task.init)
  if (!outcome) return false
  return imageReady(context, out, worker, task, outcome)
}

/** The image is there, or cannot be had. */
export function imageDone(context: KubeletContext, out: Outbox, worker: Worker, outcome: ImageOutcome): void {
  const task = worker.tasks[0]
  if (task?.kind === 'start' && imageReady(context, out, worker, task, outcome)) taskDone(context, out, worker)
}

function imageReady(context: KubeletContext, out: Outbox, worker: Worker, task: Start, outcome: ImageOutcome): boolean {
  const { pod } = worker
  const container = containerOf(pod, task)
  if (outcome.error !== '') {
    event(context, out, pod, task, 'Warning', 'Failed', `Error: ${outcome.error}`)
    return startFailed(context, out, worker, task, outcome.error, outcome.message)
  }
  task.step = 'config'
  task.needs = configNeeds(container)
  return nextNeed(context, out, worker, task)
}

/** ConfigMaps and Secrets that a container's environment comes from. */
function configNeeds(container: Container): string[] {
  const needs = new Set<string>()
  for (const source of container.envFrom ?? []) {
    if (source.configMapRef?.name && !source.configMapRef.optional) needs.add(`configmaps/${source.configMapRef.name}`)
    if (source.secretRef?.name && !source.secretRef.optional) needs.add(`secrets/${source.secretRef.name}`)
  }
  for (const { valueFrom } of container.env ?? []) {
    if (valueFrom?.configMapKeyRef?.name && !valueFrom.configMapKeyRef.optional)
      needs.add(`configmaps/${valueFrom.configMapKeyRef.name}`)
    if (valueFrom?.secretKeyRef?.name && !valueFrom.secretKeyRef.optional)
      needs.add(`secrets/${valueFrom.secretKeyRef.name}`)
  }
  return [...needs]
}

function nextNeed(context: KubeletContext, out: Outbox, worker: Worker, task: Start): boolean {
  const need = task.needs[0]
  if (need === undefined) {
    create(context, out, worker, task)
    return false
  }
  const [resource, name] = need.split('/') as [string, string]
  const namespace = worker.pod.metadata.namespace ?? 'default'
  const ref = { kind: 'config', uid: worker.uid, sync: worker.sync }
  request(context.api, context, out, { verb: 'get', resource, namespace, name }, ref)
  return false
}

/** The API's answer to a ConfigMap or Secret that a container's environment needs. */
export function configResult(context: KubeletContext, out: Outbox, result: ApiResult): void {
  const { uid, sync } = result.ref as { uid: string; sync: number }
  const worker = context.workers.get(uid)
  const task = worker?.tasks[0]
  if (!worker || worker.sync !== sync || task?.kind !== 'start' || task.step !== 'config') return
  const need = task.needs.shift()!
  if (result.kind === 'response' && result.code < 300) {
    if (nextNeed(context, out, worker, task)) taskDone(context, out, worker)
    return
  }
  const [resource, name] = need.split('/')
  const missing = result.kind === 'response' && result.code === 404
  const kind = resource === 'secrets' ? 'secret' : 'configmap'
  const message = missing
    ? `${kind} "${name}" not found`
    : `failed to sync ${kind} cache: timed out waiting for the condition`
  event(context, out, worker.pod, task, 'Warning', 'Failed', `Error: ${message}`)
  if (startFailed(context, out, worker, task, 'CreateContainerConfigError', message)) taskDone(context, out, worker)
}

function create(context: KubeletContext, out: Outbox, worker: Worker, task: Start): void {
  const { pod, runtime } = worker
  const container = containerOf(pod, task)
  const before = newest(runtime, container.name)
  const sandboxId = worker.sandboxes[0] ?? runtime.sandboxes.find(({ state }) => state === 'SANDBOX_READY')?.id ?? ''
  const image = parseImage(container.image ?? '')
  const restartCount = before ? before.restartCount + 1 : 0
  const critical = (pod.spec.priority ?? 0) >= 2_000_000_000
  task.step = 'create'
  call(context, out, worker, 'create', {
    type: 'cri.CreateContainer',
    sandboxId,
    name: container.name,
    attempt: restartCount,
    image: image.ok ? image.value.name : (container.image ?? ''),
    command: container.command ?? [],
    args: container.args ?? [],
    env: Object.fromEntries((container.env ?? []).map(({ name, value }) => [name, value ?? ''])),
    ports: (container.ports ?? []).map(({ containerPort }) => containerPort),
    memoryLimitBytes: quantityValue(container.resources?.limits?.memory),
    oomScoreAdj: oomScoreAdj(container, qosOf(pod), critical, number(context.config, 'node-memory-mib') * 1_048_576),
    annotations: pod.metadata.annotations ?? {},
    restartCount,
    hash: hashOf(container)
  })
}

function createReply(context: KubeletContext, out: Outbox, worker: Worker, task: Start, reply: CriReply): void {
  const { name } = containerOf(worker.pod, task)
  if (reply.error !== '') {
    event(context, out, worker.pod, task, 'Warning', 'Failed', `Error: ${grpcMessage(reply.error)}`)
    if (startFailed(context, out, worker, task, 'CreateContainerError', reply.error)) taskDone(context, out, worker)
    return
  }
  event(context, out, worker.pod, task, 'Normal', 'Created', `Created container ${name}`)
  task.containerId = reply.containerId!
  task.step = 'start'
  call(context, out, worker, 'start', { type: 'cri.StartContainer', containerId: task.containerId })
}

const grpcMessage = (error: string): string => error.replace(/^rpc error: code = \w+ desc = /, '')

function startReply(context: KubeletContext, out: Outbox, worker: Worker, task: Start, reply: CriReply): void {
  const { pod } = worker
  const container = containerOf(pod, task)
  if (reply.error !== '') {
    const message = grpcMessage(reply.error)
    event(context, out, pod, task, 'Warning', 'Failed', `Error: ${message}`)
    if (startFailed(context, out, worker, task, 'RunContainerError', message)) taskDone(context, out, worker)
    return
  }
  event(context, out, pod, task, 'Normal', 'Started', `Started container ${container.name}`)
  out.milestone('container-started', { pod: podKey(pod), container: container.name, node: context.node })
  const hook = container.lifecycle?.postStart
  if (!hook) {
    started(context, out, worker, container.name)
    return
  }
  task.step = 'post-start'
  runHook(context, out, worker, container, task.containerId, hook, 'postStart')
}

/** The postStart hook is over; `error` is empty if it went well. */
export function postStartDone(
  context: KubeletContext,
  out: Outbox,
  worker: Worker,
  containerId: string,
  error: string,
  output: string
): void {
  const task = worker.tasks[0]
  if (task?.kind !== 'start' || task.step !== 'post-start' || task.containerId !== containerId) return
  const { pod } = worker
  const container = containerOf(pod, task)
  if (error === '') {
    started(context, out, worker, container.name)
    return
  }
  const message = hookText(pod, container, container.lifecycle!.postStart!, error, output)
  event(context, out, pod, task, 'Warning', 'FailedPostStartHook', message)
  out.log(
    'E',
    `kuberuntime_container.go:282] "Failed to execute PostStartHook" err=${JSON.stringify(error)} pod="${podKey(pod)}" podUID=${worker.uid} containerName="${container.name}" containerID="${context.cluster.runtime}://${containerId}"`
  )
  task.step = 'kill'
  task.failure = message
  killContainer(context, out, worker, { id: containerId, name: container.name }, 'FailedPostStartHook', '', undefined)
}

function started(context: KubeletContext, out: Outbox, worker: Worker, target: string): void {
  worker.results.push({ action: 'StartContainer', target, error: '', message: '' })
  taskDone(context, out, worker)
}

/** Notes a failed start. True: on with the next task; the tasks are emptied if the pod cannot go on without it. */
function startFailed(
  _context: KubeletContext,
  _out: Outbox,
  worker: Worker,
  task: Start,
  error: string,
  message: string
): boolean {
  worker.results.push({ action: 'StartContainer', target: containerOf(worker.pod, task).name, error, message })
  // An init container that cannot start keeps the others from starting.
  if (task.init) worker.tasks = [task]
  return true
}

function event(
  context: KubeletContext,
  out: Outbox,
  pod: Pod,
  task: Start,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string
): void {
  podEvent(context, out, pod, type, reason, message, { name: containerOf(pod, task).name, init: task.init })
}

/** The kills of the current task are over. */
export function killsDone(context: KubeletContext, out: Outbox, worker: Worker, error: string): void {
  const task = worker.tasks[0]
  if (!task) return
  if (task.kind === 'start') {
    if (startFailed(context, out, worker, task, 'PostStartHookError', task.failure)) taskDone(context, out, worker)
    return
  }
  if (error === '') {
    taskDone(context, out, worker)
    return
  }
  const target = task.kind === 'kill-container' ? task.name : podText(worker.pod)
  const action = task.kind === 'kill-container' ? 'KillContainer' : 'KillPodSandbox'
  taskFailed(context, out, worker, { action, target, error: `${action}Error`, message: error })
}
