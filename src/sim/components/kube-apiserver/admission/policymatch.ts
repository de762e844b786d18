import { selects } from '../../../api/labels'
import type { Kind } from '../../../api/scheme'
import type { KubeObject, LabelSelector } from '../../../api/types'
import type { ApiServer } from '../context'
import type { Admission } from './admission'

interface ResourceRule {
  readonly apiGroups?: readonly string[]
  readonly apiVersions?: readonly string[]
  readonly operations?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly scope?: string
}

/** Which requests a policy or a webhook is about. Models admissionregistration/v1 MatchResources. */
export interface MatchResources {
  readonly resourceRules?: readonly ResourceRule[]
  readonly excludeResourceRules?: readonly ResourceRule[]
  readonly namespaceSelector?: LabelSelector
  readonly objectSelector?: LabelSelector
}

const has = (list: readonly string[] | undefined, wanted: string): boolean =>
  list === undefined || list.includes('*') || list.includes(wanted)

function ruleMatches(rule: ResourceRule, { request, kind, operation, object, old }: Admission): boolean {
  const { subresource = '' } = request
  const versions = [kind.apiVersion, ...kind.also].map((one) => one.slice(one.indexOf('/') + 1))
  const name = (object ?? old)?.metadata.name ?? ''
  const fits = (resource: string): boolean => {
    const [of = '', sub = ''] = resource.split('/')
    return (of === '*' || of === kind.plural) && (sub === '*' || sub === subresource)
  }
  return (
    has(rule.operations, operation) &&
    has(rule.apiGroups, kind.group) &&
    (rule.apiVersions === undefined || rule.apiVersions.some((one) => one === '*' || versions.includes(one))) &&
    (rule.resources ?? []).some((one) => (one === '*' ? subresource === '' : fits(one))) &&
    ((rule.resourceNames ?? []).length === 0 || rule.resourceNames!.includes(name)) &&
    (rule.scope === undefined || rule.scope === '*' || (rule.scope === 'Namespaced') === kind.namespaced)
  )
}

const isEmpty = (selector: LabelSelector | undefined): boolean =>
  !selector || (Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0)

/** The namespace that a request is in, as an object; a namespace is in itself. */
export function namespaceOf({ server, kind, object, old }: Admission): KubeObject | undefined {
  const about = object ?? old
  if (!about) return undefined
  if (kind.plural === 'namespaces') return about
  return server.caches.get('namespaces')!.objects.get(`/registry/namespaces/${about.metadata.namespace ?? ''}`)
}

/** Whether a request is one that a policy speaks of. Without rules every one is (as for bindings). */
export function isAbout(match: MatchResources, admission: Admission): boolean {
  const { kind, object, old } = admission
  if (!isEmpty(match.namespaceSelector) && (kind.namespaced || kind.plural === 'namespaces'))
    if (!selects(match.namespaceSelector, namespaceOf(admission)?.metadata.labels)) return false
  if (!isEmpty(match.objectSelector)) {
    const labels = [object, old].flatMap((one) => (one ? [one.metadata.labels] : []))
    if (!labels.some((one) => selects(match.objectSelector, one))) return false
  }
  if ((match.excludeResourceRules ?? []).some((rule) => ruleMatches(rule, admission))) return false
  return match.resourceRules === undefined || match.resourceRules.some((rule) => ruleMatches(rule, admission))
}

/** Objects of a kind of policies; in most clusters none. */
export const policiesOf = <T>(server: ApiServer, plural: string): readonly (KubeObject & T)[] => {
  const { objects } = server.caches.get(plural)!
  return objects.size === 0 ? [] : ([...objects.values()] as (KubeObject & T)[])
}

/** Policies do not speak of what could make them unchangeable. */
export const isExempt = ({ group, plural }: Kind): boolean =>
  group === 'admissionregistration.k8s.io' && /polic(?:ies|y)|webhook/.test(plural)
