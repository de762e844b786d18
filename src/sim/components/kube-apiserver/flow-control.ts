import { fnv1a } from '../../../base/prng'
import { number, part, type Part } from '../../api/kinds/parts'
import type { KubeObject } from '../../api/types'
import type { ApiServer, Exchange } from './context'
import { requestItem, toRequest } from './events'
import type { Classified } from './http/flow'
import { borrow, noteDemand, notePeak, seatsNow } from './flow-limits'
import { levelOf, type Level, type Seat } from './priority-level'
import type { Outbox } from './messages'
import { widthOf } from './work-estimator'

/** Where a level's requests may wait; undefined: nowhere. Models PriorityLevelConfiguration's limitResponse. */
interface Queuing {
  readonly queues: number
  readonly handSize: number
  readonly length: number
}

const specOf = (level: KubeObject): Part => part(level.spec) ?? {}

export function queuingOf(level: KubeObject): Queuing | undefined {
  const response = part(part(specOf(level).limited)?.limitResponse) ?? {}
  const { queues, handSize, queueLengthLimit } = part(response.queuing) ?? {}
  if (response.type !== 'Queue') return undefined
  return { queues: number(queues), handSize: number(handSize), length: number(queueLengthLimit) }
}

export function waitingIn({ queues }: Level): number {
  let count = 0
  for (const line of queues.values()) count += line.length
  return count
}

/**
 * Seats of the request's level, a place in one of its queues, or neither. Models apiserver/pkg/util/flowcontrol and its
 * fairqueuing/queueset.
 */
export function takeSeat(
  server: ApiServer,
  out: Outbox,
  exchange: Exchange,
  found: Classified | undefined
): 'seated' | 'waits' | 'refused' {
  if (!found?.level || exchange.seat?.state === 'seated') return 'seated'
  const { level: config, schema, flow } = found
  const { name } = config.metadata
  if (server.now >= server.borrowsAt && borrow(server)) callAll(server, out)
  const level = levelOf(server, name)
  const limit = seatsNow(server, name)
  const seats = widthOf(server, exchange.request, limit)
  // A level without a share lets one through at a time where it refuses the rest.
  const queuing = limit === Infinity ? undefined : queuingOf(config)
  noteDemand(server, level)
  if (level.queues.size === 0 && fits(level, seats, Math.max(limit, queuing ? 0 : 1))) {
    seated(level, exchange, { level: name, schema, flow, seats, state: 'seated', seatedAt: server.now })
    notePeak(level)
    return 'seated'
  }
  const queue = queuing && queueFor(level, queuing, `${schema} ${flow}`)
  if (queue === undefined) {
    level.rejected++
    return 'refused'
  }
  level.queues.set(queue, [...(level.queues.get(queue) ?? []), { item: requestItem(exchange.request), seats }])
  level.awaited += seats
  notePeak(level)
  exchange.seat = { level: name, schema, flow, seats, state: 'waits' }
  return 'waits'
}

/** What is wider than its level is let through alone. Models canAccommodateSeatsLocked. */
const fits = (level: Level, seats: number, limit: number): boolean =>
  seats > limit ? limit > 0 && level.executing === 0 : level.seats + seats <= limit

/** A watch is worked on as long as it begins: it keeps no seat. */
function seated(level: Level, exchange: Exchange, seat: Seat): void {
  level.dispatched++
  if (exchange.place === 'none') {
    exchange.seat = { ...seat, level: '' }
    return
  }
  level.executing++
  level.seats += seat.seats
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
  exchange.seat = undefined
  noteDemand(server, level)
  if (seat.state === 'seated') {
    level.executing--
    level.seats -= seat.seats
  } else {
    level.awaited -= seat.seats
    const item = requestItem(exchange.request)
    for (const [queue, line] of level.queues) {
      const rest = line.filter((one) => one.item !== item)
      if (rest.length === 0) level.queues.delete(queue)
      else level.queues.set(queue, rest)
    }
    level[how === 'timedOut' ? 'timedOut' : 'cancelled']++
  }
  if (level.queues.size > 0) callNext(server, out, seat.level, level)
}

/** Seats were lent anew. */
function callAll(server: ApiServer, out: Outbox): void {
  for (const [name, level] of server.levels) if (level.queues.size > 0) callNext(server, out, name, level)
}

/** Queues are served in turn. */
function callNext(server: ApiServer, out: Outbox, name: string, level: Level): void {
  const limit = seatsNow(server, name)
  while (level.queues.size > 0) {
    const numbers = [...level.queues.keys()].sort((a, b) => a - b)
    const queue = numbers.find((one) => one > level.last) ?? numbers[0]!
    const [first, ...rest] = level.queues.get(queue)!
    if (!fits(level, first!.seats, limit)) return
    level.last = queue
    if (rest.length === 0) level.queues.delete(queue)
    else level.queues.set(queue, rest)
    const { item } = first!
    const at = item.lastIndexOf('#')
    const to = { conn: item.slice(0, at), id: Number(item.slice(at + 1)) }
    level.awaited -= first!.seats
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
