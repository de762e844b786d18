import type { Attributes } from './authorization/attributes'
import type { Status } from '../../api/types'
import type { Problem } from '../../api/kinds/problems'
import { qualified, qualifiedKind, storedKinds, type Kind } from '../../api/scheme'
import type { Request } from './context'

/** An error as the API answers it. Models apimachinery/pkg/api/errors/errors.go, with its texts. */
export function status(code: number, reason: string, message: string, details?: Status['details']): Status {
  return Object.freeze({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: Object.freeze({}),
    status: code < 400 ? 'Success' : 'Failure',
    ...(message && { message }),
    ...(reason && { reason }),
    ...(details && { details: Object.freeze(details) }),
    code
  })
}

const about = ({ group, plural }: Pick<Kind, 'group' | 'plural'>, name: string): Status['details'] => ({
  ...(name !== '' && { name }),
  ...(group !== '' && { group }),
  kind: plural
})

export const success = (details?: Status['details']): Status => status(200, '', '', details)
export const created = (): Status => status(201, '', '')

export const notFound = (resource: Kind, name: string): Status =>
  status(404, 'NotFound', `${qualified(resource)} "${name}" not found`, about(resource, name))

export const unknownPath = (): Status => status(404, 'NotFound', 'the server could not find the requested resource', {})

export const alreadyExists = (resource: Kind, name: string): Status =>
  status(409, 'AlreadyExists', `${qualified(resource)} "${name}" already exists`, about(resource, name))

export const conflict = (resource: Kind, name: string, why = modified): Status =>
  status(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`,
    about(resource, name)
  )
const modified = 'the object has been modified; please apply your changes to the latest version and try again'

/** As `conflict`, where upstream names the kind instead of the resource. */
export const conflictOf = (kind: Kind, name: string, why: string): Status =>
  status(409, 'Conflict', `Operation cannot be fulfilled on ${qualifiedKind(kind)} "${name}": ${why}`, {
    ...about(kind, name),
    kind: kind.kind
  })

/** A path that is no resource. Models apiserver/pkg/endpoints/handlers/responsewriters forbiddenMessage. */
export const forbiddenPath = ({ user, path = '', verb }: Attributes, reason: string): Status =>
  status(403, 'Forbidden', `forbidden: User "${user}" cannot ${verb} path "${path}"${because(reason)}`, {})
const because = (reason: string): string => (reason === '' ? '' : `: ${reason}`)

/** Of a resource that may not exist: authorization comes before everything else. Models responsewriters forbiddenMessage. */
export function forbidden(
  { user, verb, group, resource, subresource, namespace, name }: Attributes,
  reason: string
): Status {
  const full = group === '' ? resource : `${resource}.${group}`
  const part = subresource === '' ? resource : `${resource}/${subresource}`
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`
  return status(
    403,
    'Forbidden',
    `${name === '' ? full : `${full} "${name}"`} is forbidden: User "${user}" cannot ${verb} resource "${part}" in API group "${group}" ${where}${because(reason)}`,
    { ...(name !== '' && { name }), ...(group !== '' && { group }), kind: resource }
  )
}

export const denied = (resource: Kind, name: string, why: string): Status =>
  status(403, 'Forbidden', `${qualified(resource)} "${name}" is forbidden: ${why}`, about(resource, name))

const policyCodes: Readonly<Record<string, number>> = { Forbidden: 403, RequestEntityTooLarge: 413, Unauthorized: 401 }

/** Models admission/plugin/policy/validating/policy_decision.go. */
export const deniedByPolicy = (resource: Kind, name: string, why: string, reason: string): Status =>
  status(policyCodes[reason] ?? 422, reason, `${qualified(resource)} "${name}" is forbidden: ${why}`, {
    ...about(resource, name),
    causes: [{ message: why }]
  })

export const deniedByMutation = (resource: Kind, name: string, why: string): Status =>
  status(403, 'Invalid', why, { ...about(resource, name), causes: [{ message: why }] })

