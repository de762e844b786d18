import type { Outbox } from '../../kernel/types'
import type { CriReply } from '../container-runtime/messages'
import type { KubeletContext } from './context'
import { callRuntime, type CriCall } from './cri'
import { podEvent } from './events'
import { verbose } from './log'
import { computePodActions, type KillReason } from './pod-actions'
import { tasksDone, type Worker } from './pod-worker'
import { podKey, podText } from './runtime-pod'
import { beginStart, createReply, postStartKilled, startReply } from './start-container'
import { killContainer, killPod } from './termination'

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

export type Start = Extract<Task, { kind: 'start' }>

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
      callForTask(context, out, worker, 'sandbox', {
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

export function callForTask(context: KubeletContext, out: Outbox, worker: Worker, op: string, request: CriCall): void {
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

/** The kills of the current task are over. */
export function killsDone(context: KubeletContext, out: Outbox, worker: Worker, error: string): void {
  const task = worker.tasks[0]
  if (!task) return
  if (task.kind === 'start') {
    postStartKilled(context, out, worker, task)
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
