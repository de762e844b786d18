import { ms, type Micros } from '../../../base/time'
import type { ApiServer, Exchange, Request } from './context'
import { unborn } from '../../kernel/chart'
import { toRequest } from './events'
import type { ApiResponse, Outbox } from './messages'

/*
 * What lists cost (`costs.ts`): their objects are looked at and encoded, and an API server has `apiserver-cpus` for that. Long lists are answered
 * one after the other here, each by all CPUs, and every other request and answer waits behind them (upstream they share the CPUs, so that short
 * requests come through sooner, and each that runs takes longer). So what is harmless in a small cluster is too much for the CPUs of a
 * master in a large one, by the objects that there are and by how many ask for them. What every read costs anyway (`apiserver-read-latency-ms`) is
 * enough for a short list.
 */

/**
 * A request is begun, or waits in line until what was begun before is done. What its client gives up meanwhile is never begun, and who has no
 * seat is told so at once.
 */
export function begin(server: ApiServer, out: Outbox, exchange: Exchange): void {
  const { busyUntil, now } = server
  const event = toRequest(exchange.request, 'request.begin')
  if (busyUntil <= now || isSeatless(server, exchange)) return out.raise(event)
  const { conn, id } = exchange.request
  out.timer(`work/${conn}#${id}`, busyUntil - now, 'apiserver-cpus', event)
}

/** Its client waits in line. */
export const isWaiting = ({ state }: Exchange): boolean => state === unborn.state

/**
 * How long an answer waits for the server's work, its own included.
 * @param spent CPU time that it took, in milliseconds
 */
export function workFor(server: ApiServer, { request }: Exchange, body: ApiResponse['body'], spent: number): Micros {
  const { objectCost, readLatency, cpus } = server.settings
  const objects = typeof body === 'object' && body !== null && 'items' in body ? body.items.length : 0
  const cost = objects === 0 ? 0 : Math.round(objectCost > 0 ? objects * objectCost : ms(spent / cpus))
  if (cost > readLatency) server.busyUntil = Math.max(server.busyUntil, server.now) + cost
  if (objects > 0 && isLow(request)) server.lowWork = [...workedOn(server), server.busyUntil]
  return Math.max(0, server.busyUntil - server.now)
}

/** Models the flow schema service-accounts, whose priority level is workload-low; those of kube-system have another. */
const isLow = ({ user, verb }: Pick<Request, 'user' | 'verb'>): boolean =>
  verb === 'list' && user.startsWith('system:serviceaccount:') && !user.startsWith('system:serviceaccount:kube-system:')

const workedOn = ({ lowWork, now }: ApiServer): Micros[] => lowWork.filter((end) => end > now)

/** Whether the seats of its priority level are taken. Models apiserver/pkg/util/flowcontrol, without its queues. */
export function isSeatless(server: ApiServer, exchange: Exchange): boolean {
  const { lowSeats } = server.settings
  if (lowSeats === Infinity || !isLow(exchange.request)) return false
  let taken = workedOn(server).length
  for (const { streams } of server.connections.values())
    for (const other of streams.values()) if (other !== exchange && isLow(other.request)) taken++
  return taken >= lowSeats
}
