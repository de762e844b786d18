import { seconds } from '../../base/time'
import type { ApiResponse } from '../components/kube-apiserver/messages'
import type { OutboxOf } from '../outbox'
import type { ApiClient, Stream, TransportTimer } from './transport'

/** Constant maxRetries of client-go/rest/request.go, and what servers mostly say in Retry-After. */
const maxRetries = 10
const retryAfter = seconds(1)

/** Whether the server asks for patience (429 with Retry-After). kubectl looks to that itself, and so do those who watch. */
export const isPutOff = (client: ApiClient, { watch, again = 0 }: Stream, { code, body }: ApiResponse): boolean =>
  code === 429 &&
  !watch &&
  again < maxRetries &&
  client.userAgent !== 'kubectl' &&
  typeof body === 'object' &&
  body !== null &&
  'details' in body &&
  (body.details?.retryAfterSeconds ?? 0) > 0

/** It is sent again after a while, if it is still waited for then. Models client-go/rest/with_retry.go. */
export function putOff(client: ApiClient, out: OutboxOf<TransportTimer>, id: number, stream: Stream): void {
  stream.again = (stream.again ?? 0) + 1
  stream.sent = false
  out.timer(`${client.name}/again/${id}`, retryAfter, 'retry-after', { type: 'client.again', name: client.name, id })
}
