import { fnv1a } from '../../../base/prng'
import type { Micros } from '../../../base/time'
import { number, part, type Part } from '../../api/kinds/parts'
import type { KubeObject } from '../../api/types'
import type { ApiServer, Exchange } from './context'
import { requestItem, toRequest } from './events'
import type { Classified } from './http/flow'
import type { Outbox } from './messages'

/** A priority level at work: who has a seat, who waits, and what became of the others. */
export interface Level {
  executing: number
  /** Requests that wait (`conn#id`), by the number of their queue. */
  readonly queues: Map<number, string[]>
  /** The queue that was served last. */
  last: number
  dispatched: number
  rejected: number
  timedOut: number
  cancelled: number
}

/** What a request holds of a level, or waits for. */
export interface Seat {
  readonly level: string
  readonly schema: string
  /** Who it is told apart as. */
  readonly flow: string
  readonly state: 'waits' | 'seated'
  /** When it got its seat. */
  readonly seatedAt?: Micros
}

/** Where a level's requests may wait; undefined: nowhere. Models PriorityLevelConfiguration's limitResponse. */
interface Queuing {
  readonly queues: number
  readonly handSize: number
  readonly length: number
}

const specOf = (level: KubeObject): Part => part(level.spec) ?? {}
const isExempt = (level: KubeObject): boolean => specOf(level).type === 'Exempt'

/** Shares of the server's seats. */
const sharesOf = (level: KubeObject): number => {
  const { exempt, limited } = specOf(level)
  return number((isExempt(level) ? part(exempt) : part(limited))?.nominalConcurrencyShares)
}

/** Seats of a level, by its share of all. Models apf_controller.go finishQueueSetReconfigsLocked. */
export function seatsOf(server: ApiServer, level: KubeObject): number {
  const { maxReads, maxWrites } = server.settings
  const all = [...(server.caches.get('prioritylevelconfigurations')?.objects.values() ?? [])]
  const sum = all.reduce((total, one) => total + sharesOf(one), 0)
  return sum === 0 ? 0 : Math.ceil(((maxReads + maxWrites) * sharesOf(level)) / sum)
}

export function queuingOf(level: KubeObject): Queuing | undefined {
  const response = part(part(specOf(level).limited)?.limitResponse) ?? {}
  const { queues, handSize, queueLengthLimit } = part(response.queuing) ?? {}
  if (response.type !== 'Queue') return undefined
  return { queues: number(queues), handSize: number(handSize), length: number(queueLengthLimit) }
}

export function levelOf(server: ApiServer, name: string): Level {
  let level = server.levels.get(name)
  if (!level) {
    level = { executing: 0, queues: new Map(), last: -1, dispatched: 0, rejected: 0, timedOut: 0, cancelled: 0 }
    server.levels.set(name, level)
  }
  return level
}

export const waitingIn = ({ queues }: Level): number => [...queues.values()].reduce((sum, one) => sum + one.length, 0)

/**
 * A seat of the request's level, a place in one of its queues, or neither. Each request takes one seat; levels borrow none of each other.
 * Models apiserver/pkg/util/flowcontrol and its fairqueuing/queueset.
 */
export function takeSeat(
  server: ApiServer,
  exchange: Exchange,
  found: Classified | undefined
): 'seated' | 'waits' | 'refused' {
  if (!found?.level || exchange.seat?.state === 'seated') return 'seated'
  const { level: config, schema, flow } = found
  const name = config.metadata.name
  const level = levelOf(server, name)
  const seats = seatsOf(server, config)
  // A level without a share lets one through at a time where it refuses the rest.
  const queuing = queuingOf(config)
  const isFree = isExempt(config) || level.executing < Math.max(seats, queuing ? 0 : 1)
  if (isFree && waitingIn(level) === 0) {
    seated(level, exchange, { level: name, schema, flow, state: 'seated', seatedAt: server.now })
    return 'seated'
  }
  const queue = queuing && queueFor(level, queuing, `${schema} ${flow}`)
  if (queue === undefined) {
    level.rejected++
    return 'refused'
  }
  level.queues.set(queue, [...(level.queues.get(queue) ?? []), requestItem(exchange.request)])
  exchange.seat = { level: name, schema, flow, state: 'waits' }
  return 'waits'
}

/** A watch is worked on as long as it begins: it keeps no seat. */
function seated(level: Level, exchange: Exchange, seat: Seat): void {
  level.dispatched++
  if (exchange.place === 'none') {
    exchange.seat = { ...seat, level: '' }
    return
  }
  level.executing++
  exchange.seat = seat
}

/** The shortest queue of the hand that a flow is dealt; undefined: it is full. Models util/shufflesharding. */
function queueFor({ queues }: Level, { queues: count, handSize, length }: Queuing, flow: string): number | undefined {
  const hand = Array.from({ length: Math.min(handSize, count) }, (_, i) => fnv1a(`${flow} ${i}`) % count)
  const lengthOf = (queue: number): number => queues.get(queue)?.length ?? 0
  const [shortest] = hand.toSorted((a, b) => lengthOf(a) - lengthOf(b))
  return shortest === undefined || lengthOf(shortest) >= length ? undefined : shortest
}

/** A request is over, or waits no longer: its seat is for the next one in line. */
export function leaveSeat(
  server: ApiServer,
  out: Outbox,
  exchange: Exchange,
  how: 'done' | 'timedOut' | 'cancelled'
): void {
  const { seat } = exchange
  if (!seat || seat.level === '') return
  const level = levelOf(server, seat.level)
  delete exchange.seat
  if (seat.state === 'seated') level.executing--
  else {
    const item = requestItem(exchange.request)
    for (const [queue, line] of level.queues) {
      const rest = line.filter((one) => one !== item)
      if (rest.length === 0) level.queues.delete(queue)
      else level.queues.set(queue, rest)
    }
    level[how === 'timedOut' ? 'timedOut' : 'cancelled']++
  }
  callNext(server, out, seat.level, level)
}

/** Queues are served in turn. */
function callNext(server: ApiServer, out: Outbox, name: string, level: Level): void {
  const config = server.caches
    .get('prioritylevelconfigurations')
    ?.objects.get(`/registry/prioritylevelconfigurations/${name}`)
  const seats = config ? seatsOf(server, config) : Infinity
  while (level.queues.size > 0 && level.executing < seats) {
    const numbers = [...level.queues.keys()].sort((a, b) => a - b)
    const queue = numbers.find((one) => one > level.last) ?? numbers[0]!
    const [item = '', ...rest] = level.queues.get(queue)!
    level.last = queue
    if (rest.length === 0) level.queues.delete(queue)
    else level.queues.set(queue, rest)
    const at = item.lastIndexOf('#')
    const to = { conn: item.slice(0, at), id: Number(item.slice(at + 1)) }
    const exchange = server.connections.get(to.conn)?.streams.get(to.id)
    if (!exchange?.seat) continue
    seated(level, exchange, { ...exchange.seat, state: 'seated', seatedAt: server.now })
    out.raise(toRequest(to, 'request.seated'))
  }
}

/** Who gets no seat is told in plain text. */
export const tooMany = {
  headers: { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1' },
  content: 'Too many requests, please try again later.\n'
}
