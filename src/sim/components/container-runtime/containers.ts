import { wallClock } from '../../kernel/clock'
import { seconds } from '../../../base/time'
import type { LinuxExecDone } from '../linux/messages'
import { userProblem } from './images/users'
import { behaviourOf } from './behaviour'
import { unborn } from '../../kernel/chart'
import { releaseOf } from '../../releases'
import { changed, fail, later, reply, save, signal, store } from './calls'
import { latency } from './config'
import { newId, type Pending, type RuntimeContext } from './context'
import { resolve } from './images/images'
import { toContainer } from './lives'
import type {
  CriCreateContainer,
  CriExecSync,
  CriRemoveContainer,
  CriStartContainer,
  CriStopContainer,
  CriUpdateContainerResources,
  Outbox
} from './messages'
import { say } from './words'

/** `&ContainerMetadata{Name:…,Attempt:…,}`; containerd 2 writes `name:"…" attempt:1`, without what is zero. */
const metadata = ({ config }: RuntimeContext, { name, attempt }: CriCreateContainer): string =>
  releaseOf(config) === '1.25'
    ? `&ContainerMetadata{Name:${name},Attempt:${attempt},}`
    : `name:"${name}"${attempt > 0 ? ` attempt:${attempt}` : ''}`

// --- CreateContainer, StartContainer --------------------------------------------------------------------------------

export function createContainer(context: RuntimeContext, out: Outbox, call: number, request: CriCreateContainer): void {
  say(
    context,
    out,
    'I',
    `CreateContainer within sandbox "${request.sandboxId}" for container ${metadata(context, request)}`
  )
  later(context, out, call, 'create-container-latency-ms', 'delay')
}

export function continueCreate(context: RuntimeContext, out: Outbox, call: number, pending: Pending): void {
  const request = pending.request as CriCreateContainer
  const sandbox = context.sandboxes.get(request.sandboxId)
  if (!sandbox) {
    fail(context, out, call, 'NotFound', `failed to find sandbox id "${request.sandboxId}": not found`)
    return
  }
  const name = `${request.name}_${sandbox.podName}_${sandbox.namespace}_${sandbox.podUid}_${request.attempt}`
  for (const other of context.containers.values()) {
    if (other.podUid !== sandbox.podUid || other.name !== request.name || other.attempt !== request.attempt) continue
    const error = `failed to reserve container name "${name}": name "${name}" is reserved for "${other.id}"`
    fail(context, out, call, 'Unknown', error)
    return
  }
  const found = resolve(request.image)
  const image = found.kind === 'found' ? context.images.get(found.image.name) : undefined
  if (!image) {
    fail(context, out, call, 'NotFound', `failed to resolve image "${request.image}": not found`)
    return
  }
  const problem = request.process?.mustNotBeRoot && found.kind === 'found' ? userProblem(found.config) : ''
  if (problem) {
    fail(context, out, call, 'FailedPrecondition', problem)
    return
  }
  const id = newId(context.rng)
  const { podUid, podName, namespace } = sandbox
  store(context, out, {
    id,
    sandboxId: sandbox.id,
    podUid,
    podName,
    namespace,
    name: request.name,
    attempt: request.attempt,
    state: 'CONTAINER_CREATED',
    image: image.name,
    imageRef: image.ref,
    createdAt: wallClock(context),
    startedAt: 0,
    finishedAt: 0,
    exitCode: 0,
    reason: '',
    message: '',
    restartCount: request.restartCount,
    hash: request.hash
  })
  // What the container will run is part of its record (its OCI spec).
  const spec = behaviourOf(request, context.config)
  save(context, out, `specs/${id}`, spec)
  context.specs.set(id, spec)
  context.lives.set(id, { ...unborn, id })
  out.raise(toContainer(id, { type: 'container.created' }))
  say(
    context,
    out,
    'I',
    `CreateContainer within sandbox "${sandbox.id}" for ${metadata(context, request)} returns container id "${id}"`
  )
  changed(context, out, podUid)
  reply(context, out, call, { containerId: id })
}

export function startContainer(context: RuntimeContext, out: Outbox, call: number, request: CriStartContainer): void {
  say(context, out, 'I', `StartContainer for "${request.containerId}"`)
  later(context, out, call, 'start-container-latency-ms', 'delay')
}

