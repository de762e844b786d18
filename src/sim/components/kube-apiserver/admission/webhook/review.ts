import type { KubeObject } from '../../../../api/types'
import { groupsOfUser } from '../../authentication/groups'
import type { Request } from '../../context'
import { isDryRun } from '../../dry-run'
import { inVersion } from '../../http/versions'
import { scaleOf } from '../../scale'
import type { Admission } from '../admission'
import type { Invocation } from './match'

/** What a webhook is sent. Models webhook/request/admissionreview.go CreateV1AdmissionReview. */
export function reviewOf(admission: Admission, { resource, kind }: Invocation, uid: string): object {
  const { request, operation, object, old } = admission
  const { subresource, wire } = request
  const [apiVersion] = kind
  const asked = wire && admission.kind.also.includes(wire.apiVersion) ? wire.apiVersion : admission.kind.apiVersion
  const requestKind = resource === kind[0] ? ([asked, kind[1]] as const) : kind
  const part = subresource ? { subResource: subresource } : {}
  const { name, namespace } = placeOf(admission)
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid,
      kind: gvk(...kind),
      resource: { ...gv(resource), resource: admission.kind.plural },
      ...part,
      requestKind: gvk(...requestKind),
      requestResource: { ...gv(asked), resource: admission.kind.plural },
      ...(subresource && { requestSubResource: subresource }),
      ...(name !== '' && { name }),
      ...(namespace !== '' && { namespace }),
      operation,
      userInfo: {
        username: request.user,
        groups: request.groups ?? groupsOfUser(request.user),
        ...(request.extra && { extra: request.extra })
      },
      object: spoken(admission, object, apiVersion),
      oldObject: operation === 'CREATE' || operation === 'CONNECT' ? null : spoken(admission, old, apiVersion),
      dryRun: isDryRun(request),
      options: optionsOf(admission)
    }
  }
}

/** An object as the request speaks of it: of a scale subresource its scale, in the version that the webhook wants. */
function spoken({ request, kind }: Admission, object: KubeObject | null, apiVersion: string): KubeObject | null {
  if (!object) return null
  if (request.subresource === 'scale') return object.kind === 'Scale' ? object : scaleOf(object, kind)
  return inVersion(object, apiVersion)
}

/** A namespace is in itself; who deletes a collection names none of it. */
function placeOf({ kind, request, object, old }: Admission): { readonly name: string; readonly namespace: string } {
  const { name = request.name ?? '', namespace = request.namespace ?? '' } = (object ?? old)?.metadata ?? {}
  const isNamespace = kind.plural === 'namespaces'
  return { name: request.collection === undefined ? name : '', namespace: isNamespace ? name : namespace }
}

const kinds = { CREATE: 'CreateOptions', UPDATE: 'UpdateOptions', DELETE: 'DeleteOptions' } as const

function optionsOf({ operation, request }: Admission): object | null {
  if (operation === 'CONNECT') return null
  const { fieldManager } = request.options ?? {}
  return {
    kind: kinds[operation],
    apiVersion: 'meta.k8s.io/v1',
    ...(operation === 'DELETE' ? deletion(request) : fieldManager !== undefined && { fieldManager }),
    ...(isDryRun(request) && { dryRun: ['All'] })
  }
}

/** A deletion's options stand in its body or its query. */
function deletion({ body, options = {} }: Request): object {
  const {
    kind: _kind,
    apiVersion: _version,
    dryRun: _dryRun,
    ...given
  } = (body ?? {}) as Readonly<Record<string, unknown>>
  const { gracePeriodSeconds, propagationPolicy } = options
  return {
    ...given,
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    ...(propagationPolicy !== undefined && { propagationPolicy })
  }
}

function gv(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/')
  return { group: apiVersion.slice(0, Math.max(0, slash)), version: apiVersion.slice(slash + 1) }
}
const gvk = (apiVersion: string, kind: string) => ({ ...gv(apiVersion), kind })
