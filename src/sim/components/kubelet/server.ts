import type { ContainerStatus } from '../../api/types'
import { wallClock } from '../../kernel/clock'
import type { Delivered } from '../../kernel/types'
import type { CriReply } from '../container-runtime/messages'
import type { LinuxLogs, LinuxLogsRead } from '../linux/messages'
import type { KubeletContext } from './context'
import { callRuntime, idPrefix } from './cri'
import { logText, plainLines, type LogOptions } from './log-file'
import type { KubeletAnswers, KubeletCaller, KubeletExec, KubeletLogs, KubeletServed, Outbox } from './messages'
import { cachedStatus } from './pod-status'
import { translated } from './mirror-pods'

/** Who asked for a log or a command, and the number that the answer must bear. */
export interface Asked {
  readonly from: KubeletCaller
  readonly id: number
}

/** A log that is read, and which part of it is wanted. */
export interface AskedLog extends Asked {
  readonly options: LogOptions
}

const answer = (out: Outbox, { from, id }: Asked, code: number, body: KubeletServed['body']): void => {
  const served: KubeletServed = { type: 'kubelet.served', id, code, body }
  out.send(from, served)
}

/** `/containerLogs/…`: reads the container's log file. Models pkg/kubelet/kubelet.go GetKubeletContainerLogs. */
export function serveLogs(context: KubeletContext, out: Outbox, request: Delivered<KubeletLogs, KubeletAnswers>): void {
  const { container, previous, from, id } = request
  const podUid = translated(context, request.podUid)
  const status = statusOf(context, podUid, container)
  const name = context.pods.get(podUid)?.metadata.name ?? ''
  const ended = previous ? status?.lastState?.terminated : status?.state?.terminated
  const containerID = previous ? ended?.containerID : (status?.containerID ?? ended?.containerID)
  if (containerID === undefined) {
    const why = previous
      ? `previous terminated container "${container}" in pod "${name}" not found`
      : `container "${container}" in pod "${name}" is waiting to start: ${status?.state?.waiting?.reason ?? 'no logs available'}`
    return answer(out, { from, id }, 400, why)
  }
  const call = ++context.nextCall
  context.logReads.set(call, { from, id, options: request.options ?? {} })
  const containerId = containerID.slice(idPrefix(context).length)
  const question: LinuxLogs = { type: 'linux.logs', id: call, containerId }
  out.send(context.linux, question)
}

export function logsRead(context: KubeletContext, out: Outbox, { id, text }: LinuxLogsRead): void {
  const asked = context.logReads.get(id)
  context.logReads.delete(id)
  if (asked) answer(out, asked, 200, logText(plainLines(text), asked.options, wallClock(context)))
}

/** `/exec/…`: one more process in the container, through the runtime. Streams are not modelled: its output comes at its end. */
export function serveExec(context: KubeletContext, out: Outbox, request: Delivered<KubeletExec, KubeletAnswers>): void {
  const { container, command, from, id } = request
  const running = statusOf(context, translated(context, request.podUid), container)
  if (!running?.state?.running) return answer(out, { from, id }, 500, `container not found ("${container}")`)
  const containerId = running.containerID!.slice(idPrefix(context).length)
  const call = { type: 'cri.ExecSync', containerId, command, timeoutSeconds: 0 } as const
  callRuntime(context, out, call, { kind: 'server', from, id })
}

export function execServed(out: Outbox, asked: Asked, { exec, error }: CriReply): void {
  if (exec) answer(out, asked, 200, { exitCode: exec.exitCode, stdout: exec.stdout, stderr: exec.stderr })
  else answer(out, asked, 500, `error executing command in container: ${error}`)
}

const statusOf = (context: KubeletContext, uid: string, name: string): ContainerStatus | undefined => {
  const status = cachedStatus(context, uid)
  return [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].find(
    (container) => container.name === name
  )
}
