import type { Micros } from '../../../../base/time'
import { aggregate, remoteOf } from '../aggregator'
import { servedKinds } from '../apiextensions/served'
import { scheme, type Kind } from '../../../api/scheme'
import { authenticate } from '../authentication'
import { impersonated } from '../authentication/impersonation'
import { attributesOf, authenticated, authorize } from '../authorization'
import type { ApiServer, Request, Wire } from '../context'
import {
  badRequest,
  forbidden,
  forbiddenPath,
  methodNotAllowed,
  notAcceptable,
  unauthorized,
  unknownPath
} from '../errors'
import { toRequest } from '../events'
import { exchangeOf } from '../flight'
import { takeSeat, tooMany } from '../flow-control'
import type { HttpRequest, Outbox, RequestOptions, Verb } from '../messages'
import { respond } from '../respond'
import { dispatch } from '../dispatch'
import { negotiate, objectOffers, type Form } from './accept'
import { classify } from './flow'
import { isRead, patchTypeOf, readDeleteBody, readObjectBody, readPatchBody, type ReadBody } from './body'
import { groupsOf, verbsOf } from './discovery'
import { deleteProblem, readOptions } from './options'
import { servePath } from './paths'
import { selectorProblem } from './selectors'
import { isTrue, requestInfo, type RequestInfo } from './target'

/**
 * The way of a request as it comes from the wire: who asks, whether there is room, whether they may, which resource and method it is,
 * in which form it is answered, its options, its body; then as any other. Models apiserver/pkg/server/config.go
 * DefaultBuildHandlerChain and endpoints/installer.go.
 */
export function serveHttp(server: ApiServer, out: Outbox, given: Request, http: HttpRequest): void {
  const info = requestInfo(http.method, http.target)
  const { of } = info
  const wanted = negotiate(http.headers.accept, objectOffers)
  const form: Form = { media: wanted?.media === 'yaml' ? 'yaml' : 'json', as: '', version: '' }
  const plain: Wire = { form, apiVersion: of?.apiVersion ?? '', pretty: false, includeObject: '', duplicates: [] }
  const identity = authenticate(server, { ...given, http })
  const verb = (of ? info.verb : 'get') as Verb
  const request: Request = {
    ...given,
    ...identity,
    verb,
    resource: of?.resource ?? '',
    ...(of?.subresource && { subresource: of.subresource }),
    ...(of?.namespace && { namespace: of.namespace }),
    ...(of?.name && { name: of.name }),
    ...(!of && { path: info.path }),
    wire: plain
  }
  const exchange = exchangeOf(server, given)
  if (!exchange) return
  exchange.request = request
  if (!identity || !authenticated(server, request)) return respond(server, out, request, 401, unauthorized())
  const timeout = timeoutOf(info)
  if (typeof timeout === 'string') return respond(server, out, request, 400, badRequest(timeout))
  if (timeout !== undefined) exchange.allotted = timeout
  const fieldSelector = info.query.get('fieldSelector')?.[0]
  const asks = (who: Request) => ({
    ...attributesOf(
      { ...who, verb: info.verb as Verb, ...(fieldSelector && { options: { fieldSelector } }) },
      of?.group
    ),
    ...(!of && { path: info.path })
  })
  const other = impersonated(server, asks(request), http.headers)
  if (other && 'kind' in other) return respond(server, out, request, other.code, other)
  const { extra: _own, ...asOther } = request
  const whoever: Request = other ? { ...asOther, ...other } : request
  const asked = asks(whoever)
  const found = classify(server, asked)
  const acting: Request = { ...whoever, wire: { ...plain, ...(found && { flow: found.headers }) } }
  exchange.request = acting
  const seat = takeSeat(server, out, exchange, found)
  if (seat === 'refused') return respond(server, out, acting, 429, tooMany.content, [], tooMany)
  if (seat === 'waits') {
    // It is looked at anew when it has a seat; refused it is told of its flow.
    exchange.request = { ...given, ...(acting.wire && { wire: acting.wire }) }
    return out.raise(toRequest(given, 'request.queued'))
  }
  const { allowed, reason } = authorize(server, asked)
  if (!allowed) return respond(server, out, acting, 403, of ? forbidden(asked, reason) : forbiddenPath(asked, reason))
  if (!of) return servePath(server, out, acting, info)
  serveResource(server, out, acting, info, of)
}

/** In microseconds. */
const units = { ns: 0.001, us: 1, µs: 1, ms: 1_000, s: 1e6, m: 60e6, h: 3_600e6 }

