import { ms } from '../../../../base/time'
import type { EtcdResponse } from '../../etcd/messages'
import { charge } from '../charges'
import type { ApiServer } from '../context'
import type { Outbox } from '../messages'
import { clientOf, pick, type Call, type Endpoint } from './client'

/** Constants of client/v3: defaultBackoffWaitBetween and its jitter. */
const retryWait = ms(25)
const retryJitter = 0.1

/**
 * Calls etcd. Without a connection the call waits for one, as long as somebody waits for it (wait-for-ready). One on the wire
 * fails when the connection breaks: a read is sent again, a write is not, for nobody knows whether it was done.
 * Models client/v3 options.go defaultWaitForReady and retry_interceptor.go.
 * @param delay work before it is sent
 */
export function call(
  server: ApiServer,
  out: Outbox,
  client: string,
  message: Call['message'],
  repeatable: boolean,
  delay = 0
): void {
  const made: Call = { client: clientOf(server.etcd, client), message, repeatable, sentTo: '' }
  charge(server, out, server.settings.costs.etcd)
  server.etcd.calls.set(message.id, made)
  transmit(server, out, made, delay)
}

function transmit({ etcd }: ApiServer, out: Outbox, made: Call, delay = 0): void {
  const endpoint = pick(etcd, made.client)
  if (endpoint === null) return
  made.sentTo = endpoint
  out.send(endpoint, made.message, { delay })
}

/** Takes a call back; what etcd was told of it is told that nobody waits. */
export function takeBack({ etcd }: ApiServer, out: Outbox, id: number): void {
  const made = etcd.calls.get(id)
  if (!made) return
  etcd.calls.delete(id)
  if (made.sentTo !== '') out.send(made.sentTo, { type: 'etcd.cancel', id })
}

/** An answer of etcd has come. Null: it is for nobody, or the call is made again. */
export function received(server: ApiServer, out: Outbox, response: EtcdResponse): EtcdResponse | null {
  const { calls } = server.etcd
  const made = calls.get(response.id)
  if (!made) return null
  if (response.error !== undefined && made.repeatable && isUnavailable(response.error)) {
    again(server, out, made)
    return null
  }
  calls.delete(response.id)
  return response
}

/** Errors of gRPC's code Unavailable. Models api/v3rpc/rpctypes/error.go. */
const isUnavailable = (error: string): boolean =>
  /^etcdserver: (leader changed|no leader|request timed out|server stopped|unhealthy cluster)/.test(error)

function again(server: ApiServer, out: Outbox, made: Call): void {
  made.sentTo = ''
  const { id } = made.message
  const wait = Math.round(retryWait * (1 + retryJitter * (server.rng.float() * 2 - 1)))
  out.timer(`etcd-call/${id}`, wait, 'etcd-client-backoff', { type: 'etcd.again', id })
}

/** The time to make a call again has come. */
export function retry(server: ApiServer, out: Outbox, id: number): void {
  const made = server.etcd.calls.get(id)
  if (made?.sentTo === '') transmit(server, out, made)
}

/** A client has a connection: what waits goes out, in the order in which it was asked. */
export function flush(server: ApiServer, out: Outbox, client: string): void {
  for (const made of server.etcd.calls.values())
    if (made.client === client && made.sentTo === '') transmit(server, out, made)
}

/** A connection is lost. Gives the calls that failed with it. */
export function failCalls(server: ApiServer, out: Outbox, client: string, endpoint: Endpoint): number[] {
  const failed: number[] = []
  for (const [id, made] of server.etcd.calls) {
    if (made.client !== client || made.sentTo !== endpoint) continue
    if (made.repeatable) again(server, out, made)
    else failed.push(id)
  }
  for (const id of failed) server.etcd.calls.delete(id)
  return failed
}
