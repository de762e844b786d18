import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { wallClock } from '../../../kernel/clock'
import { kindOf, type Kind } from '../../../api/scheme'
import { formatTime } from '../../../api/timestamp'
import type { KubeObject, Status } from '../../../api/types'
import { withAuthenticated } from '../authentication'
import { groupsOfAccount, groupsOfUser } from '../authentication/groups'
import { isOurs, readToken } from '../authentication/tokens'
import { isBody, readBody } from '../body'
import type { ApiServer, Request } from '../context'
import { badRequest, invalid, methodNotAllowed } from '../errors'
import { withAccount } from '../managed'
import type { Outbox } from '../messages'
import { respond } from '../respond'
import { write } from '../write'
import { authorize } from '.'
import type { Attributes } from './attributes'
import { nodeOf } from './node'
import { currentBindings } from './rbac'
import { grantsOf } from './rbac/bindings'

interface AccessSpec {
  readonly user?: string
  readonly groups?: readonly string[]
  readonly resourceAttributes?: {
    readonly verb?: string
    readonly group?: string
    readonly resource?: string
    readonly subresource?: string
    readonly namespace?: string
    readonly name?: string
    readonly fieldSelector?: {
      readonly requirements?: readonly { key?: string; operator?: string; values?: readonly string[] }[]
    }
  }
  readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string }
}

type Who = Pick<Attributes, 'user' | 'groups'>

/** Questions that are answered and kept nowhere: who am I, may I. Models pkg/registry/{authentication,authorization}. */
export function review(server: ApiServer, out: Outbox, request: Request, kind: Kind): void {
  if (request.verb !== 'create') return respond(server, out, request, 405, methodNotAllowed())
  const body = readBody(kind, request, request.body)
  if (!isBody(body)) return respond(server, out, request, body.code, body)
  if (kind.kind === 'Binding') {
    // Models pkg/registry/core/pod/storage LegacyBindingREST.
    const pod = body.object.metadata.name
    return write(server, out, { ...request, resource: 'pods', name: pod, subresource: 'binding' }, kindOf('pods'))
  }
  const { kind: name, apiVersion } = kind
  const now = formatTime(wallClock(server))
  const { status: _, ...given } = { ...body.object, kind: name, apiVersion, metadata: body.object.metadata ?? {} }
  const object = withAccount(kind, { ...request, writtenAt: now }, null, given as KubeObject)
  const who: Who = { user: request.user, groups: request.groups ?? groupsOfUser(request.user) }
  const status = answerTo(server, who, request, kind, object)
  if ('code' in status) return respond(server, out, request, status.code, status)
  // Both make their answers anew.
  if (kind.kind === 'SelfSubjectRulesReview')
    return respond(server, out, request, 201, { ...bare(kind), spec: {}, status } as KubeObject, body.warnings)
  const metadata = kind.kind === 'SelfSubjectReview' ? { creationTimestamp: now } : object.metadata
  respond(server, out, request, 201, { ...object, metadata, status } as KubeObject, body.warnings)
}

const bare = ({ kind, apiVersion }: Kind) => ({ kind, apiVersion, metadata: {} })

function answerTo(
  server: ApiServer,
  who: Who,
  request: Request,
  kind: Kind,
  { spec = {} }: KubeObject
): object | Status {
  switch (kind.kind) {
    case 'SelfSubjectReview':
      return {
        userInfo: {
          username: who.user,
          ...(request.uid !== undefined && { uid: request.uid }),
          groups: who.groups,
          ...extraOf(request)
        }
      }
    case 'SelfSubjectRulesReview':
      return rulesOf(server, who, (spec as { namespace?: string }).namespace ?? '')
    case 'TokenReview':
      return tokenOf(server, (spec as { token?: string }).token ?? '')
    default: {
      const asked = spec as AccessSpec
      const problem = accessProblem(kind, asked, request.namespace)
      if (problem) return problem
      const other: Who =
        kind.kind === 'SelfSubjectAccessReview' ? who : { user: asked.user ?? '', groups: asked.groups ?? [] }
      const { allowed, reason } = authorize(server, questionOf(other, asked))
      return { allowed, ...(reason !== '' && { reason }) }
    }
  }
}

