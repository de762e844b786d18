import { seconds, type Micros } from '../../../../base/time'
import { addressOf } from '../../../protocol'
import type { Container } from '../containers'
import type { LinuxContext } from '../context'
import type { Outbox, TrafficAccepted, TrafficHop, TrafficRefused, TrafficRequest, TrafficResponse } from '../messages'
import { askedOf } from '../process'
import { echo, relay, route } from '../traffic'
import type { Answer, Ask, Ended, Own } from './ask'
import { denied, filesOf } from '../volumes'
import { timerOf } from './hang-up'
import { networkClients } from './later'
import { cached, keep } from './name-cache'

/** Whose program it is: a container's first process, or one that was executed in it. */
export interface DialOwner {
  readonly containerId: string
  readonly exec: number | null
  /** Its server, which calls others before it answers (`calls.ts`). */
  readonly serves?: true
}

/** A program that waits for the network, and what it was told so far: its client is run anew with each answer. */
export interface Dial {
  readonly of: DialOwner
  readonly argv: readonly string[]
  readonly stdin: string
  readonly answers: readonly Answer[]
  readonly ask: Ask
  readonly since: Micros
  /** How often its first packet was sent. */
  readonly sent: number
  /** Its connection was accepted. */
  readonly stands?: true
}

/** A request that waits for a program's answer: whose it is, and the way back. */
export interface Passed {
  readonly id: number
  readonly hops: readonly TrafficHop[]
  readonly pod: string
}

/** A program that talked over the network has ended. */
export interface DialEnded extends Ended {
  readonly type: 'linux.dial.ended'
  readonly of: DialOwner
}

/** A process waits for the network. */
export interface DialBegun {
  readonly type: 'linux.dial'
  readonly of: DialOwner
}

/** A process waits for the network: its client begins, if it has not yet. */
export function dial(context: LinuxContext, out: Outbox, { of }: DialBegun): void {
  const container = context.containers.get(of.containerId)
  const proc = of.exec === null ? container?.main : container?.execs.get(of.exec)?.proc
  const asked = proc && askedOf(proc)
  if (!asked || [...context.dials.values()].some((other) => isSame(other.of, of))) return
  goOn(context, out, { of, argv: asked.argv, stdin: asked.stdin, answers: [] })
}

const isSame = (a: DialOwner, b: DialOwner): boolean =>
  a.containerId === b.containerId && a.exec === b.exec && a.serves === b.serves

type Begun = Pick<Dial, 'of' | 'argv' | 'stdin' | 'answers'>

/** The client's next question goes out, or its program ends. */
export function goOn(context: LinuxContext, out: Outbox, { of, argv, stdin, answers }: Begun): void {
  const container = context.containers.get(of.containerId)
  if (!container) return
  const client = networkClients().clientNamed(argv[0] ?? '')!(argv.slice(1), ownOf(context, container, stdin))
  let step = client.next()
  for (const answer of answers) if (!step.done) step = client.next(answer)
  if (step.done) return out.raise({ type: 'linux.dial.ended', of, ...step.value })
  const id = ++context.lastDial
  const asks: Dial = Object.freeze({ of, argv, stdin, answers, ask: step.value, since: context.now, sent: 1 })
  context.dials.set(id, asks)
  send(context, out, id, asks, container.spec.podIP)
}

const ownOf = (context: LinuxContext, container: Readonly<Container>, stdin: string): Own => ({
  stdin,
  env: container.spec.behaviour.env ?? {},
  files: filesOf(context, container),
  hostname: container.spec.podName,
  ...(container.spec.behaviour.imageNamed !== undefined && { imageNamed: container.spec.behaviour.imageNamed }),
  denied: (path) => denied(container.spec, path),
  busybox: !container.spec.behaviour.anyProgram && container.spec.behaviour.serves.length === 0
})

/** Linux sends a SYN again after 1, 3, 7 … seconds (tcp_syn_retries 6). */
const again = (sent: number): Micros => seconds(2 ** sent - 1)

