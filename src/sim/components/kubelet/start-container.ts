import { parseImage } from '../../api/image-reference'
import { quantityValue } from '../../api/quantity'
import type { Container, Pod } from '../../api/types'
import { request, type ApiResult } from '../../client-go/transport'
import type { Outbox } from '../../kernel/types'
import type { CriReply } from '../container-runtime/messages'
import { qosOf } from './api-status'
import { crashLimits, goDuration, isInBackOffSince, nextBackOff } from './backoff'
import { is125, number } from './config'
import type { KubeletContext } from './context'
import { podEvent } from './events'
import { klogText } from './log'
import { ensureImage, type ImageOutcome } from './images'
import { hashOf } from './pod-actions'
import type { Worker } from './pod-worker'
import { oomScoreAdj } from './resources'
import { newest, podKey, podText } from './runtime-pod'
import { callForTask, taskDone, type Start } from './tasks'
import { hookText, killContainer, runHook } from './termination'

const containerOf = (pod: Pod, { index, init }: Start): Container =>
  init ? pod.spec.initContainers![index]! : pod.spec.containers[index]!

/** Models startContainer, after the crash-loop back-off was asked. True: nothing is to be waited for. */
export function beginStart(context: KubeletContext, out: Outbox, worker: Worker, task: Start): boolean {
  const { pod, runtime } = worker
  const container = containerOf(pod, task)
  const exited = runtime.containers.find(({ name, state }) => name === container.name && state === 'CONTAINER_EXITED')
  if (exited) {
    const limits = crashLimits(context)
    const key = `${podText(pod)}/${container.name}/${hashOf(container)}`
    if (isInBackOffSince(context.backoff, key, exited.finishedAt, context.now, limits)) {
      const which = is125(context.config) ? '' : ` ${container.name} in pod ${podText(pod)}`
      event(context, out, pod, task, 'Warning', 'BackOff', `Back-off restarting failed container${which}`)
      const delay = goDuration(context.backoff.get(key)!.backoff)
      const message = `back-off ${delay} restarting failed container=${container.name} pod=${podText(pod)}`
      return startFailed(worker, task, 'CrashLoopBackOff', message)
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
    return startFailed(worker, task, outcome.error, outcome.message)
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
  if (startFailed(worker, task, 'CreateContainerConfigError', message)) taskDone(context, out, worker)
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
  callForTask(context, out, worker, 'create', {
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

export function createReply(context: KubeletContext, out: Outbox, worker: Worker, task: Start, reply: CriReply): void {
  const { name } = containerOf(worker.pod, task)
  if (reply.error !== '') {
    event(context, out, worker.pod, task, 'Warning', 'Failed', `Error: ${grpcMessage(reply.error)}`)
    if (startFailed(worker, task, 'CreateContainerError', reply.error)) taskDone(context, out, worker)
    return
  }
  event(context, out, worker.pod, task, 'Normal', 'Created', `Created container ${name}`)
  task.containerId = reply.containerId!
  task.step = 'start'
  callForTask(context, out, worker, 'start', { type: 'cri.StartContainer', containerId: task.containerId })
}

const grpcMessage = (error: string): string => error.replace(/^rpc error: code = \w+ desc = /, '')

export function startReply(context: KubeletContext, out: Outbox, worker: Worker, task: Start, reply: CriReply): void {
  const { pod } = worker
  const container = containerOf(pod, task)
  if (reply.error !== '') {
    const message = grpcMessage(reply.error)
    event(context, out, pod, task, 'Warning', 'Failed', `Error: ${message}`)
    if (startFailed(worker, task, 'RunContainerError', message)) taskDone(context, out, worker)
    return
  }
  event(context, out, pod, task, 'Normal', 'Started', `Started container ${container.name}`)
  out.fact('container-started', { pod: podKey(pod), container: container.name, node: context.node })
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
    `kuberuntime_container.go:282] "Failed to execute PostStartHook" err=${klogText(error)} pod="${podKey(pod)}" podUID=${worker.uid} containerName="${container.name}" containerID="${context.cluster.runtime}://${containerId}"`
  )
  task.step = 'kill'
  task.failure = message
  killContainer(context, out, worker, { id: containerId, name: container.name }, 'FailedPostStartHook', '', undefined)
}

/** The container whose postStart hook failed is stopped. */
export function postStartKilled(context: KubeletContext, out: Outbox, worker: Worker, task: Start): void {
  startFailed(worker, task, 'PostStartHookError', task.failure)
  taskDone(context, out, worker)
}

function started(context: KubeletContext, out: Outbox, worker: Worker, target: string): void {
  worker.results.push({ action: 'StartContainer', target, error: '', message: '' })
  taskDone(context, out, worker)
}

/** Notes a failed start. True: on with the next task; the tasks are emptied if the pod cannot go on without it. */
function startFailed(worker: Worker, task: Start, error: string, message: string): boolean {
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