export function continueStart(context: RuntimeContext, out: Outbox, call: number, pending: Pending): void {
  const { containerId } = pending.request as CriStartContainer
  const container = context.containers.get(containerId)
  const sandbox = container && context.sandboxes.get(container.sandboxId)
  if (!container || !sandbox) {
    fail(context, out, call, 'NotFound', `an error occurred when try to find container "${containerId}": not found`)
    return
  }
  if (sandbox.state !== 'SANDBOX_READY') {
    fail(context, out, call, 'Unknown', `sandbox container "${sandbox.id}" is not running`)
    return
  }
  const { podUid, podName, namespace, name } = container
  pending.phase = 'linux'
  pending.target = containerId
  out.send(context.linux, {
    type: 'linux.start',
    containerId,
    sandboxId: sandbox.id,
    podUid,
    podName,
    namespace,
    name,
    podIP: sandbox.ip,
    behaviour: context.specs.get(containerId)!
  })
}

/** linux says that a container's process runs. */
export function started(context: RuntimeContext, out: Outbox, call: number, containerId: string): void {
  const container = context.containers.get(containerId)!
  out.raise(toContainer(containerId, { type: 'container.runs' }))
  say(context, out, 'I', `StartContainer for "${containerId}" returns successfully`)
  changed(context, out, container.podUid)
  reply(context, out, call, {})
}

