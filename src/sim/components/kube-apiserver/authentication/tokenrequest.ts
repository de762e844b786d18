import { seconds } from '../../../../base/time'
import { wallClock } from '../../../kernel/clock'
import { keyOf, kindOf, type Kind } from '../../../api/scheme'
import { formatTime } from '../../../api/timestamp'
import type { KubeObject, Pod, Status } from '../../../api/types'
import { nodeOf } from '../authorization/node'
import { isBody, readBody } from '../body'
import type { ApiServer, Request } from '../context'
import { badRequest, conflict, denied, invalid, notFound } from '../errors'
import type { Outbox } from '../messages'
import { uuid as uid } from '../../../api/uuid'
import { respond } from '../respond'
import { groupsOfUser } from './groups'
import { extended, issuer, makeToken, shortest } from './tokens'

interface Spec {
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
  if (expirationSeconds < shortest)
    return invalid({ ...resource, kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1' }, '', [
      {
        reason: 'FieldValueInvalid',
        field: 'spec.expirationSeconds',
        text: `Invalid value: ${expirationSeconds}: may not specify a duration less than 10 minutes`
      }
    ])
  const pods = kindOf('pods')
  const pod =
    bound?.kind === 'Pod'
      ? (server.caches.get('pods')!.objects.get(keyOf(pods, namespace, bound.name ?? '')) as Pod | undefined)
      : undefined
  const refused = ofNode(request, resource, name, spec, pod)
  if (refused) return refused
  if (bound?.kind === 'Pod') {
    if (!pod) return notFound(pods, bound.name ?? '')
    if (pod.spec.serviceAccountName && pod.spec.serviceAccountName !== name)
      return badRequest(
        `cannot bind token for serviceaccount ${JSON.stringify(name)} to pod running with different serviceaccount name.`
      )
    if (bound.uid && bound.uid !== pod.metadata.uid)
      return conflict(
        pods,
        pod.metadata.name,
        `the UID in the bound object reference (${bound.uid}) does not match the UID in record. The object might have been deleted and then recreated`
      )
  }
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

/** A kubelet asks for tokens of its own pods, for whom these ask. Models plugin/pkg/admission/noderestriction admitServiceAccount. */
function ofNode(
  { user, groups, wire }: Request,
  resource: Kind,
  name: string,
  { audiences = [], boundObjectRef: bound }: Spec,
  pod: Pod | undefined
): Status | undefined {
  const node = nodeOf(user, groups ?? groupsOfUser(user))
  // The simulated kubelets name no pod: they ask once for all of an account's.
  if (node === undefined || (!wire && !bound)) return undefined
  const no = (why: string) => denied(resource, name, why)
  if (bound?.kind !== 'Pod') return no('node requested token not bound to a pod')
  if (!bound.uid) return no('node requested token with a pod binding without a uid')
  if (!pod) return notFound(kindOf('pods'), bound.name ?? '')
  if (bound.uid !== pod.metadata.uid)
    return conflict(
      kindOf('pods'),
      pod.metadata.name,
      `the UID in the bound object reference (${bound.uid}) does not match the UID in record. The object might have been deleted and then recreated`
    )
  if (pod.spec.nodeName !== node) return no('node requested token bound to a pod scheduled on a different node')
  const asked = new Set(
    (pod.spec.volumes ?? []).flatMap(({ projected }) =>
      (projected?.sources ?? []).flatMap(({ serviceAccountToken }) =>
        serviceAccountToken ? [serviceAccountToken.audience ?? ''] : []
      )
    )
  )
  const strange = audiences.find((audience) => !asked.has(audience))
  return strange === undefined
    ? undefined
    : no(
        `audience ${JSON.stringify(strange)} not found in pod spec volume, ${user} is not authorized to request tokens for this audience`
      )
}
