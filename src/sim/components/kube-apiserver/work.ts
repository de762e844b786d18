import { toMs, type Micros } from '../../../base/time'
import { charge, costOfAnswer, memoryOf, sentBytes, sizeOfItems } from './charges'
import type { ApiServer, Exchange } from './context'
import type { Answered } from './events'
import type { ApiResponse, Outbox } from './messages'

/*
 * Long answers. What a list costs (`costs.ts`) depends on the objects that there are: it takes CPU time, which all that is worked on shares
 * (kernel/resources.ts), memory until it is out, and the machine's link. Until then it keeps its seats of priority and fairness, and its client
 * may give it up. What is short is answered at once, as late as the CPUs are busy.
 */

/** What is written in less is never waited for by itself: a turn of Go's scheduler. */
const shortMs = 10

/** Whether an answer takes so long that it is worth a look meanwhile. */
export function isLong(
  { settings: { costs } }: ApiServer,
  { scanned = 0 }: Exchange,
  body: ApiResponse['body']
): boolean {
  if (typeof body !== 'object' || body === null || !('items' in body)) return false
  return scanned * costs.scan + (sizeOfItems(body.items) / 1_024) * costs.jsonPerKib > shortMs
}

/** Begins to write a long answer: it is out when it has had its CPU time and the link has taken all of it. */
export function write(server: ApiServer, out: Outbox, exchange: Exchange, answer: Answered): Micros {
  const { code, body } = answer
  const spent = costOfAnswer(server, exchange, code, body)
  const computed = charge(server, out, spent)
  const bytes = typeof body === 'object' && 'items' in body ? sizeOfItems(body.items) : 0
  const sent = out.transmit(sentBytes(exchange.request, bytes))
  const takes = Math.max(computed, sent)
  exchange.writing = Object.freeze({ answer, spent, bytes, until: server.now + takes })
  server.heldBytes += bytes
  out.hold(memoryOf(server))
  return takes
}

/** A long answer is out, or nobody waits for it any more: what was not done of it is not done. */
export function endWriting(server: ApiServer, out: Outbox, exchange: Exchange): void {
  const { writing } = exchange
  if (!writing) return
  exchange.writing = undefined
  server.heldBytes -= writing.bytes
  const left = Math.min(writing.spent, toMs(writing.until - server.now))
  if (left > 0) {
    out.compute(-left)
    server.cpuMs -= left
  }
  out.hold(memoryOf(server))
}
