import type { KubeObject } from '../../api/types'
import { allowed, allowedPath } from './authorize'
import { isBody, readBody } from './body'
import type { ApiServer, Request } from './context'
import { methodNotAllowed } from './errors'
import type { Kind } from '../../api/scheme'
import type { Outbox, Verb } from './messages'
import { respond } from './respond'

interface Asked {
  readonly user?: string
  readonly groups?: readonly string[]
  readonly resourceAttributes?: {
    readonly verb?: string
    readonly resource?: string
    readonly subresource?: string
    readonly namespace?: string
    readonly name?: string
  }
  readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string }
}

/** Questions that are answered and kept nowhere: who am I, may I. Models pkg/registry/{authentication,authorization}. */
export function review(server: ApiServer, out: Outbox, request: Request, kind: Kind): void {
  if (request.verb !== 'create') return respond(server, out, request, 405, methodNotAllowed())
  const body = readBody(kind, request, request.body)
  if (!isBody(body)) return respond(server, out, request, body.code, body)
  const { object } = body
  const spec = (object.spec ?? {}) as Asked
  const answer = (status: object): void => {
    const { kind: name, apiVersion } = kind
    const metadata = object.metadata ?? {}
    respond(server, out, request, 201, {
      kind: name,
      apiVersion,
      metadata,
      ...(object.spec !== undefined && { spec: object.spec }),
      status
    } as KubeObject)
  }
  switch (kind.kind) {
    case 'SelfSubjectReview':
      return answer({ userInfo: { username: request.user, groups: request.groups ?? [] } })
    case 'SelfSubjectRulesReview': {
      const all = allowed(server, { ...request, verb: 'create', resource: 'pods' })
      const rules = all
        ? {
            resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
            nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }]
          }
        : { resourceRules: [], nonResourceRules: [] }
      return answer({ ...rules, incomplete: false })
    }
    case 'TokenReview':
      return answer({ user: {} })
    default: {
      const own = kind.kind === 'SelfSubjectAccessReview'
      const who = own ? request : { ...request, user: spec.user ?? '', groups: spec.groups ?? [] }
      const { resourceAttributes: about, nonResourceAttributes: path } = spec
      const may = path
        ? allowedPath(server, { ...who, path: path.path ?? '' })
        : allowed(server, {
            ...who,
            verb: (about?.verb ?? '') as Verb,
            resource: about?.resource ?? '',
            ...(about?.subresource && { subresource: about.subresource }),
            ...(about?.namespace && { namespace: about.namespace }),
            ...(about?.name && { name: about.name })
          })
      return answer({ allowed: may })
    }
  }
}
