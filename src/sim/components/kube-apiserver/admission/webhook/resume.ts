import { addressOf, machineOf } from '../../../../protocol'
import type { TrafficRefused, TrafficResponse } from '../../../linux/messages'
import { kindIn } from '../../apiextensions/served'
import type { ApiServer } from '../../context'
import { collectDeleted } from '../../delete-collection'
import { dispatch } from '../../dispatch'
import type { Outbox, WebhookAnswer } from '../../messages'
import { guarded } from '../../panics'
import { write } from '../../write'
import { setting, take, type Heard } from './calls'

/** A webhook has answered, or its connection has come to nothing. */
export function webhookAnswered(server: ApiServer, out: Outbox, { id, ...answer }: WebhookAnswer): void {
  const heard =
    'error' in answer
      ? take(server, out, id, { error: answer.error })
      : take(server, out, id, { code: answer.code, contentType: answer.contentType, content: answer.content })
  if (heard) goOn(server, out, heard)
}

/** What listens behind a Service has answered. */
export function webhookServed(
  server: ApiServer,
  out: Outbox,
  { id, code, body = '', certificate }: TrafficResponse
): void {
  const pending = server.pending.get(id)
  if (pending?.kind !== 'webhook') return
  const unknown = certificate !== undefined && pending.trusts !== true
  const contentType = body.startsWith('{') ? 'application/json' : 'text/plain; charset=utf-8'
  const heard = take(server, out, id, unknown ? { error: unknownAuthority } : { code, contentType, content: body })
  if (heard) goOn(server, out, heard)
}
const unknownAuthority = 'tls: failed to verify certificate: x509: certificate signed by unknown authority'

/** Nobody listens there. */
export function webhookRefused(server: ApiServer, out: Outbox, { id, reason }: TrafficRefused): void {
  const pending = server.pending.get(id)
  if (pending?.kind !== 'webhook') return
  const why = reason === 'Connection refused' ? 'connection refused' : 'no route to host'
  const heard = take(server, out, id, { error: `dial tcp ${pending.dials ?? ''}: connect: ${why}` })
  if (heard) goOn(server, out, heard)
}

/** Its time is over, or there was nowhere to ask. */
export function webhookSilent(server: ApiServer, out: Outbox, id: number): void {
  const pending = server.pending.get(id)
  if (pending?.kind !== 'webhook') return
  const silent =
    pending.dials === undefined ? addressOf('clients', 'users') : addressOf('linux', machineOf(server.self))
  if (pending.fails === undefined) out.because({ silence: silent }, setting)
  const heard = take(server, out, id, { error: pending.fails ?? 'context deadline exceeded' })
  if (heard) goOn(server, out, heard)
}

function goOn(server: ApiServer, out: Outbox, { request, write: tried }: Heard): void {
  const resource = kindIn(server, request.resource)
  guarded(server, out, request, () => {
    if (tried) write(server, out, request, resource, tried.tries, tried.current)
    else dispatch(server, out, request, resource)
  })
  collectDeleted(server, out)
}
