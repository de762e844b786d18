import { ms, seconds, toSeconds, type Micros } from '../../../base/time'
import { unborn } from '../../kernel/chart'
import { acknowledge, answer, keep, type Kept, type KeptEvent, type Loss, type Manner } from '../../tcp/kept'
import type { Flow, TrafficAccepted, TrafficRefused, TrafficRequest } from '../linux/messages'
import { flag, millis } from './config'
import type { Users } from './context'
import type { Outbox } from './messages'
import { pickNode, requestFailed, take } from './requests'
import type { Pending, Target } from './traffic'

/* Connections that users keep (`users-connections`), by `users-protocol`. */

/** One of them: to which Service, through which worker, and which pod answered on it last. */
export interface Connection extends Kept {
  readonly target: Target
  readonly node: number
  readonly since: Micros
  pod: string
  /** It has carried a request that was answered: a program may try elsewhere what finds it closed. */
  used: boolean
  /** When it was last of use. */
  heardAt: Micros
}

const numberOf = (context: Users, name: string, otherwise: number): number => Number(context.config[name] ?? otherwise)

function mannerOf(context: Users): Manner {
  const { config } = context
  return Object.freeze({
    idle: seconds(flag(config, 'users-idle-timeout')),
    keepAlive: {
      after: seconds(flag(config, 'users-keepalive-time')),
      interval: seconds(flag(config, 'users-keepalive-interval')),
      probes: flag(config, 'users-keepalive-probes')
    },
    userTimeout: seconds(flag(config, 'users-tcp-user-timeout')),
    // The kernel's own settings are those of every machine (`components/linux/flags.ts`).
    rtoMin: ms(numberOf(context, 'tcp-rto-min-ms', 200)),
    rtoMax: seconds(numberOf(context, 'tcp-rto-max-s', 120)),
    retries: numberOf(context, 'tcp-retries2', 15)
  })
}

const protocolOf = ({ config }: Users): string => String(config['users-protocol'] ?? 'http')

/** A request that goes out on a kept connection, as soon as one may take it. */
export function sendKept(context: Users, target: Target, attempt: number, out: Outbox): void {
  const { traffic, now } = context
  const id = traffic.nextId++
  traffic.pending.set(id, { sentAt: now, node: -1, target, attempt, tries: 0 })
  out.timer(`request/${id}`, millis(context.config, 'users-timeout-ms'), 'users-timeout-ms', {
    type: 'request.timeout',
    id
  })
  assign(context, id, out)
}

function assign(context: Users, id: number, out: Outbox): void {
  const { traffic } = context
  const pending = traffic.pending.get(id)!
  const found = connectionFor(context, pending.target, out)
  if (found === 'none') {
    traffic.refused++
    return requestFailed(context, take(context, id, out)!, 'no worker is healthy', out)
  }
  if (found === 'wait') {
    traffic.queue.push(id)
    return
  }
  traffic.pending.set(id, { ...pending, node: found.node, kept: found.id })
  found.asked.push(id)
  raise(out, { type: 'kept.ask', chart: 'kept', item: found.id, request: id })
}

const raise = (out: Outbox, event: KeptEvent): void => out.raise(event)

/** One that lies idle; with gRPC the next in turn; else a new one, as long as there may be more. */
function connectionFor(context: Users, target: Target, out: Outbox): Connection | 'wait' | 'none' {
  const { traffic, now } = context
  const own = [...traffic.kept.values()].filter((one) => one.target.nodePort === target.nodePort)
  const limit = flag(context.config, 'users-connections')
  const shared = protocolOf(context) === 'grpc'
  if (!shared || own.length >= limit) {
    // The one that was of use longest ago: so all are used in turn.
    const ready = own.filter(({ asked }) => shared || asked.length === 0)
    ready.sort((a, b) => (shared ? a.asked.length - b.asked.length : 0) || a.heardAt - b.heardAt)
    if (shared && ready.length > 0) return ready[traffic.nextId % ready.length]!
    if (own.length >= limit) return ready[0] ?? 'wait'
    // Each of the users has one: they open theirs before they use one again.
  }
  const node = pickNode(traffic, target)
  if (node < 0) return 'none'
  const id = `${context.self}:${traffic.nextId++}`
  const fresh = {
    ...unborn,
    ...keep(id, mannerOf(context)),
    target,
    node,
    since: now,
    pod: '',
    used: false,
    heardAt: now
  }
  traffic.kept.set(id, fresh)
  out.note(`opens a connection to ${target.service} through ${machineOf(context, node)}`)
  return fresh
}

