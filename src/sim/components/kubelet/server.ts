import type { ContainerStatus } from '../../api/types'
import { ms } from '../../../base/time'
import { wallClock } from '../../kernel/clock'
import type { Delivered } from '../../kernel/types'
import type { CriReply } from '../container-runtime/messages'
import type { LinuxLogs, LinuxLogsRead, LinuxUsage } from '../linux/messages'
import type { KubeletContext } from './context'
import { callRuntime, idPrefix } from './cri'
import { logText, plainLines, type LogOptions } from './log-file'
import { verbose } from './log'
import type {
  Forwarded,
  KubeletAnswers,
  KubeletCaller,
  KubeletExec,
  KubeletGet,
  KubeletLogs,
  KubeletPortForward,
  KubeletServed,
  Outbox
} from './messages'
import { measured, needsUsage, read } from './endpoints/endpoints'
import { cachedStatus } from './pod-status'
import { translated } from './mirror-pods'
import { runningContainers } from './runtime-pod'

export { healthOf } from './endpoints/endpoints'

/** Who asked for a log or a command, and the number that the answer must bear. */
export interface Asked {
  readonly from: KubeletCaller
  readonly id: number
}

/** A log that is read, and which part of it is wanted. */
export interface AskedLog extends Asked {
  readonly options: LogOptions
  /** Its file, as the kubelet calls it. */
  readonly path: string
}

/** A log that is followed: whose, and what of it was told. */
export interface FollowedLog extends AskedLog {
  readonly containerId: string
  /** The log as far as it was told; null: nothing was yet. */
  readonly told: string | null
}

/** How late a line is seen: stands for inotify's news of the file. Models kuberuntime/logs waitLogs. */
const lookAgain = ms(200)

/** A request through a forwarded port. */
export interface AskedPort extends Asked {
  readonly port: number
  readonly sandbox: string
}

const answer = (out: Outbox, { from, id }: Asked, code: number, body: KubeletServed['body']): void => {
  const served: KubeletServed = { type: 'kubelet.served', id, code, body }
  out.send(from, served)
}

/** `/containerLogs/…`: reads the container's log file. Models pkg/kubelet/kubelet.go GetKubeletContainerLogs. */
export function serveLogs(context: KubeletContext, out: Outbox, request: Delivered<KubeletLogs, KubeletAnswers>): void {
  const { container, previous, from, id, follow = false } = request
  const podUid = translated(context, request.podUid)
  const status = statusOf(context, podUid, container)
  const name = context.pods.get(podUid)?.metadata.name ?? ''
  const ended = previous ? status?.lastState?.terminated : status?.state?.terminated
  const containerID = previous ? ended?.containerID : (status?.containerID ?? ended?.containerID)
  if (containerID === undefined) {
    const why = previous
      ? `previous terminated container "${container}" in pod "${name}" not found`
      : `container "${container}" in pod "${name}" is waiting to start: ${whyWaiting(status?.state?.waiting?.reason)}`
    return answer(out, { from, id }, 400, why)
  }
  const call = ++context.nextCall
  const namespace = context.pods.get(podUid)?.metadata.namespace ?? 'default'
  const run = (status?.restartCount ?? 0) - (previous ? 1 : 0)
  const path = `/var/log/pods/${namespace}_${name}_${podUid}/${container}/${run}.log`
  const asked = { from, id, options: request.options ?? {}, path }
  context.logReads.set(call, asked)
  const containerId = containerID.slice(idPrefix(context).length)
  const question: LinuxLogs = { type: 'linux.logs', id: call, containerId }
  if (follow) {
    context.logReads.delete(call)
    context.follows.set(call, { ...asked, containerId, told: null })
  }
  out.send(context.linux, question)
}

/** The file is looked at again. */
export function lookAtLog(context: KubeletContext, out: Outbox, call: number): void {
  const followed = context.follows.get(call)
  if (followed) out.send(context.linux, { type: 'linux.logs', id: call, containerId: followed.containerId })
}

/** Nobody listens any more. */
export function stopLog(context: KubeletContext, out: Outbox, { from, id }: Asked): void {
  for (const [call, followed] of context.follows)
    if (followed.from === from && followed.id === id) {
      context.follows.delete(call)
      out.cancel(`log/${call}`)
    }
}

/** What a followed log has grown by; it ends when its container has and all was told. */
function grown(context: KubeletContext, out: Outbox, call: number, followed: FollowedLog, text: string): void {
  const { told, options, containerId } = followed
  const news = told === null ? logText(plainLines(text), options, wallClock(context)) : behind(told, text)
  const running = [...context.pleg.cache.values()].some(({ pod }) =>
    runningContainers(pod).some(({ id }) => id === containerId)
  )
  if (!running && news === '') {
    context.follows.delete(call)
    tellRead(context, out, followed)
    return answer(out, followed, 200, '')
  }
  context.follows.set(call, { ...followed, told: text === '' ? (told ?? '') : text })
  if (news !== '' || told === null)
    out.send(followed.from, { type: 'kubelet.served', id: followed.id, code: 200, body: news, more: true })
  out.timer(`log/${call}`, lookAgain, 'log-inotify', { type: 'log.look', id: call })
}

/** What a log says after what it said before; the oldest lines of a long one are taken away as it grows. */
function behind(told: string, text: string): string {
  if (text.startsWith(told)) return text.slice(told.length)
  const tail = told.slice(-200)
  const at = text.lastIndexOf(tail)
  return at < 0 ? text : text.slice(at + tail.length)
}