function send(context: LinuxContext, out: Outbox, id: number, { ask, sent, since }: Dial, source: string): void {
  const { time, setting } = ask.patience
  const next = ask.kind === 'tcp' ? Math.min(again(sent), time) : time
  const timed = next < time ? 'tcp_syn_retries' : setting
  out.timer(timerOf(id), since + next - context.now, timed, { type: 'linux.dial.wait', id })
  if (ask.kind === 'pause') return
  const known = ask.kind === 'dns' && cached(context, ask.question)
  if (known) return told(context, out, id, { kind: 'dns', answer: known })
  const port = ask.kind === 'tcp' ? ask.port : ask.kind === 'dns' ? 53 : echo
  const request: TrafficRequest = {
    type: 'traffic.request',
    id,
    to: { ip: ask.ip.startsWith('127.') ? source : ask.ip, port },
    path: ask.kind === 'tcp' ? ask.path : '',
    ...(ask.kind === 'tcp' && ask.host !== undefined && { host: ask.host }),
    more: {
      source,
      ...(ask.kind === 'dns' && { question: ask.question }),
      ...(ask.kind === 'tcp' && ask.data && { body: { data: ask.data } }),
      ...(ask.kind === 'tcp' && ask.headers && { headers: ask.headers }),
      ...(ask.kind === 'tcp' && ask.via && { via: ask.via })
    }
  }
  route(context, out, { ...request, from: addressOf('linux', context.machine) })
}

/** Nobody answered yet: the packet is sent again, or patience is over. */
export function waited(context: LinuxContext, out: Outbox, id: number): void {
  const dialled = context.dials.get(id)
  const container = dialled && context.containers.get(dialled.of.containerId)
  if (!container) return
  if (context.now - dialled.since >= dialled.ask.patience.time)
    return told(context, out, id, { kind: 'silence', ...(dialled.stands && { stands: true }) })
  const more: Dial = Object.freeze({ ...dialled, sent: dialled.sent + 1 })
  context.dials.set(id, more)
  send(context, out, id, more, container.spec.podIP)
}

/** The connection stands: nothing is sent again, and the answer comes, or patience ends. */
export function accepted(context: LinuxContext, out: Outbox, message: TrafficAccepted): void {
  if (message.hops.length > 0) return relay(out, message)
  const dialled = context.dials.get(message.id)
  if (!dialled) return
  const { time, setting } = dialled.ask.patience
  context.dials.set(message.id, Object.freeze({ ...dialled, stands: true }))
  out.timer(timerOf(message.id), dialled.since + time - context.now, setting, {
    type: 'linux.dial.wait',
    id: message.id
  })
}

/** An answer that came here: of somebody behind this machine, or of a program of one of its pods. */
export function answered(context: LinuxContext, out: Outbox, message: TrafficResponse | TrafficRefused): void {
  if (message.hops.length > 0) return relay(out, message)
  const dialled = context.dials.get(message.id)
  if (!dialled) return
  const took = context.now - dialled.since
  if (message.type === 'traffic.refused')
    told(context, out, message.id, { kind: 'refused', reason: message.reason, took })
  else if (message.dns) {
    if (dialled.ask.kind === 'dns') keep(context, dialled.ask.question, message.dns)
    told(context, out, message.id, { kind: 'dns', answer: message.dns })
  } else {
    const { code, body = '', certificate } = message
    told(context, out, message.id, {
      kind: 'served',
      code,
      body,
      took,
      ...(certificate !== undefined && { certificate })
    })
  }
}

function told(context: LinuxContext, out: Outbox, id: number, answer: Answer): void {
  const { of, argv, stdin, answers } = context.dials.get(id)!
  context.dials.delete(id)
  out.cancel(timerOf(id))
  goOn(context, out, { of, argv, stdin, answers: Object.freeze([...answers, Object.freeze(answer)]) })
}
