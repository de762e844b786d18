import type { LinuxProbe } from '../linux/messages'
import { seconds } from '../../../base/time'
import type { Container, Pod } from '../../api/types'
import type { Outbox, SimEvent } from '../../kernel/types'
import type { CriReply } from '../container-runtime/messages'
import { uptime } from './clock'
import { enabled, number } from './config'
import type { KubeletContext } from './context'
import { callRuntime, idPrefix } from './cri'
import { podEvent } from './events'
import { klogText, verbose } from './log'
import type { KillReason } from './pod-actions'
import { terminatingDone, type Worker } from './pod-worker'
import { podKey, podText, runningContainers } from './runtime-pod'
import { postStartDone } from './start-container'
import { killsDone } from './tasks'

/** A container on its way out: its preStop hook runs, then StopContainer does. */
export interface Kill {
  readonly containerId: string
  readonly name: string
  step: 'pre-stop' | 'stop'
  graceSeconds: number
  readonly overrideSeconds: number
  readonly startedAt: number
}

type Handler = NonNullable<NonNullable<Container['lifecycle']>['preStop']>

/** Stops all containers of a pod at once, then its sandboxes. Models killPodWithSyncResult. */
export function killPod(context: KubeletContext, out: Outbox, worker: Worker, graceSeconds: number | undefined): void {
  const { runtime } = worker
  worker.kills = []
  worker.killError = ''
  worker.sandboxes = runtime.sandboxes.map(({ id }) => id)
  // One goroutine each: Go runs the one that was started last first.
  const started = runningContainers(runtime)
  const running = [...started.slice(-1), ...started.slice(0, -1)]
  for (const container of running) killContainer(context, out, worker, container, '', '', graceSeconds)
  if (running.length === 0) containersStopped(context, out, worker)
}

/** Models kuberuntime_container.go killContainer. An override is the pod's effective grace period. */
export function killContainer(
  context: KubeletContext,
  out: Outbox,
  worker: Worker,
  container: { readonly id: string; readonly name: string },
  message: string,
  reason: KillReason,
  override: number | undefined
): void {
  const { pod } = worker
  const spec = specOf(pod, container.name)
  let grace = number(context.config, 'minimum-grace-period-s')
  if (pod.metadata.deletionGracePeriodSeconds !== undefined) grace = pod.metadata.deletionGracePeriodSeconds
  else if (pod.spec.terminationGracePeriodSeconds !== undefined) {
    const probe = reason === 'startup' ? spec?.startupProbe : reason === 'liveness' ? spec?.livenessProbe : undefined
    grace = probe?.terminationGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds
  }
  podEvent(context, out, pod, 'Normal', 'Killing', message || `Stopping container ${container.name}`, {
    name: container.name
  })
  const kill: Kill = {
    containerId: container.id,
    name: container.name,
    step: 'stop',
    graceSeconds: override ?? grace,
    overrideSeconds: override ?? 0,
    startedAt: uptime(context)
  }
  worker.kills.push(kill)
  const hook = spec?.lifecycle?.preStop
  if (hook && kill.graceSeconds > 0) {
    kill.step = 'pre-stop'
    runHook(context, out, worker, spec, container.id, hook, 'preStop')
    const event = { type: 'prestop.timeout', uid: worker.uid, containerId: container.id } as SimEvent
    out.timer(`prestop/${container.id}`, seconds(kill.graceSeconds), 'terminationGracePeriodSeconds', event)
  } else stop(context, out, worker, kill)
}

const specOf = (pod: Pod, name: string): Container | undefined =>
  [...(pod.spec.initContainers ?? []), ...pod.spec.containers].find((container) => container.name === name)