/** `?timeout=` of a request. Models filters/request_deadline.go. */
function timeoutOf({ query, of, verb }: RequestInfo): string | Micros | undefined {
  const [text] = query.get('timeout') ?? []
  if (text === undefined || text === '' || !of || verb === 'watch') return undefined
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) && Number(text) !== 0)
    return `invalid timeout specified in the request URL - time: missing unit in duration ${JSON.stringify(text)}`
  if (text === '0') return undefined
  if (/^[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.test(text)) {
    const length = [...text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)]
      .map(([, amount, unit]) => Number(amount) * units[unit as keyof typeof units])
      .reduce((sum, one) => sum + one, 0)
    // Zero and less stand for the server's own.
    return length > 0 && !text.startsWith('-') ? Math.max(1, Math.round(length)) : undefined
  }
  return `invalid timeout specified in the request URL - time: invalid duration ${JSON.stringify(text)}`
}

type Resource = NonNullable<RequestInfo['of']>

/** The row of a resource in one of its versions. */
const kindAt = (kinds: readonly Kind[], { apiVersion, resource }: Resource): Kind | undefined =>
  kinds.find((kind) => kind.plural === resource && (kind.apiVersion === apiVersion || kind.also.includes(apiVersion)))

function serveResource(server: ApiServer, out: Outbox, request: Request, info: RequestInfo, of: Resource): void {
  const http = request.http!
  const remote = remoteOf(server, of.apiVersion)
  if (remote) {
    const labelSelector = info.query.get('labelSelector')?.[0]
    const passed = { ...request, apiVersion: of.apiVersion, ...(labelSelector && { options: { labelSelector } }) }
    return aggregate(server, out, passed, remote)
  }
  const kinds = servedKinds(server)
  const kind = kindAt(kinds, of)
  if (!kind) {
    // Groups without a built-in kind are answered by who serves definitions, in words of its own.
    if (of.group !== '' && !groupsOf(scheme).some(({ name }) => name === of.group))
      return respond(server, out, request, 404, '404 page not found\n')
    return respond(server, out, request, 404, unknownPath())
  }
  // A cluster-wide object is not in a namespace; a namespace's own object has its name twice.
  const inside = of.namespace !== '' && !(kind.plural === 'namespaces' && of.namespace === of.name)
  const depth = of.subresource === 'proxy' ? Infinity : 3
  const known = of.subresource === '' || kind.subresources.includes(of.subresource)
  if (
    info.verb === 'proxy' ||
    !known ||
    of.parts.length > depth ||
    (inside && !kind.namespaced) ||
    (kind.namespaced && !inside && of.name !== '')
  )
    return respond(server, out, request, 404, unknownPath())
  const { verb } = info
  if (!methodFits(kind, of, http.method, verb, inside)) return respond(server, out, request, 405, methodNotAllowed())
  const form = negotiate(http.headers.accept, objectOffers)
  const patch = verb === 'patch' ? patchTypeOf(http.headers['content-type'], kind) : undefined
  if (!form || (verb === 'watch' && form.media === 'yaml')) {
    const text = `406: Not Acceptable\n\nAvailable representations: application/json${verb === 'watch' ? ';stream=watch' : ', application/yaml'}, application/vnd.kubernetes.protobuf${verb === 'watch' ? ';stream=watch' : ''}`
    return respond(server, out, request, 406, notAcceptable(text, {}))
  }
  const [pretty] = info.query.get('pretty') ?? []
  const agent = http.headers['user-agent'] ?? ''
  const wire: Wire = {
    form,
    apiVersion: of.apiVersion,
    pretty: pretty !== undefined ? pretty === 'true' || pretty === '1' : /^(?:curl|Wget|Mozilla\/5\.0)/.test(agent),
    includeObject: info.query.get('includeObject')?.[0] ?? '',
    duplicates: [],
    ...(request.wire?.flow && { flow: request.wire.flow })
  }
  const { namespace, name: _name, ...rest } = request
  const typed: Request = {
    ...rest,
    wire,
    ...(kind.custom && { resource: kind.directory }),
    ...(kind.namespaced && namespace !== undefined && { namespace }),
    ...(of.name !== '' && { name: of.name })
  }
  if (patch !== undefined && typeof patch !== 'string') return respond(server, out, typed, patch.code, patch)
  // The content type counts before the options, these before the body.
  const text = typeof request.body === 'string' ? request.body : ''
  const media = !streams.has(of.subresource) && unsupported(kind, verb, http.headers['content-type'], text)
  if (media && 'code' in media && media.code === 415) return respond(server, out, typed, 415, media)
  const options = readOptions(info, http.headers['content-type']?.split(';')[0] ?? '')
  if (isStatus(options)) return respond(server, out, typed, options.code, options)
  const selectors = selectorProblem(kind, of.apiVersion, options)
  if (selectors) return respond(server, out, typed, 400, badRequest(selectors))
  const body = bodyOf(kind, of, verb, patch, http.headers['content-type'], text)
  if (!isRead(body)) return respond(server, out, typed, body.code, body)
  const refused = deletes(verb) ? deleteProblem(body.value ?? {}) : undefined
  if (refused) return respond(server, out, typed, refused.code, refused)
  dispatch(
    server,
    out,
    {
      ...typed,
      wire: { ...wire, duplicates: body.duplicates },
      options: {
        ...options,
        ...onlyNamed(of, verb),
        ...inputOf(of, info, http, text),
        ...(patch !== undefined && { patchType: patch })
      },
      body: body.value
    },
    kind
  )
}

