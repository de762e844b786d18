import type { Status } from '../../api/types'
import { customKinds, kindIn } from './apiextensions/served'
import { aggregate, remoteOf } from './aggregator'
import { attributesOf, authorize } from './authorization'
import type { ApiServer, Exchange, Request } from './context'
import { dispatch } from './dispatch'
import { forbidden, forbiddenPath, methodNotAllowed, tooManyRequests, unknownPath } from './errors'
import { toRequest } from './events'
import { takeSeat } from './flow-control'
import { health } from './health'
import { reviewKinds, storedKinds, type Kind } from '../../api/scheme'
import { classifyOwn } from './http/flow'
import { serveHttp } from './http/serve'
import type { Outbox } from './messages'
import { respond } from './respond'

/** Why a request is not let through; null: it is. Models the authorization filter, and what is not served at all. */
export function refusalOf(server: ApiServer, request: Request): Status | null {
  const { path, verb, subresource } = request
  if (request.http) return null
  const asked = attributesOf(request)
  const { allowed, reason } = authorize(server, asked)
  if (path !== undefined) return allowed ? null : forbiddenPath(asked, reason)
  if (remoteOf(server, request.apiVersion)) return allowed ? null : forbidden(asked, reason)
  const resource =
    storedKinds.get(request.resource) ?? reviewKinds.get(request.resource) ?? customKinds(server).get(request.resource)
  if (!resource || !isServedAs(resource, request)) return unknownPath()
  if (!allowed) return forbidden(asked, reason)
  if (subresource && !resource.subresources.includes(subresource)) return unknownPath()
  return verb === 'deletecollection' && !resource.verbs.includes(verb) ? methodNotAllowed() : null
}

/** A group that this server does not serve has other resources of the same name: `pods` of metrics.k8s.io. */
const isServedAs = ({ apiVersion, also }: Kind, request: Request): boolean =>
  request.apiVersion === undefined || request.apiVersion === apiVersion || also.includes(request.apiVersion)

/** What a request that was let through asks for; one that came over HTTP passes the same gates there. */
export function handle(server: ApiServer, out: Outbox, exchange: Exchange): void {
  const { request } = exchange
  if (request.http) return serveHttp(server, out, request, request.http)
  const seat = takeSeat(server, out, exchange, classifyOwn(server, request))
  if (seat === 'waits') return out.raise(toRequest(request, 'request.queued'))
  if (seat === 'refused')
    return respond(server, out, request, 429, tooManyRequests('Too many requests, please try again later.', 1))
  if (request.path !== undefined) return health(server, out, request)
  const remote = remoteOf(server, request.apiVersion)
  if (remote) return aggregate(server, out, request, remote)
  dispatch(server, out, request, reviewKinds.get(request.resource) ?? kindIn(server, request.resource))
}