/** Who showed a certificate is told its fingerprint (1.36); certificates have no bytes here, so it is that of a user's name. */
function extraOf({ extra, http, groups, user }: Request): { readonly extra?: Request['extra'] } {
  if (extra) return { extra }
  const isAnother = http ? http.headers['impersonate-user'] !== undefined : groups !== undefined
  const shownCertificate = !isAnother && !/^system:(?:serviceaccount:|bootstrap:|anonymous)/.test(user)
  const fingerprint = bytesToHex(sha256(utf8ToBytes(user)))
  return shownCertificate
    ? { extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${fingerprint}`] } }
    : {}
}

/** Models pkg/apis/authorization/validation. */
function accessProblem(kind: Kind, spec: AccessSpec, namespace: string | undefined): Status | undefined {
  const { resourceAttributes: about, nonResourceAttributes: path } = spec
  const wrong = (field: string, text: string) => invalid(kind, '', [{ reason: 'FieldValueInvalid', field, text }])
  const local = kind.kind === 'LocalSubjectAccessReview'
  if (about && path)
    return wrong(
      'spec.nonResourceAttributes',
      'Invalid value: "null": cannot be specified in combination with resourceAttributes'
    )
  if (!about && !path)
    return wrong(
      'spec.resourceAttributes',
      'Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified'
    )
  if (kind.kind !== 'SelfSubjectAccessReview' && !spec.user && (spec.groups ?? []).length === 0)
    return wrong('spec.user', `Invalid value: "": at least one of user or group must be specified`)
  if (local && about && about.namespace !== namespace)
    return badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace ?? ''}`)
  return undefined
}

function questionOf(
  { user, groups }: Who,
  { resourceAttributes: about = {}, nonResourceAttributes: path }: AccessSpec
) {
  const [first] = about.fieldSelector?.requirements ?? []
  const fieldSelector = first && `${first.key ?? ''}=${first.values?.[0] ?? ''}`
  const question: Attributes = {
    user,
    groups,
    verb: (path ? path.verb : about.verb) ?? '',
    group: about.group ?? '',
    resource: about.resource ?? '',
    subresource: about.subresource ?? '',
    namespace: about.namespace ?? '',
    name: about.name ?? '',
    ...(path && { path: path.path ?? '' }),
    ...(fieldSelector !== undefined && { fieldSelector })
  }
  return question
}

/** Everything that a user may in a namespace. Models registry/authorization/selfsubjectrulesreview. */
function rulesOf(server: ApiServer, { user, groups }: Who, namespace: string): object | Status {
  if (namespace === '') return badRequest('no namespace on request')
  const resourceRules: object[] = []
  const nonResourceRules: object[] = []
  for (const { rules } of grantsOf(currentBindings(server), user, groups, namespace))
    for (const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } of rules) {
      if (resources)
        resourceRules.push({ verbs, apiGroups, resources, ...(resourceNames?.length && { resourceNames }) })
      if (nonResourceURLs) nonResourceRules.push({ verbs, nonResourceURLs })
    }
  const isNode = nodeOf(user, groups) !== undefined
  return {
    resourceRules,
    nonResourceRules,
    incomplete: isNode,
    ...(isNode && { evaluationError: 'node authorizer does not support user rule resolution' })
  }
}

/** Models registry/authentication/tokenreview. */
function tokenOf(server: ApiServer, token: string): object | Status {
  if (token === '') return badRequest('token is required for TokenReview in authentication')
  const account = readToken(server, token)
  if (!account && !isOurs(token)) return { user: {} }
  if (!account) return { user: {}, error: '[invalid bearer token, square/go-jose: error in cryptographic primitive]' }
  const { namespace, name } = account
  const found = server.caches.get('serviceaccounts')!.objects.get(`/registry/serviceaccounts/${namespace}/${name}`)
  if (!found) return { user: {}, error: `service account ${namespace}/${name} has been deleted` }
  return {
    authenticated: true,
    user: {
      username: `system:serviceaccount:${namespace}:${name}`,
      ...(found.metadata.uid !== undefined && { uid: found.metadata.uid }),
      groups: withAuthenticated(groupsOfAccount(namespace))
    },
    audiences: ['https://kubernetes.default.svc.cluster.local']
  }
}
