import { evaluate, type Outcome, type Variables } from '../../../api/cel'
import { selects } from '../../../api/labels'
import { findKind, keyOf } from '../../../api/scheme'
import type { KubeObject, LabelSelector } from '../../../api/types'
import { groupsOfUser } from '../authentication/groups'
import { isDryRun } from '../dry-run'
import type { Admission } from './admission'
import { namespaceOf, type MatchResources } from './policymatch'

/** What policies that admit and policies that change have in common. */
export interface PolicySpec {
  readonly paramKind?: { readonly apiVersion: string; readonly kind: string }
  readonly matchConstraints?: MatchResources
  readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[]
  readonly variables?: readonly { readonly name: string; readonly expression: string }[]
  readonly failurePolicy?: 'Fail' | 'Ignore'
}
export interface BindingSpec {
  readonly policyName: string
  readonly matchResources?: MatchResources
  readonly paramRef?: {
    readonly name?: string
    readonly namespace?: string
    readonly selector?: LabelSelector
    readonly parameterNotFoundAction?: 'Allow' | 'Deny'
  }
}

/** What expressions of policies may speak of. Models apiserver/pkg/admission/plugin/cel. */
export function variablesOf(admission: Admission, params: KubeObject | undefined): Variables {
  const { request, kind, operation, object, old } = admission
  const about = object ?? old
  const gvk = { group: kind.group, version: kind.version, kind: kind.kind }
  const resource = { group: kind.group, version: kind.version, resource: kind.plural }
  return {
    object,
    oldObject: operation === 'CREATE' ? null : old,
    namespaceObject: kind.namespaced ? (namespaceOf(admission) ?? null) : null,
    params: params ?? null,
    request: {
      kind: gvk,
      resource,
      requestKind: gvk,
      requestResource: resource,
      subResource: request.subresource ?? '',
      name: about?.metadata.name ?? '',
      namespace: about?.metadata.namespace ?? '',
      operation,
      dryRun: isDryRun(request),
      userInfo: { username: request.user, groups: request.groups ?? groupsOfUser(request.user) }
    }
  }
}

/** Composed variables are reckoned in their order, each by those before it. */
export function withComposed(spec: PolicySpec, plain: Variables): Variables {
  const variables: Record<string, unknown> = {}
  for (const { name, expression } of spec.variables ?? []) {
    const outcome = evaluate(expression, { ...plain, variables })
    if (outcome.ok) variables[name] = outcome.value
  }
  return { ...plain, variables }
}

/** Whether all of a policy's conditions hold; one that cannot be reckoned counts as the policy says. */
export function conditionsHold({ matchConditions = [] }: PolicySpec, variables: Variables): boolean | Outcome {
  for (const { expression } of matchConditions) {
    const outcome = evaluate(expression, variables)
    if (!outcome.ok) return outcome
    if (outcome.value !== true) return false
  }
  return true
}

/** The parameters of a binding: none wanted (`[undefined]`), those that there are, or why there are none. */
export function paramsOf(
  { server, object, old }: Admission,
  { paramKind }: PolicySpec,
  { paramRef }: BindingSpec
): readonly (KubeObject | undefined)[] | string {
  if (!paramKind || !paramRef) return [undefined]
  const kind = findKind(paramKind.kind, paramKind.apiVersion)
  if (!kind)
    return `failed to configure policy: failed to find resource referenced by paramKind: '${paramKind.apiVersion}, Kind=${paramKind.kind}'`
  const namespace = kind.namespaced ? (paramRef.namespace ?? (object ?? old)?.metadata.namespace ?? '') : undefined
  const { objects } = server.caches.get(kind.directory)!
  const found = paramRef.selector
    ? objects.under(keyOf(kind, namespace)).filter(({ metadata }) => selects(paramRef.selector, metadata.labels))
    : [objects.get(keyOf(kind, namespace, paramRef.name ?? ''))].flatMap((one) => (one ? [one] : []))
  if (found.length > 0) return found
  return paramRef.parameterNotFoundAction === 'Deny'
    ? 'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction'
    : []
}
