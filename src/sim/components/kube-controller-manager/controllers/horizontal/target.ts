import { scheme, type Kind } from '../../../../api/scheme'
import { errorOf, isOk, objectOf, request, type Sync } from '../../sync'
import type { Autoscaler } from './look'

/** Models schema.ParseGroupVersion: what has no slash is a version of the core group. */
export const groupOf = (apiVersion = ''): string => (apiVersion.includes('/') ? apiVersion.split('/')[0]! : '')

/** A kind of a group, in whichever version. Models RESTMapper.RESTMappings. */
export const kindNamed = (group: string, kind: string): Kind | undefined =>
  scheme.find((each) => each.group === group && each.kind === kind)

/** How big the target of an autoscaler is. */
export interface Target {
  readonly resource: string
  readonly scale: Scale
}

export interface Scale {
  readonly metadata: { readonly name: string }
  readonly spec: { readonly replicas?: number }
  readonly status: { readonly replicas?: number; readonly selector?: string }
}

/** The target's scale, or why it is not known. Models scaleForResourceMappings. */
export function* targetOf({ metadata, spec }: Autoscaler): Sync<Target | string> {
  const { apiVersion = '', kind, name } = spec.scaleTargetRef
  if (apiVersion.split('/').length > 2) return `unexpected GroupVersion string: ${apiVersion}`
  const group = groupOf(apiVersion)
  const found = kindNamed(group, kind)
  if (!found) return `no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(group)}`
  const { namespace = '' } = metadata
  const answer = yield* request({ verb: 'get', resource: found.plural, subresource: 'scale', namespace, name })
  return isOk(answer) ? { resource: found.plural, scale: objectOf<Scale>(answer) } : errorOf(answer)
}
