import { seconds } from '../../../../base/time'
import { wallClock } from '../../../kernel/clock'
import { keyOf, kindOf, type Kind } from '../../../api/scheme'
import { formatTime } from '../../../api/timestamp'
import type { KubeObject, Pod, Status } from '../../../api/types'
import { isBody, readBody } from '../body'
import type { ApiServer, Request } from '../context'
import { notFound } from '../errors'
import type { Outbox } from '../messages'
import { uuid as uid } from '../../../api/uuid'
import { rarely } from '../rarely'
import { respond } from '../respond'
import { extended, issuer, makeToken } from './tokens'

export interface Spec {
  readonly audiences?: readonly string[]
  readonly expirationSeconds?: number
  readonly boundObjectRef?: {
    readonly kind?: string
    readonly apiVersion?: string
    readonly name?: string
    readonly uid?: string
  }
}

/** TokenRequest: answered without a write. Models pkg/registry/core/serviceaccount/storage/token.go. */
export function requestToken(server: ApiServer, out: Outbox, request: Request, resource: Kind): void {
  const answer = made(server, request, resource)
  const code = 'code' in answer ? Number(answer.code) : 201
  respond(server, out, request, code, Object.freeze(answer))
}

function made(server: ApiServer, request: Request, resource: Kind): KubeObject | Status {
  const { name = '', namespace = '' } = request
  const account = server.caches.get('serviceaccounts')!.objects.get(keyOf(resource, namespace, name))
  if (!account) return notFound(resource, name)
  const body = request.body === undefined ? undefined : readBody(resource, request, request.body)
  if (body && !isBody(body)) return body
  const spec = (body?.object.spec ?? {}) as Spec
  const { audiences = [], boundObjectRef: bound, expirationSeconds = 3_600 } = spec
  const pod =
    bound?.kind === 'Pod'
      ? (server.caches.get('pods')!.objects.get(keyOf(kindOf('pods'), namespace, bound.name ?? '')) as Pod | undefined)
      : undefined
  // The simulated kubelets ask for their pods, and nothing that is refused while those are there.
  const isOrdinary = !request.wire && (!bound || (pod !== undefined && pod.metadata.uid === bound.uid))
  const refused = !isOrdinary
    ? rarely().tokens.tokenProblem(server, request, resource, body?.object, spec, pod)
    : undefined
  if (refused) return refused
  const wanted = audiences.length > 0 ? audiences : [issuer]
  const now = wallClock(server)
  const of = pod && { name: pod.metadata.name, uid: pod.metadata.uid ?? '' }
  const lasts = extended(expirationSeconds, pod !== undefined)
  const token = makeToken(server, { namespace, name }, account.metadata.uid ?? '', wanted, lasts, uid(server.rng), of)
  return {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: {
      name,
      namespace,
      ...(account.metadata.uid !== undefined && { uid: account.metadata.uid }),
      creationTimestamp: formatTime(now)
    },
    spec: {
      audiences: wanted,
      expirationSeconds,
      boundObjectRef: bound ? { ...bound, ...(of && { uid: of.uid }) } : null
    },
    status: { token, expirationTimestamp: formatTime(now + seconds(expirationSeconds)) }
  }
}
