import { seconds } from '../../../../base/time'
import { wallClock } from '../../../kernel/clock'
import { keyOf, kindOf, type Kind } from '../../../api/scheme'
import { formatTime } from '../../../api/timestamp'
import type { KubeObject, PersistentVolume, PersistentVolumeClaim, Pod, Status } from '../../../api/types'
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
  const refused = ofNode(server, request, resource, name, spec, pod)
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
  server: ApiServer,
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
  if (audiences.length > 1) return no('node may only request 0 or 1 audiences')
  const [audience = ''] = audiences
  const asked = audiencesOf(server, pod)
  if (asked.known.has(audience)) return undefined
  const [first] = asked.missing
  if (first !== undefined) return no(`error validating audience ${JSON.stringify(audience)}: ${first}`)
  // Without an audience it is the API server's own, which every pod may speak to.
  if (audiences.length === 0) return undefined
  return no(
    `audience ${JSON.stringify(audience)} not found in pod spec volume, ${user} is not authorized to request tokens for this audience`
  )
}

interface Driver extends KubeObject {
  readonly spec: { readonly tokenRequests?: readonly { readonly audience?: string }[] }
}

/** For whom a pod's volumes ask tokens, by themselves and by their CSI drivers; what could not be looked up. Models podReferencesAudience. */
function audiencesOf(server: ApiServer, pod: Pod): { readonly known: Set<string>; readonly missing: string[] } {
  const known = new Set<string>()
  const missing: string[] = []
  const find = (plural: string, namespace: string | undefined, name: string): KubeObject | undefined => {
    const kind = kindOf(plural)
    const object = server.caches.get(plural)!.objects.get(keyOf(kind, namespace, name))
    if (!object) missing.push(`${kind.singular} ${JSON.stringify(name)} not found`)
    return object
  }
  const ofDriver = (name: string | undefined): void => {
    if (name === undefined) return
    const driver = find('csidrivers', undefined, name) as Driver | undefined
    for (const { audience = '' } of driver?.spec.tokenRequests ?? []) known.add(audience)
  }
  for (const { name, projected, csi, persistentVolumeClaim: claim, ephemeral } of pod.spec.volumes ?? []) {
    for (const { serviceAccountToken } of projected?.sources ?? [])
      if (serviceAccountToken) known.add(serviceAccountToken.audience ?? '')
    ofDriver(csi?.driver)
    const claimed = claim?.claimName ?? (ephemeral ? `${pod.metadata.name}-${name}` : undefined)
    const found = claimed === undefined ? undefined : find('persistentvolumeclaims', pod.metadata.namespace, claimed)
    const { volumeName } = (found as PersistentVolumeClaim | undefined)?.spec ?? {}
    const volume = volumeName
      ? (find('persistentvolumes', undefined, volumeName) as PersistentVolume | undefined)
      : undefined
    ofDriver(volume?.spec.csi?.driver)
  }
  return { known, missing }
}