const machineOf = ({ traffic }: Users, node: number): string => traffic.nodes[node]!.linux.split('/')[0]!

const holds = ({ traffic }: Users, id: number): Connection | undefined => {
  const name = traffic.pending.get(id)?.kept
  if (name !== undefined) return traffic.kept.get(name)
  // Its user has given it up: the connection still waits for it.
  return [...traffic.kept.values()].find(({ asked }) => asked.includes(id))
}

export function keptAnswered(context: Users, id: number, pod: string, out: Outbox): void {
  const connection = holds(context, id)
  if (!connection) return
  answer(connection, id)
  connection.pod = pod
  connection.used = true
  connection.heardAt = context.now
  raise(out, { type: 'kept.heard', chart: 'kept', item: connection.id })
  serveQueue(context, out)
}

/** The pod's kernel has a request, or acknowledges a probe. */
export function keptAccepted(context: Users, { id, flow }: TrafficAccepted, out: Outbox): void {
  const connection = flow === undefined ? holds(context, id) : context.traffic.kept.get(flow)
  if (!connection) return
  if (flow === undefined) acknowledge(connection, id)
  raise(out, { type: 'kept.heard', chart: 'kept', item: connection.id })
}

export function keptRefused({ traffic }: Users, flow: string, reason: TrafficRefused['reason'], out: Outbox): void {
  const connection = traffic.kept.get(flow)
  // To a connection that stands an unreachable host is a soft error: Linux sends on.
  if (!connection || (connection.stands && reason === 'No route to host')) return
  raise(out, { type: 'kept.lost', chart: 'kept', item: flow, why: reason })
}

/** A user's patience is over: a program that speaks HTTP/1.1 can do nothing else with such a connection than close it. */
export function gaveUp(context: Users, name: string, out: Outbox): void {
  if (protocolOf(context) === 'http') raise(out, { type: 'kept.lost', chart: 'kept', item: name, why: 'closed' })
}

/** Those who wait get what is free now. */
function serveQueue(context: Users, out: Outbox): void {
  const { traffic } = context
  const waiting = traffic.queue.splice(0)
  for (const id of waiting) if (traffic.pending.has(id)) assign(context, id, out)
}

/** It is over, and what was asked on it fails; net/http sends what found a used connection closed once more on another. */
export function lost(context: Users, kept: Kept, why: Loss, out: Outbox): void {
  const { traffic } = context
  const connection = traffic.kept.get(kept.id)
  if (!connection) return
  traffic.kept.delete(kept.id)
  const { target, pod, node, heardAt, asked, used } = connection
  const where = `${target.service}${pod === '' ? '' : ` (${pod})`} through ${machineOf(context, node)}`
  const silentSeconds = toSeconds(context.now - heardAt)
  out.note(
    `a kept connection to ${where} is over: ${why}, ${silentSeconds.toFixed(1)} s after anything came back on it`
  )
  if (why !== 'closed')
    out.fact('connection-lost', { service: target.service, pod, why, silentSeconds, unanswered: asked.length })
  for (const id of asked) {
    const pending: Pending | undefined = traffic.pending.get(id)
    if (!pending) continue
    const again =
      protocolOf(context) === 'http' &&
      used &&
      pending.tries === 0 &&
      (why === 'EOF' || why === 'Connection reset by peer')
    if (again) {
      traffic.pending.set(id, { ...pending, node: -1, tries: 1 })
      assign(context, id, out)
    } else {
      traffic.refused++
      requestFailed(context, take(context, id, out)!, `${why} on a kept connection to ${where}`, out)
    }
  }
  serveQueue(context, out)
}

/** The process that does not answer on it, as a cause. */
export function silent({ traffic }: Users, { id }: Kept, out: Outbox): void {
  out.because({ silence: traffic.nodes[traffic.kept.get(id)!.node]!.linux })
}

/** A request, a probe or a FIN leaves through the worker by which the connection goes. */
export function transmit({ traffic }: Users, { id }: Kept, flow: Flow, request: number, out: Outbox): void {
  const connection = traffic.kept.get(id)
  if (!connection) return
  const { host, path = '/', nodePort } = traffic.pending.get(request)?.target ?? connection.target
  const message: TrafficRequest = {
    type: 'traffic.request',
    id: request,
    to: { nodePort },
    path,
    ...(host !== undefined && { host }),
    flow
  }
  out.send(traffic.nodes[connection.node]!.linux, message, { connection: 'own', unreliable: true })
}