function stop(context: KubeletContext, out: Outbox, worker: Worker, kill: Kill): void {
  const { config } = context
  kill.step = 'stop'
  const minimum = number(config, 'minimum-grace-period-s')
  const used = Math.floor((uptime(context) - kill.startedAt) / 1_000_000)
  let grace = Math.max(minimum, kill.graceSeconds - used)
  if (kill.overrideSeconds > 0 && !enabled(config, 'prestop-shares-grace-period')) grace = kill.overrideSeconds
  const { pod } = worker
  verbose(
    context,
    out,
    2,
    `kuberuntime_container.go:702] "Killing container with a grace period" pod="${podKey(pod)}" podUID=${worker.uid} containerName="${kill.name}" containerID="${idPrefix(context)}${kill.containerId}" gracePeriod=${grace}`
  )
  callRuntime(
    context,
    out,
    { type: 'cri.StopContainer', containerId: kill.containerId, timeoutSeconds: grace },
    { kind: 'worker', uid: worker.uid, sync: worker.sync, op: 'stop-container', containerId: kill.containerId }
  )
}

/** The runtime has stopped a container (or failed to). */
export function stopReply(
  context: KubeletContext,
  out: Outbox,
  worker: Worker,
  containerId: string,
  reply: CriReply
): void {
  const index = worker.kills.findIndex((kill) => kill.containerId === containerId && kill.step === 'stop')
  if (index < 0) return
  worker.kills.splice(index, 1)
  // A container that is gone is stopped.
  if (reply.error !== '' && !reply.error.includes('NotFound')) worker.killError = reply.error
  if (worker.kills.length > 0) return
  const task = worker.tasks[0]
  const stopsAll = worker.phase === 'terminating' && !task
  if (stopsAll || task?.kind === 'kill-pod') containersStopped(context, out, worker)
  else killsDone(context, out, worker, worker.killError)
}

function containersStopped(context: KubeletContext, out: Outbox, worker: Worker): void {
  if (worker.sandboxes.length === 0 || worker.killError !== '') {
    killed(context, out, worker)
    return
  }
  for (const sandboxId of worker.sandboxes) {
    callRuntime(
      context,
      out,
      { type: 'cri.StopPodSandbox', sandboxId },
      { kind: 'worker', uid: worker.uid, sync: worker.sync, op: 'stop-sandbox', containerId: sandboxId }
    )
  }
}

export function sandboxStopReply(
  context: KubeletContext,
  out: Outbox,
  worker: Worker,
  sandboxId: string,
  reply: CriReply
): void {
  worker.sandboxes = worker.sandboxes.filter((id) => id !== sandboxId)
  if (reply.error !== '') worker.killError = reply.error
  if (worker.sandboxes.length === 0) killed(context, out, worker)
}

function killed(context: KubeletContext, out: Outbox, worker: Worker): void {
  worker.sandboxes = []
  if (worker.tasks.length > 0) {
    killsDone(context, out, worker, worker.killError)
    return
  }
  if (worker.killError !== '') {
    podEvent(context, out, worker.pod, 'Warning', 'FailedKillPod', `error killing pod: ${worker.killError}`)
  }
  terminatingDone(context, out, worker, worker.killError)
}

// --- hooks --------------------------------------------------------------------------------------------------------------

/** Runs a lifecycle hook: a command in the container, or an HTTP GET to the pod. */
export function runHook(
  context: KubeletContext,
  out: Outbox,
  worker: Worker,
  container: Container,
  containerId: string,
  hook: Handler,
  which: 'preStop' | 'postStart'
): void {
  const base = { kind: 'hook' as const, uid: worker.uid, containerId, container: container.name, sync: worker.sync }
  if (hook.exec?.command) {
    callRuntime(
      context,
      out,
      { type: 'cri.ExecSync', containerId, command: hook.exec.command, timeoutSeconds: 0 },
      base
    )
  } else if (hook.httpGet) {
    const id = ++context.nextCall
    const { port, path } = hook.httpGet
    const number =
      typeof port === 'number' ? port : (container.ports ?? []).find(({ name }) => name === port)?.containerPort
    context.httpHooks.set(id, base)
    const ip = hook.httpGet.host ?? worker.runtime.ip
    const probe: LinuxProbe = {
      type: 'linux.probe',
      id,
      kind: 'http',
      ip,
      port: number ?? 80,
      path: path ?? '/'
    }
    out.send(context.linux, probe)
  } else hookDone(context, out, base, '', '')
  verbose(
    context,
    out,
    3,
    `kuberuntime_container.go "Running ${which} hook" pod="${podKey(worker.pod)}" containerName="${container.name}"`
  )
}