/** Creating in a namespace that is being deleted; the cause is what controllers look for. */
export const namespaceTerminating = (resource: Kind, name: string, namespace: string): Status =>
  status(
    403,
    'Forbidden',
    `${qualified(resource)} "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
    {
      ...about(resource, name),
      causes: [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace'
        }
      ]
    }
  )

export const unauthorized = (): Status => status(401, 'Unauthorized', 'Unauthorized')
export const badRequest = (message: string): Status => status(400, 'BadRequest', message)
export const methodNotAllowed = (): Status =>
  status(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})

/** An object that breaks rules, with all of them. Models apierrors.NewInvalid. */
type Named = Pick<Kind, 'kind' | 'group' | 'plural' | 'apiVersion'>

export function invalid(called: Named, name: string, problems: readonly Problem[]): Status {
  const resource = { ...called, group: groupOf(called.apiVersion) }
  return status(422, 'Invalid', `${qualifiedKind(resource)} "${name}" is invalid: ${listed(problems)}`, {
    ...about(resource, name),
    kind: resource.kind,
    causes: problems.map(({ reason, field, text }) => ({ reason, message: text, field }))
  })
}

const groupOf = (apiVersion: string): string => apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')))

/** A kind that two groups serve, as the one calls it that was asked; its fields are validated under the other's name. */
export function asCalled(kind: Kind, { wire }: Pick<Request, 'wire'>): Kind {
  if (!wire || kind.also.length === 0) return kind
  const group = groupOf(wire.apiVersion)
  return group === kind.group ? kind : { ...kind, group }
}

/** Each sentence once. Models utilerrors.Aggregate. */
function listed(problems: readonly Problem[]): string {
  const list = [...new Set(problems.map(({ field, text }) => `${field}: ${text}`))]
  return list.length === 1 ? list[0]! : `[${list.join(', ')}]`
}

/** As `invalid`, where upstream names the resource instead of the kind. */
export const invalidResource = (resource: Kind, name: string, problems: readonly Problem[]): Status => ({
  ...invalid(resource, name, problems),
  message: `${qualified(resource)} "${name}" is invalid: ${listed(problems)}`,
  details: { ...invalid(resource, name, problems).details, kind: resource.plural }
})

/** Models apierrors.NewApplyConflict. */
export const applyConflict = (
  message: string,
  causes: readonly { reason: string; message: string; field: string }[]
): Status => status(409, 'Conflict', message, { causes })

/** Options of a request that cannot be. Models apierrors.NewInvalid for meta.k8s.io. */
export function invalidOptions(kind: string, problems: readonly Problem[]): Status {
  return status(422, 'Invalid', `${kind}.meta.k8s.io "" is invalid: ${listed(problems)}`, {
    group: 'meta.k8s.io',
    kind,
    causes: problems.map(({ reason, field, text }) => ({ reason, message: text, field }))
  })
}

/** A form of answers that the server does not have. Models negotiation/errors.go. */
export const notAcceptable = (message: string, details?: Status['details']): Status =>
  status(406, 'NotAcceptable', message, details)
export const unsupportedMediaType = (message: string, details?: Status['details']): Status =>
  status(415, 'UnsupportedMediaType', message, details)
export const tooLarge = (message: string): Status => status(413, 'RequestEntityTooLarge', message)

/**
 * A patch that made of an object what cannot be decoded. Models handlers/patch.go applyPatchToObject.
 * @param object what it became, as a text
 */
export function invalidPatch(object: string, error: string): Status {
  const text = `Invalid value: ${JSON.stringify(object)}: ${error}`
  const causes = [{ reason: 'FieldValueInvalid', message: text, field: 'patch' }]
  return status(422, 'Invalid', ` "" is invalid: patch: ${text}`, { causes })
}

/** A JSON patch that does not fit. Models apierrors.NewGenericServerResponse for 422. */
export const rejected = (): Status =>
  status(422, 'Invalid', 'the server rejected our request due to an error in our request', {})

export const tooManyRequests = (
  message: string,
  retryAfterSeconds: number,
  causes?: { reason: string; message: string }[]
): Status => status(429, 'TooManyRequests', message, { retryAfterSeconds, ...(causes && { causes }) })

export const internal = (message: string): Status =>
  status(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] })

/** What etcd could not do comes through as its own text. */
export const fromEtcd = (text: string): Status => status(500, '', text)

/** A node's kubelet, as the one that could not be reached or failed. */
/** Models apierrors.NewServiceUnavailable. */
export const serviceUnavailable = (text: string): Status => status(503, 'ServiceUnavailable', text)

export const fromKubelet = (text: string): Status => status(500, '', text)

/** Without an answer in time; the text is client-go's, which names the request by its HTTP verb. */
export function timeout({ verb, resource, name = '', path = '' }: Request): Status {
  const method = verb === 'list' || verb === 'watch' ? 'get' : verb
  const kind = storedKinds.get(resource)
  const what = [method, kind ? qualified(kind) : path, name].filter((part) => part !== '').join(' ')
  return status(
    504,
    'Timeout',
    `the server was unable to return a response in the time allotted, but may still be processing the request (${what})`,
    { kind: resource }
  )
}

/**
 * What a client outside gets of that: a Status that says no kind, of which client-go then makes its own text.
 * Models apiserver/pkg/server/filters/timeout.go.
 */
export const onWireTimeout = ({ code, message = '' }: Status): object | undefined =>
  code === 504 && message.startsWith('the server was unable to return a response')
    ? {
        metadata: {},
        status: 'Failure',
        message: 'Timeout: request did not complete within the allotted timeout',
        reason: 'Timeout',
        details: {},
        code
      }
    : undefined

export const writeTimeout = (): Status =>
  status(504, 'Timeout', 'Timeout: request did not complete within requested timeout - context deadline exceeded', {})

export const expired = (message: string): Status => status(410, 'Expired', message)
export const gone = (asked: string, oldest: number): Status =>
  status(410, 'Expired', `too old resource version: ${asked} (${oldest})`)

export const tooLargeVersion = (asked: string, current: number): Status =>
  status(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    retryAfterSeconds: 1,
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }]
  })
