import { toSeconds, seconds } from '../../../../base/time'
import { keyOf, kindOf, type Kind } from '../../../api/scheme'
import type { KubeObject, PersistentVolume, PersistentVolumeClaim, Pod, Status } from '../../../api/types'
import { nodeOf } from '../authorization/node'
import type { ApiServer, Request } from '../context'
import { badRequest, conflict, denied, invalid, notFound } from '../errors'
import { groupsOfUser } from './groups'
import type { Spec } from './tokenrequest'

/** Seconds that a token lasts. Models pkg/apis/authentication/validation ValidateTokenRequest. */
const shortest = toSeconds(seconds(600))
const longest = 2 ** 32

/** What is wrong with a TokenRequest. Models pkg/registry/core/serviceaccount/storage/token.go. */
export function tokenProblem(
  server: ApiServer,
  request: Request,
  resource: Kind,
  body: KubeObject | undefined,
  spec: Spec,
  pod: Pod | undefined
): Status | undefined {
  const { name = '', namespace = '' } = request
  const { boundObjectRef: bound, expirationSeconds = 3_600 } = spec
  const wrong = (about: string, field: string, value: unknown, why: string) =>
    invalid({ ...resource, kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1' }, about, [
      { reason: 'FieldValueInvalid', field, text: `Invalid value: ${JSON.stringify(value)}: ${why}` }
    ])
  const given = body?.metadata as { readonly name?: string; readonly namespace?: string } | undefined
  for (const [field, own] of [
    ['name', name],
    ['namespace', namespace]
  ] as const)
    if (given?.[field] && given[field] !== own)
      return wrong(name, `metadata.${field}`, given[field], `must match the service account ${field} if specified`)
  if (expirationSeconds < shortest || expirationSeconds > longest)
    return wrong(
      '',
      'spec.expirationSeconds',
      expirationSeconds,
      `may not specify a duration ${expirationSeconds < shortest ? 'less than 10 minutes' : 'larger than 2^32 seconds'}`
    )
  const pods = kindOf('pods')
  const refused = ofNode(server, request, resource, name, spec, pod)
  if (refused) return refused
  if (bound?.kind === 'Pod') {
    if (!pod) return notFound(pods, bound.name ?? '')
    if (pod.spec.serviceAccountName && pod.spec.serviceAccountName !== name)
      return badRequest(
        `cannot bind token for serviceaccount ${JSON.stringify(name)} to pod running with different serviceaccount name.`
      )
  }
  const holder = pod ?? (bound && heldBy(server, bound, namespace))
  if (holder && 'code' in holder) return holder as Status
  if (bound?.uid && holder && bound.uid !== holder.metadata.uid)
    return conflict(
      { ...pods, plural: bound.kind ?? '' },
      holder.metadata.name ?? '',
      `the UID in the bound object reference (${bound.uid}) does not match the UID in record. The object might have been deleted and then recreated`
    )
  return undefined
}

/** What else than a pod a token may be bound to. */
function heldBy(server: ApiServer, bound: NonNullable<Spec['boundObjectRef']>, own: string): KubeObject | Status {
  const { apiVersion = '', kind = '', name = '' } = bound
  const plural = kind === 'Secret' ? 'secrets' : kind === 'Node' ? 'nodes' : ''
  if (plural === '' || apiVersion.includes('/'))
    return badRequest(
      `cannot bind token to object of type ${apiVersion.includes('/') ? '' : '/'}${apiVersion}, Kind=${kind}`
    )
  const resource = kindOf(plural)
  const key = keyOf(resource, resource.namespaced ? own : undefined, name)
  return server.caches.get(plural)!.objects.get(key) ?? notFound(resource, name)
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