/** `Exec lifecycle hook ([sh -c exit 3]) for Container "a" in Pod "p_default(uid)" failed - error: …, message: "…"` */
export function hookText(pod: Pod, container: Container, hook: Handler, error: string, output: string): string {
  const where = `for Container "${container.name}" in Pod "${podText(pod)}" failed - error: ${error}, message: ${JSON.stringify(output)}`
  if (hook.exec) return `Exec lifecycle hook ([${(hook.exec.command ?? []).join(' ')}]) ${where}`
  return `HTTP lifecycle hook (${hook.httpGet?.path ?? '/'}) ${where}`
}

/** A hook's command has ended. */
export function hookReply(context: KubeletContext, out: Outbox, ref: HookRef, reply: CriReply): void {
  const worker = context.workers.get(ref.uid)
  const container = worker && specOf(worker.pod, ref.container)
  if (!worker || !container) return
  const command = (currentHook(worker, container, ref.containerId)?.exec?.command ?? []).join(' ')
  const { exec } = reply
  if (reply.error !== '' || !exec) hookDone(context, out, ref, reply.error, '')
  else if (exec.exitCode === 0) hookDone(context, out, ref, '', exec.stdout)
  else
    hookDone(
      context,
      out,
      ref,
      `command '${command}' exited with ${exec.exitCode}: ${exec.stderr}`,
      exec.stdout + exec.stderr
    )
}

const currentHook = (worker: Worker, container: Container, containerId: string): Handler | undefined => {
  const task = worker.tasks[0]
  const isPostStart = task?.kind === 'start' && task.step === 'post-start' && task.containerId === containerId
  return isPostStart ? container.lifecycle?.postStart : container.lifecycle?.preStop
}

export interface HookRef {
  readonly kind: 'hook'
  readonly uid: string
  readonly containerId: string
  readonly container: string
  readonly sync: number
}

export function hookDone(context: KubeletContext, out: Outbox, ref: HookRef, error: string, output: string): void {
  const worker = context.workers.get(ref.uid)
  const container = worker && specOf(worker.pod, ref.container)
  if (!worker || !container) return
  const { pod } = worker
  const hook = currentHook(worker, container, ref.containerId)
  if (error !== '') {
    const exec = hook?.exec ? ` execCommand=[${(hook.exec.command ?? []).join(' ')}]` : ''
    out.log(
      'E',
      `handlers.go:67] "Exec lifecycle hook for Container in Pod failed" err=${klogText(error)}${exec} containerName="${container.name}" pod="${podKey(pod)}" message=${klogText(output)}`
    )
  }
  if (hook !== container.lifecycle?.preStop) {
    postStartDone(context, out, worker, ref.containerId, error, output)
    return
  }
  const kill = worker.kills.find(({ containerId, step }) => containerId === ref.containerId && step === 'pre-stop')
  if (error !== '' && hook) {
    out.log(
      'E',
      `kuberuntime_container.go:590] "PreStop hook failed" err=${klogText(error)} pod="${podKey(pod)}" podUID=${worker.uid} containerName="${container.name}" containerID="${idPrefix(context)}${ref.containerId}"`
    )
    podEvent(context, out, pod, 'Warning', 'FailedPreStopHook', hookText(pod, container, hook, error, output), {
      name: container.name
    })
  }
  if (!kill) return
  out.cancel(`prestop/${ref.containerId}`)
  stop(context, out, worker, kill)
}

/** The preStop hook has used the whole grace period up. */
export function preStopTimeout(context: KubeletContext, out: Outbox, uid: string, containerId: string): void {
  const worker = context.workers.get(uid)
  const kill = worker?.kills.find((candidate) => candidate.containerId === containerId && candidate.step === 'pre-stop')
  if (!worker || !kill) return
  out.log(
    'I',
    `kuberuntime_container.go:598] "PreStop hook not completed in grace period" pod="${podKey(worker.pod)}" podUID=${uid} containerName="${kill.name}" containerID="${idPrefix(context)}${containerId}" gracePeriod=${kill.graceSeconds}`
  )
  stop(context, out, worker, kill)
}
