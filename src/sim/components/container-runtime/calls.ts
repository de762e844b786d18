import { latency, type RuntimeFlag } from './config'
import type { Pending, RuntimeContext } from './context'
import type { ContainerStatus, CriReply, Outbox, Sandbox } from './messages'
import { answered } from './words'

/** Lets a call go on after a latency. */
export function later(
  context: RuntimeContext,
  out: Outbox,
  call: number,
  setting: RuntimeFlag,
  phase: Pending['phase']
): void {
  context.calls.get(call)!.phase = phase
  out.timer(`call/${call}`, latency(context, setting), setting, { type: 'cri.wake', call })
}

/** Ends a call. */
export function reply(context: RuntimeContext, out: Outbox, call: number, result: Partial<CriReply>): void {
  const { request, from } = context.calls.get(call)!
  context.calls.delete(call)
  out.cancel(`call/${call}`)
  answered(context, out, call, request, result)
  out.send(from, { error: '', ...result, type: 'cri.reply', id: request.id, verb: request.type.slice(4) })
}

/** Ends a call with a gRPC error. */
export function fail(context: RuntimeContext, out: Outbox, call: number, code: string, text: string): void {
  reply(context, out, call, { error: `rpc error: code = ${code} desc = ${text}` })
}

/** Tells the kubelet that asking again is worth it. Not retried: a kubelet that is down asks when it starts. */
export function changed(context: RuntimeContext, out: Outbox, podUid: string): void {
  out.send(context.kubelet, { type: 'cri.changed', podUid }, { unreliable: true })
}

export function signal(context: RuntimeContext, out: Outbox, containerId: string, name: 'TERM' | 'KILL'): void {
  out.send(context.linux, { type: 'linux.signal', containerId, signal: name })
}

/** Writes a record to the runtime's database. Nobody waits for it: a crash within the fsync loses it. */
export function save(_context: RuntimeContext, out: Outbox, file: string, value: unknown): void {
  out.write(null, [{ op: 'put', file, value }])
}

export function store(context: RuntimeContext, out: Outbox, container: ContainerStatus): void {
  context.containers.set(container.id, Object.freeze(container))
  save(context, out, `containers/${container.id}`, container)
}

export function storeSandbox(context: RuntimeContext, out: Outbox, sandbox: Sandbox): void {
  context.sandboxes.set(sandbox.id, Object.freeze(sandbox))
  save(context, out, `sandboxes/${sandbox.id}`, sandbox)
}

export function forget(context: RuntimeContext, out: Outbox, kind: 'containers' | 'sandboxes', id: string): void {
  context[kind].delete(id)
  context.lives.delete(id)
  out.write(null, [
    { op: 'delete', file: `${kind}/${id}` },
    { op: 'delete', file: `specs/${id}` }
  ])
  if (kind === 'containers') context.specs.delete(id)
}