/** runc could not start it. */
export function startFailed(
  context: RuntimeContext,
  out: Outbox,
  call: number,
  containerId: string,
  error: string
): void {
  const container = context.containers.get(containerId)!
  const isOlder = releaseOf(context.config) === '1.25'
  // containerd 2 leaves out what class its error is of.
  const why = isOlder ? error : error.replace(/: unknown$/, '')
  const message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${why}`
  out.raise(toContainer(containerId, { type: 'container.failed', message }))
  const status = isOlder ? message : `rpc error: code = Unknown desc = ${message}`
  say(context, out, 'E', `StartContainer for "${containerId}" failed error=${JSON.stringify(status)}`)
  changed(context, out, container.podUid)
  reply(context, out, call, { error: status })
}

/** The cgroup of a container that runs is written anew; its process goes on. */
export function updateResources(
  context: RuntimeContext,
  out: Outbox,
  call: number,
  { containerId, cpuShares, cpuQuota, memoryLimitBytes, oomScoreAdj }: CriUpdateContainerResources
): void {
  if (context.containers.get(containerId)?.state !== 'CONTAINER_RUNNING')
    return fail(context, out, call, 'NotFound', `failed to find container: "${containerId}": not found`)
  const fields = [
    'cpu_period:100000',
    ...(cpuQuota > 0 ? [`cpu_quota:${cpuQuota}`] : []),
    `cpu_shares:${cpuShares}`,
    ...(memoryLimitBytes > 0 ? [`memory_limit_in_bytes:${memoryLimitBytes}`] : []),
    `oom_score_adj:${oomScoreAdj}`,
    ...['2MB', '1GB'].map((size) => `hugepage_limits:{page_size:"${size}"}`)
  ]
  const what = `UpdateContainerResources for "${containerId}"`
  say(context, out, 'I', `${what} with Linux: ${fields.join(' ')} / Windows: <nil>`)
  out.send(context.linux, { type: 'linux.resources', containerId, memoryLimitBytes, oomScoreAdj })
  say(context, out, 'I', `${what} returns successfully`)
  reply(context, out, call, {})
}

// --- the end of a container -----------------------------------------------------------------------------------------

export function stopContainer(context: RuntimeContext, out: Outbox, call: number, request: CriStopContainer): void {
  const { containerId, timeoutSeconds } = request
  say(context, out, 'I', `StopContainer for "${containerId}" with timeout ${timeoutSeconds} (s)`)
  const container = context.containers.get(containerId)
  if (!container) {
    const error = `an error occurred when try to find container "${containerId}": not found`
    say(
      context,
      out,
      'E',
      `StopContainer for "${containerId}" failed error=${JSON.stringify(`rpc error: code = NotFound desc = ${error}`)}`
    )
    fail(context, out, call, 'NotFound', error)
    return
  }
  const pending = context.calls.get(call)!
  pending.target = containerId
  if (container.state !== 'CONTAINER_RUNNING') {
    reply(context, out, call, {})
    return
  }
  later(context, out, call, 'stop-signal-latency-ms', 'delay')
}

function beginStop(context: RuntimeContext, out: Outbox, call: number, pending: Pending): void {
  const { containerId, timeoutSeconds } = pending.request as CriStopContainer
  pending.phase = 'grace'
  if (timeoutSeconds === 0) {
    kill(context, out, containerId)
    return
  }
  const signalName = releaseOf(context.config) === '1.25' ? 'terminated' : stopSignal(context, containerId)
  say(context, out, 'I', `Stop container "${containerId}" with signal ${signalName}`)
  signal(context, out, containerId, 'TERM')
  // The grace period is counted from when the task was told.
  const told = latency(context, 'kill-task-latency-ms')
  out.timer(`call/${call}`, seconds(timeoutSeconds) + told, 'terminationGracePeriodSeconds', { type: 'cri.wake', call })
}

/** Go's name of the signal that a container's image wants (`STOPSIGNAL`). */
function stopSignal(context: RuntimeContext, containerId: string): string {
  const container = context.containers.get(containerId)
  const found = container && resolve(container.image)
  return found?.kind === 'found' && found.config.stopSignal === 'QUIT' ? 'quit' : 'terminated'
}

function kill(context: RuntimeContext, out: Outbox, containerId: string): void {
  say(context, out, 'I', `Kill container "${containerId}"`)
  signal(context, out, containerId, 'KILL')
}

/** Its signal is due, or its grace period over. */
export function continueStopContainer(context: RuntimeContext, out: Outbox, call: number, pending: Pending): void {
  const ended = context.containers.get(pending.target)?.state !== 'CONTAINER_RUNNING'
  if (pending.phase === 'grace') kill(context, out, pending.target)
  else if (ended) stopped(context, out, call, pending)
  else beginStop(context, out, call, pending)
}

export function stopped(context: RuntimeContext, out: Outbox, call: number, pending: Pending): void {
  say(context, out, 'I', `StopContainer for "${pending.target}" returns successfully`)
  reply(context, out, call, {})
}

export function removeContainer(context: RuntimeContext, out: Outbox, call: number, request: CriRemoveContainer): void {
  say(context, out, 'I', `RemoveContainer for "${request.containerId}"`)
  if (context.containers.get(request.containerId)?.state === 'CONTAINER_RUNNING') {
    signal(context, out, request.containerId, 'KILL')
  }
  later(context, out, call, 'remove-container-latency-ms', 'cleanup')
}

export function continueRemove(context: RuntimeContext, out: Outbox, call: number, pending: Pending): void {
  const { containerId } = pending.request as CriRemoveContainer
  const container = context.containers.get(containerId)
  if (container) {
    out.raise(toContainer(containerId, { type: 'container.removed' }))
    changed(context, out, container.podUid)
  }
  say(context, out, 'I', `RemoveContainer for "${containerId}" returns successfully`)
  reply(context, out, call, {})
}

// --- ExecSync ---------------------------------------------------------------------------------------------------------

export function execSync(context: RuntimeContext, out: Outbox, call: number, _request: CriExecSync): void {
  later(context, out, call, 'exec-latency-ms', 'delay')
}

export function continueExec(context: RuntimeContext, out: Outbox, call: number, pending: Pending): void {
  const { containerId, command, stdin, timeoutSeconds } = pending.request as CriExecSync
  const container = context.containers.get(containerId)
  if (container?.state !== 'CONTAINER_RUNNING') {
    const state = container ? container.state : 'not found'
    fail(context, out, call, 'NotFound', `failed to exec in container: container is in ${state} state`)
    return
  }
  pending.phase = 'linux'
  pending.target = containerId
  out.send(context.linux, {
    type: 'linux.exec',
    id: call,
    containerId,
    argv: command,
    ...(stdin !== undefined && { stdin }),
    timeoutMs: timeoutSeconds * 1_000
  })
}

export function execDone(context: RuntimeContext, out: Outbox, event: LinuxExecDone): void {
  if (!context.calls.has(event.id)) return
  const { exitCode, stdout, stderr, timedOut, error } = event
  if (error) {
    const why = `failed to exec in container: failed to start exec ${JSON.stringify(newId(context.rng))}: ${error}`
    const { containerId } = context.calls.get(event.id)!.request as CriExecSync
    if (releaseOf(context.config) !== '1.25') {
      const status = JSON.stringify(`rpc error: code = Unknown desc = ${why}`)
      say(context, out, 'E', `ExecSync for "${containerId}" failed error=${status}`)
    }
    fail(context, out, event.id, 'Unknown', why)
  } else reply(context, out, event.id, { exec: Object.freeze({ exitCode, stdout, stderr, timedOut }) })
}