const streams: ReadonlySet<string> = new Set(['exec', 'attach', 'portforward', 'proxy'])

/** `/watch/…/name`: of one object. */
const onlyNamed = ({ name }: Resource, verb: string): Pick<RequestOptions, 'fieldSelector'> =>
  verb === 'watch' && name !== '' ? { fieldSelector: `metadata.name=${name}` } : {}

/**
 * What is sent to a command: at first nothing is known of it, then it is the body of a second request. A client outside has it in the
 * frames of its stream.
 */
function inputOf(
  of: Resource,
  { query }: RequestInfo,
  { headers }: HttpRequest,
  body: string
): Pick<RequestOptions, 'stdin' | 'awaited'> {
  if (of.subresource !== 'exec' || !isTrue(query.get('stdin'))) return {}
  if (headers['content-type'] === 'application/octet-stream') return { stdin: body }
  return headers.upgrade?.toLowerCase() === 'websocket' ? { awaited: true } : {}
}

const isStatus = (value: RequestOptions | ReturnType<typeof badRequest>): value is ReturnType<typeof badRequest> =>
  'status' in value && 'code' in value

const deletes = (verb: string): boolean => verb === 'delete' || verb === 'deletecollection'

/** Whether a method exists at a path: on a collection, an object, a subresource. */
function methodFits(kind: Kind, of: Resource, method: string, verb: string, inside: boolean): boolean {
  if (method === 'HEAD') return false
  if (of.subresource !== '') return verbsOf(kind, of.subresource).includes(verb)
  if (verb === 'create' && (of.name !== '' || (kind.namespaced && !inside))) return false
  if ((verb === 'update' || verb === 'patch') && of.name === '') return false
  if (verb === 'deletecollection' && kind.namespaced && !inside) return false
  return kind.verbs.includes(verb)
}

function unsupported(
  kind: Kind,
  verb: string,
  contentType: string | undefined,
  text: string
): ReturnType<typeof readObjectBody> | undefined {
  if (verb === 'create' || verb === 'update') return readObjectBody(kind.kind, contentType, text === '' ? '{}' : '{}')
  return undefined
}

/** A custom resource has to say what it is. Models unstructured's decoder. */
function identified(kind: Kind, read: ReadBody, text: string): ReadBody | ReturnType<typeof badRequest> {
  const { kind: name, apiVersion } = (read.value ?? {}) as { kind?: unknown; apiVersion?: unknown }
  const missing = typeof name !== 'string' || name === '' ? 'Kind' : apiVersion ? '' : 'apiVersion'
  if (missing === '') return read
  const start = text.length > 30 ? `${text.slice(0, 30)} ...` : text
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind.kind}): Object '${missing}' is missing in '${text}' (${start})`
  )
}

function bodyOf(
  kind: Kind,
  of: Resource,
  verb: string,
  patch: ReturnType<typeof patchTypeOf> | undefined,
  contentType: string | undefined,
  text: string
): ReadBody | ReturnType<typeof badRequest> {
  // What is POSTed to a stream is its beginning, and no object.
  if (streams.has(of.subresource)) return { value: undefined, duplicates: [] }
  if (verb === 'create' || verb === 'update') {
    const expected = { scale: 'Scale', binding: 'Binding', eviction: 'Eviction', token: 'TokenRequest' } as Readonly<
      Record<string, string>
    >
    const read = readObjectBody(expected[of.subresource] ?? kind.kind, contentType, text)
    return kind.custom && of.subresource !== 'scale' && isRead(read) ? identified(kind, read, text) : read
  }
  if (verb === 'patch') return readPatchBody(typeof patch === 'string' ? patch : 'merge', text)
  if (deletes(verb)) return readDeleteBody(contentType, text)
  return { value: undefined, duplicates: [] }
}
