import { power } from '../../../base/exact-math'
import { seconds, type Micros } from '../../../base/time'
import type { KubeletCaller, Outbox } from './messages'
import type { CriReply, CriRequest } from '../container-runtime/messages'
import { duration, is125 } from './config'
import type { KubeletContext } from './context'
import type { ItemReply } from './items'
import type { LookRef } from './looks'
import { runtimeOn, runtimes, type RuntimeName } from '../../runtimes'

/** What a CRI reply is for: data that leads back to whoever asked. */
export type CriRef =
  | ItemReply
  | LookRef
  | { readonly kind: 'server'; readonly from: KubeletCaller; readonly id: number }
  | { readonly kind: 'relist'; readonly part: 'sandboxes' | 'containers' }
  | { readonly kind: 'check' }
  | { readonly kind: 'image-gc'; readonly step: 'list' | 'remove' }
  | { readonly kind: 'pull'; readonly key: string }
  | { readonly kind: 'remove'; readonly step: 'status' | 'remove' }
  | { readonly kind: 'remove-sandbox' }
  | { readonly kind: 'stop-sandbox'; readonly sandboxId: string }

/** The gRPC connection to the runtime's socket. */
export interface CriChannel {
  /** Open calls: number → what for. */
  calls: Map<number, CriRef>
  nextId: number
  /** `failing`: calls fail at once until a reconnection succeeds (gRPC's TRANSIENT_FAILURE). */
  state: 'ready' | 'failing'
  failures: number
  /** When the runtime last said that it is well. */
  lastCheck: Micros
}

type Without<T> = T extends unknown ? Omit<T, 'id'> : never
/** A request of the CRI without its number. */
export type CriCall = Without<CriRequest>

/** Calls the runtime. While the connection is down the call fails at once (a zero timer brings the error). */
export function callRuntime(context: KubeletContext, out: Outbox, call: CriCall, ref: CriRef): void {
  const { cri } = context
  const id = ++cri.nextId
  cri.calls.set(id, ref)
  if (cri.state === 'ready') out.send(context.runtime, { ...call, id })
  else
    out.timer(`cri/${id}`, 0, 'cri-grpc-backoff-max-s', {
      type: 'cri.failed',
      id,
      verb: call.type.slice(4)
    })
}

/** What an open call is for; it is closed by this. */
export function takeCall(context: KubeletContext, id: number): CriRef | undefined {
  const ref = context.cri.calls.get(id)
  context.cri.calls.delete(id)
  return ref
}

/** The runtime's process is gone: every open call fails, and reconnecting begins. Gives what was open. */
export function channelLost(context: KubeletContext, out: Outbox): CriRef[] {
  const { cri } = context
  const open = [...cri.calls.values()]
  cri.calls.clear()
  if (cri.state === 'ready') {
    cri.state = 'failing'
    cri.failures = 0
    reconnectLater(context, out)
  }
  return open
}

/** gRPC's connection back-off: 1 s × 1.6ⁿ with 20 % jitter. Models google.golang.org/grpc/backoff DefaultConfig. */
export function reconnectLater(context: KubeletContext, out: Outbox): void {
  const { cri, rng, config } = context
  const max = duration(config, 'cri-grpc-backoff-max-s')
  const base = Math.min(max, seconds(1) * power(1.6, Math.min(cri.failures, 20)))
  cri.failures++
  const delay = Math.round(base * (0.8 + 0.4 * rng.float()))
  out.timer('cri/reconnect', delay, 'cri-grpc-backoff-max-s', { type: 'cri.reconnect' })
}

const noDocker = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'

/** What a call gets that reaches no daemon. cri-dockerd always answers; it is dockerd that it does not reach. */
export const unavailable = (context: KubeletContext): string =>
  runtimeNameOf(context) === 'docker'
    ? `rpc error: code = Unknown desc = failed to get docker version from dockerd: ${noDocker}`
    : refusedBySocket(context)

/** Why the runtime counts as not ready at once, as it says itself; empty: it does not say. Models cri-dockerd's core/status.go. */
export const ownWordOf = (context: KubeletContext): string =>
  runtimeNameOf(context) === 'docker' && context.cri.state === 'failing'
    ? `container runtime not ready: RuntimeReady=false reason:DockerDaemonNotReady message:docker: failed to get docker version: failed to get docker version from dockerd: ${noDocker}`
    : ''

/** A socket of which nobody took care is there and refuses; in the recordings of 1.25 its file was gone. */
const refusedBySocket = (context: KubeletContext): string =>
  is125(context.config)
    ? `rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix ${socketOf(context)}: connect: no such file or directory"`
    : `rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix ${socketOf(context)}: connect: connection refused"`

export const runtimeNameOf = ({ cluster, machine }: Pick<KubeletContext, 'cluster' | 'machine'>): RuntimeName =>
  runtimeOn(cluster, machine)
export const socketOf = (context: KubeletContext): string => runtimes[runtimeNameOf(context)].socket

/** An answer made up for a call that never got one. */
export const failedReply = (context: KubeletContext, verb = ''): CriReply => ({
  type: 'cri.reply',
  id: 0,
  verb,
  error: unavailable(context)
})

/** Kubernetes' prefix of container ids: `containerd://`. */
export const idPrefix = (context: KubeletContext): string => `${runtimeNameOf(context)}://`

/** updateRuntimeUp: asks for the runtime's health every 5 s. */
export function armCheck(
  context: KubeletContext,
  out: Outbox,
  delay = duration(context.config, 'runtime-state-check-period-s')
): void {
  out.timer('cri/check', delay, 'runtime-state-check-period-s', { type: 'cri.check' })
}

/** Whether the runtime has been silent for longer than the kubelet puts up with. */
export const runtimeIsDown = (context: KubeletContext): boolean =>
  context.now - context.cri.lastCheck > duration(context.config, 'max-wait-for-container-runtime-s')