/** Models kuberuntime/logs ReadLogs. */
const tellRead = (context: KubeletContext, out: Outbox, { path }: AskedLog): void =>
  verbose(context, out, 2, `logs.go:334] "Finished parsing log file" path="${path}"`)

export function logsRead(context: KubeletContext, out: Outbox, { id, text }: LinuxLogsRead): void {
  const followed = context.follows.get(id)
  if (followed) return grown(context, out, id, followed, text)
  const asked = context.logReads.get(id)
  context.logReads.delete(id)
  if (!asked) return
  tellRead(context, out, asked)
  answer(out, asked, 200, logText(plainLines(text), asked.options, wallClock(context)))
}

/** `/exec/…`: one more process in the container, through the runtime. Its output comes at its end. */
export function serveExec(context: KubeletContext, out: Outbox, request: Delivered<KubeletExec, KubeletAnswers>): void {
  const { container, command, stdin, from, id } = request
  const running = statusOf(context, translated(context, request.podUid), container)
  if (!running?.state?.running) return answer(out, { from, id }, 500, `container not found ("${container}")`)
  const containerId = running.containerID!.slice(idPrefix(context).length)
  const call = {
    type: 'cri.ExecSync',
    containerId,
    command,
    timeoutSeconds: 0,
    ...(stdin !== undefined && { stdin })
  } as const
  callRuntime(context, out, call, { kind: 'server', from, id })
}

/** What a stream is told is no gRPC status. */
const withoutRpc = (error: string): string => error.replace(/^rpc error: code = \w+ desc = /, '')

export function execServed(out: Outbox, asked: Asked, { exec, error }: CriReply): void {
  if (exec) answer(out, asked, 200, { exitCode: exec.exitCode, stdout: exec.stdout, stderr: exec.stderr })
  else
    answer(out, asked, 500, `Internal error occurred: error executing command in container: ${withoutRpc(error ?? '')}`)
}

/** What anybody may read of a kubelet; what the system counts is asked for first. */
export function serveGet(
  context: KubeletContext,
  out: Outbox,
  { path, from, id }: Delivered<KubeletGet, KubeletAnswers>
): void {
  if (needsUsage(path)) {
    const call = ++context.nextCall
    context.reads.set(call, { from, id, path })
    return out.send(context.linux, { type: 'linux.stats', id: call, detailed: true })
  }
  const { code, body } = read(context, path)
  answer(out, { from, id }, code, body)
}

/** The system has counted. */
export function serveUsage(context: KubeletContext, out: Outbox, usage: LinuxUsage): void {
  const asked = context.reads.get(usage.id)
  context.reads.delete(usage.id)
  if (!asked) return
  const { code, body } = measured(context, asked.path, usage)
  answer(out, asked, code, body)
}

/** `/portForward/…`: the runtime connects to the port from inside the pod. One request of HTTP is a connection. */
export function serveForward(
  context: KubeletContext,
  out: Outbox,
  { podUid, port, path, from, id }: Delivered<KubeletPortForward, KubeletAnswers>
): void {
  const uid = translated(context, podUid)
  const ip = cachedStatus(context, uid)?.podIP
  if (ip === undefined || ip === '') return answer(out, { from, id }, 404, `pod not found (${JSON.stringify(podUid)})`)
  if (port === undefined) return answer(out, { from, id }, 200, { forwarded: null })
  const call = ++context.nextCall
  context.forwards.set(call, { from, id, port, sandbox: context.pleg.cache.get(uid)?.pod.sandboxes[0]?.id ?? '' })
  out.send(context.linux, { type: 'traffic.request', id: call, to: { ip, port }, path, more: { source: ip } })
}

export function forwarded(context: KubeletContext, out: Outbox, id: number, what: Forwarded['forwarded']): void {
  const asked = context.forwards.get(id)
  context.forwards.delete(id)
  if (asked) answer(out, asked, 200, { forwarded: what })
}

/** A network namespace has a random name; here it is its sandbox's. */
const namespaceOf = (sandbox: string): string =>
  `/var/run/netns/cni-${sandbox.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')}`

/** Models containerd's sandbox_portforward_linux.go. */
export function refusedPort(context: KubeletContext, out: Outbox, id: number, reason: string): void {
  const { port, sandbox } = context.forwards.get(id) ?? { port: 0, sandbox: '' }
  const why = `connect: ${reason.toLowerCase()}`
  const error = `error forwarding port ${port} to pod ${sandbox}, uid : failed to execute portforward in network namespace ${JSON.stringify(namespaceOf(sandbox))}: failed to connect to localhost:${port} inside namespace ${JSON.stringify(sandbox)}, IPv4: dial tcp4 127.0.0.1:${port}: ${why} IPv6 dial tcp6 [::1]:${port}: ${why} `
  forwarded(context, out, id, { error })
}

const statusOf = (context: KubeletContext, uid: string, name: string): ContainerStatus | undefined => {
  const status = cachedStatus(context, uid)
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = status ?? {}
  return [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses].find(
    (container) => container.name === name
  )
}

/** The most common failures in words. Models kubelet_pods.go validateContainerLogStatus. */
function whyWaiting(reason: string | undefined): string {
  if (reason === 'ErrImagePull') return "image can't be pulled"
  if (reason === 'ImagePullBackOff') return 'trying and failing to pull image'
  return reason ?? 'no logs available'
}
