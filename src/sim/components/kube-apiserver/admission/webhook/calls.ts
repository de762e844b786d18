import { seconds } from '../../../../../base/time'
import type { KubeObject } from '../../../../api/types'
import { addressOf, machineOf } from '../../../../protocol'
import type { TrafficRequest } from '../../../linux/messages'
import { nodeAddress, type ApiServer, type Request, type Waiting } from '../../context'
import { toRequest } from '../../events'
import type { Outbox } from '../../messages'
import type { Outcome } from './answer'
import type { Hearing, Question } from './hearing'
import { targetOf, urlOf } from './target'

export const setting = 'timeoutSeconds'

/** What goes on when all have answered: a write with its try and the object that etcd told, or the request as a whole. */
type Continued = Waiting['write']

/** Asks webhooks, each for as long as its `timeoutSeconds`; the request waits for all of them. */
export function askWebhooks(
  server: ApiServer,
  out: Outbox,
  given: Request,
  hearing: Hearing,
  questions: readonly Question[],
  continued?: Continued,
  old?: KubeObject | null
): void {
  const kept: Hearing = { ...hearing, ...(old !== undefined && { old }), used: 0, warnings: [] }
  const request: Request = { ...given, hearing: kept }
  const number = server.nextId++
  server.waiting.set(number, {
    request,
    ...(continued && { write: continued }),
    outcomes: questions.map(() => undefined)
  })
  out.raise(toRequest(request, 'request.hooked'))
  const peer = addressOf('clients', 'users')
  for (const [place, { hook, review }] of questions.entries()) {
    const { webhook } = hook
    const url = urlOf(webhook)
    const id = server.nextId++
    const target = targetOf(server, webhook)
    const fails = target !== 'silence' && 'error' in target ? target.error : undefined
    const caBundle = webhook.clientConfig.caBundle ?? ''
    const isService = typeof target === 'object' && 'ip' in target
    const dials = isService ? { dials: `${target.ip}:${target.port}`, trusts: caBundle !== '' } : {}
    const about = { request, since: server.now, waiting: number, place, url, ...dials }
    server.pending.set(id, { kind: 'webhook', ...about, ...(fails !== undefined && { fails }) })
    if (fails !== undefined) {
      const { writeLatency } = server.settings
      out.timer(`webhook/${id}`, writeLatency, 'apiserver-write-latency-ms', { type: 'webhook.timeout', id })
      continue
    }
    out.timer(`webhook/${id}`, seconds(webhook.timeoutSeconds ?? 10), setting, { type: 'webhook.timeout', id })
    if (target === 'silence' || 'error' in target) continue
    if ('ip' in target) {
      const { ip, port, serverName: host } = target
      const path = url.replace(/^https:\/\/[^/]+/, '')
      const more = { source: nodeAddress(server, machineOf(server.self)) ?? '', body: review }
      const dialled: TrafficRequest = { type: 'traffic.request', id, to: { ip, port }, path, host, more }
      out.send(addressOf('linux', machineOf(server.self)), dialled, { connection: 'own' })
      continue
    }
    out.send(peer, { type: 'webhook.request', id, url, ...target, caBundle, body: review })
  }
}

/** Notes what came of a question; gives the request that may go on now. */
export function take(server: ApiServer, out: Outbox, id: number, outcome: Outcome): Heard | undefined {
  const pending = server.pending.get(id)
  if (pending?.kind !== 'webhook') return undefined
  server.pending.delete(id)
  out.cancel(`webhook/${id}`)
  const { waiting: number, place, url } = pending
  const told = 'error' in outcome ? { error: `Post ${JSON.stringify(url)}: ${outcome.error}` } : outcome
  const waiting = server.waiting.get(number)
  if (!waiting) return undefined
  const outcomes = waiting.outcomes.with(place, told)
  server.waiting.set(number, { ...waiting, outcomes })
  const known = outcomes.filter((each) => each !== undefined)
  if (known.length < outcomes.length) return undefined
  server.waiting.delete(number)
  const hearing = waiting.request.hearing!
  const request = { ...waiting.request, hearing: { ...hearing, outcomes: [...hearing.outcomes, ...known] } }
  return { request, write: waiting.write }
}

/** A request of which webhooks have heard all that it had to ask. */
export interface Heard {
  readonly request: Request
  readonly write: Waiting['write']
}
