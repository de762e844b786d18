import { unborn } from '../../kernel/chart'
import { releaseOf } from '../../releases'
import { wallClock } from '../../kernel/clock'
import { pause } from './behaviour'
import { newId, type Pending, type RuntimeContext } from './context'
import { fail, later, reply, signal } from './calls'
import { toContainer, toSandbox } from './lives'
import type { CriRemovePodSandbox, CriRunPodSandbox, CriStopPodSandbox, Sandbox, Outbox } from './messages'
import { say } from './words'

/** `&PodSandboxMetadata{Name:…,Uid:…,Namespace:…,Attempt:0,}`; containerd 2 writes `name:"…" uid:"…" namespace:"…"`, without what is zero. */
const metadata = ({ config }: RuntimeContext, { podName, podUid, namespace, attempt }: CriRunPodSandbox): string =>
  releaseOf(config) === '1.25'
    ? `&PodSandboxMetadata{Name:${podName},Uid:${podUid},Namespace:${namespace},Attempt:${attempt},}`
    : `name:"${podName}" uid:"${podUid}" namespace:"${namespace}"${attempt > 0 ? ` attempt:${attempt}` : ''}`

// --- RunPodSandbox ----------------------------------------------------------------------------------------------------

export function runPodSandbox(context: RuntimeContext, out: Outbox, call: number, request: CriRunPodSandbox): void {
  say(context, out, 'I', `RunPodSandbox for ${metadata(context, request)}`)
  later(context, out, call, 'pod-sandbox-latency-ms', 'delay')
}

export function continueRun(context: RuntimeContext, out: Outbox, call: number, pending: Pending): void {
  const request = pending.request as CriRunPodSandbox
  if (pending.phase === 'delay') {
    const name = `${request.podName}_${request.namespace}_${request.podUid}_${request.attempt}`
    for (const other of context.sandboxes.values()) {
      if (other.podUid !== request.podUid || other.attempt !== request.attempt) continue
      const error = `failed to reserve sandbox name "${name}": name "${name}" is reserved for "${other.id}"`
      fail(context, out, call, 'Unknown', error)
      return
    }
    const ip = request.hostNetwork ? context.hostIP : nextAddress(context)
    if (ip === '') {
      say(context, out, 'E', `RunPodSandbox for ${metadata(context, request)} failed, error`)
      fail(
        context,
        out,
        call,
        'Unknown',
        'failed to setup network for sandbox: plugin type="bridge" failed (add): failed to allocate for range 0: no IP addresses available in range set'
      )
      return
    }
    const id = newId(context.rng)
    const { podUid, podName, namespace, attempt, hostNetwork } = request
    const sandbox: Sandbox = Object.freeze({
      id,
      podUid,
      podName,
      namespace,
      attempt,
      state: 'SANDBOX_READY',
      ip,
      hostNetwork,
      createdAt: wallClock(context)
    })
    context.sandboxes.set(id, sandbox)
    context.lives.set(id, { ...unborn, id })
    out.raise(toSandbox(id, 'sandbox.created'))
    out.write(null, [
      { op: 'put', file: `sandboxes/${id}`, value: sandbox },
      { op: 'put', file: 'cni/last_reserved_ip', value: context.lastIP }
    ])
    pending.phase = 'linux'
    pending.target = id
    out.send(context.linux, {
      type: 'linux.start',
      containerId: id,
      sandboxId: id,
      podUid,
      podName,
      namespace,
      name: '',
      podIP: ip,
      behaviour: pause
    })
    return
  }
  say(context, out, 'I', `RunPodSandbox for ${metadata(context, request)} returns sandbox id "${pending.target}"`)
  const ip = context.sandboxes.get(pending.target)?.ip ?? ''
  reply(context, out, call, { sandboxId: pending.target, ip })
}

/** host-local: the next free address after the last one it gave, `.2` to `.254`. */
function nextAddress(context: RuntimeContext): string {
  if (context.podNet === '') return ''
  const used = new Set<string>()
  for (const { ip, hostNetwork } of context.sandboxes.values()) if (!hostNetwork) used.add(ip)
  for (let i = 1; i <= 253; i++) {
    const last = 2 + ((context.lastIP - 2 + i) % 253)
    const ip = `${context.podNet}.${last}`
    if (used.has(ip)) continue
    context.lastIP = last
    return ip
  }
  return ''
}

// --- StopPodSandbox ---------------------------------------------------------------------------------------------------

export function stopPodSandbox(context: RuntimeContext, out: Outbox, call: number, request: CriStopPodSandbox): void {
  const { sandboxId } = request
  say(context, out, 'I', `StopPodSandbox for "${sandboxId}"`)
  const sandbox = context.sandboxes.get(sandboxId)
  // Stopping what is not there is no error: the kubelet calls it again and again.
  if (!sandbox) {
    reply(context, out, call, {})
    return
  }
  for (const container of context.containers.values()) {
    if (container.sandboxId !== sandboxId) continue
    if (container.state === 'CONTAINER_RUNNING') signal(context, out, container.id, 'KILL')
    else {
      say(
        context,
        out,
        'I',
        `Container to stop "${container.id}" must be in running or unknown state, current state "${container.state}"`
      )
    }
  }
  const pending = context.calls.get(call)!
  pending.target = sandboxId
  if (sandbox.state === 'SANDBOX_READY') {
    pending.phase = 'killed'
    signal(context, out, sandboxId, 'KILL')
  } else later(context, out, call, 'remove-pod-sandbox-latency-ms', 'cleanup')
}

export function continueStop(context: RuntimeContext, out: Outbox, call: number, pending: Pending): void {
  if (pending.phase === 'killed') {
    later(context, out, call, 'stop-pod-sandbox-latency-ms', 'cleanup')
    return
  }
  say(context, out, 'I', `TearDown network for sandbox "${pending.target}" successfully`)
  out.raise(toSandbox(pending.target, 'sandbox.torn-down'))
  say(context, out, 'I', `StopPodSandbox for "${pending.target}" returns successfully`)
  reply(context, out, call, {})
}

// --- RemovePodSandbox -------------------------------------------------------------------------------------------------

export function removePodSandbox(
  context: RuntimeContext,
  out: Outbox,
  call: number,
  request: CriRemovePodSandbox
): void {
  say(context, out, 'I', `RemovePodSandbox for "${request.sandboxId}"`)
  say(context, out, 'I', `Forcibly stopping sandbox "${request.sandboxId}"`)
  signal(context, out, request.sandboxId, 'KILL')
  later(context, out, call, 'remove-pod-sandbox-latency-ms', 'cleanup')
}

export function continueRemoveSandbox(context: RuntimeContext, out: Outbox, call: number, pending: Pending): void {
  const { sandboxId } = pending.request as CriRemovePodSandbox
  say(context, out, 'I', `TearDown network for sandbox "${sandboxId}" successfully`)
  if (releaseOf(context.config) !== '1.25')
    say(context, out, 'I', `Ensure that sandbox ${sandboxId} in task-service has been cleanup successfully`)
  for (const container of [...context.containers.values()]) {
    if (container.sandboxId === sandboxId) out.raise(toContainer(container.id, { type: 'container.removed' }))
  }
  out.raise(toSandbox(sandboxId, 'sandbox.removed'))
  say(context, out, 'I', `RemovePodSandbox "${sandboxId}" returns successfully`)
  reply(context, out, call, {})
}
