import { auditing } from './audit/later'
import { Prng } from '../../../base/prng'
import { uuid } from '../../api/uuid'
import type { ApiServer, Exchange, Request } from './context'
import { findIn } from './apiextensions/served'
import { requestItem, type Answered } from './events'
import { charge, costOfAnswer } from './charges'
import { close, isWanted } from './flight'
import { onWire } from './http/answer'
import type { ApiResponse, HttpAnswer, Outbox } from './messages'

/** Audit events kept in memory. */
const auditSize = 500

/** Answers a request, or tells the collection that it is a part of; its chart does the rest. */
export function respond(
  server: ApiServer,
  out: Outbox,
  request: Request,
  code: number,
  body: ApiResponse['body'],
  warnings: readonly string[] = [],
  given?: HttpAnswer
): void {
  if (request.collection !== undefined)
    server.itemsDeleted.push(Object.freeze({ collection: request.collection, code, body }))
  else if (request.from !== '' && isWanted(server, request))
    out.raise({
      type: 'request.answer',
      chart: 'request',
      item: requestItem(request),
      code,
      body,
      warnings,
      request,
      ...(given && { http: given })
    })
}

/**
 * Sends an answer, notes it in the audit log, and frees its place in flight.
 * @param written its CPU time was counted as it was written
 */
export function finish(
  server: ApiServer,
  out: Outbox,
  exchange: Exchange,
  code: number,
  body: ApiResponse['body'],
  warnings: readonly string[] = [],
  { request = exchange.request, http }: Pick<Partial<Answered>, 'request' | 'http'> = {},
  written = false
): void {
  const told = request.wire ? [...deprecated(server, request, code, body), ...warnings] : warnings
  const wire = request.wire ? onWire(server, request, request.wire, code, body, told) : undefined
  if (server.auditing) auditing().reached(server, out, exchange, 'ResponseComplete', wire?.code ?? code, body)
  audit(server, out, exchange, wire?.code ?? code)
  if (request.from === '') return
  const waits = written ? 0 : charge(server, out, costOfAnswer(server, exchange, wire?.code ?? code, body))
  const delay = waits + (exchange.place === 'read' ? server.settings.readLatency : 0)
  const { conn, id } = request
  out.send(
    request.from,
    {
      type: 'api.response',
      conn,
      id,
      code: wire?.code ?? code,
      body,
      ...(wire && { http: withFlow(http ?? wire.http, request, wire.code) }),
      ...(told.length > 0 && { warnings: told })
    },
    { delay }
  )
}

/** What every answer tells besides: which event of the audit log it is, and to which flow it belonged. */
function withFlow(answer: HttpAnswer, { wire, http, conn, id, user }: Request, code: number): HttpAnswer {
  const isPlain = answer.headers['content-type']?.startsWith('text/plain') === true
  const audited = http?.headers['audit-id'] ?? uuid(Prng.forName(id, `${conn} ${user}`))
  return {
    ...answer,
    headers: {
      'audit-id': audited,
      ...answer.headers,
      // Go's plain answers, and those of authorization, are not to be guessed at.
      ...((isPlain || code === 403) && { 'x-content-type-options': 'nosniff' }),
      ...wire?.flow
    }
  }
}

/** What clients of old versions are told. Models endpoints/deprecation. */
function deprecated(server: ApiServer, request: Request, code: number, body: ApiResponse['body']): readonly string[] {
  const { resource, wire, verb, subresource } = request
  if (isUnrouted(code, body)) return []
  if (resource === 'jobs' && verb === 'delete' && subresource === undefined && !saysWhatOfPods(request))
    return [
      'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning'
    ]
  const custom = findIn(server, resource)?.custom?.deprecations[wire?.apiVersion ?? '']
  if (custom !== undefined) return [custom]
  if (wire?.apiVersion !== 'v1') return []
  if (resource === 'endpoints') return ['v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice']
  return resource === 'componentstatuses' ? ['v1 ComponentStatus is deprecated in v1.19+'] : []
}

/** No handler was found for it. */
function isUnrouted(code: number, body: ApiResponse['body']): boolean {
  const details = typeof body === 'object' && body !== null && 'details' in body ? body.details : undefined
  return code === 405 || code === 403 || code === 401 || (code === 404 && details?.kind === undefined)
}

/** A deletion says what becomes of dependents. Models pkg/registry/batch/job/storage Delete. */
function saysWhatOfPods({ options, body }: Request): boolean {
  const given = { ...(typeof body === 'object' ? body : {}), ...options } as Readonly<Record<string, unknown>>
  return given.propagationPolicy !== undefined || given.orphanDependents !== undefined
}

/** The request is done. */
export function audit(server: ApiServer, out: Outbox, exchange: Exchange, code: number): void {
  const { verb, resource, subresource = '', namespace = '', name = '', user, userAgent } = exchange.request
  const scope = name !== '' ? 'resource' : namespace !== '' ? 'namespace' : resource === '' ? '' : 'cluster'
  const counted = `${verb} ${resource} ${subresource} ${scope} ${code}`
  server.requests.set(counted, (server.requests.get(counted) ?? 0) + 1)
  server.audit.push(
    Object.freeze({ at: server.now, verb, resource, subresource, namespace, name, user, userAgent, code })
  )
  if (server.audit.length > auditSize * 2) server.audit.splice(0, auditSize)
  close(server, out, exchange)
}

export const isRead = ({ verb }: Pick<Request, 'verb'>): boolean =>
  verb === 'get' || verb === 'list' || verb === 'watch'
