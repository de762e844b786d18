export interface PolicyRule {
  readonly verbs: readonly string[]
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
}

/** `{Verbs:[get] APIGroups:[] Resources:[pods] …}`: how Go prints a rule. */
export const ruleText = ({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string => {
  const shown = (words: readonly string[] = []) => `[${words.join(' ')}]`
  return `{Verbs:${shown(verbs)} APIGroups:${shown(apiGroups)} Resources:${shown(resources)} ResourceNames:${shown(resourceNames)} NonResourceURLs:${shown(nonResourceURLs)}}`
}

/** A rule as several that each allow one thing. Models component-helpers/auth/rbac/validation BreakdownRule. */
function broken(rule: PolicyRule): PolicyRule[] {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
  const single: PolicyRule[] = []
  for (const group of apiGroups)
    for (const resource of resources)
      for (const verb of verbs)
        for (const name of resourceNames.length > 0 ? resourceNames : [undefined])
          single.push({
            verbs: [verb],
            apiGroups: [group],
            resources: [resource],
            ...(name !== undefined && { resourceNames: [name] })
          })
  for (const url of nonResourceURLs) for (const verb of verbs) single.push({ verbs: [verb], nonResourceURLs: [url] })
  return single
}

const has = (words: readonly string[] = [], word = ''): boolean => words.includes('*') || words.includes(word)

/** Models ruleCovers. */
function covers(
  owner: PolicyRule,
  { verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule
): boolean {
  if (!has(owner.verbs, verbs[0])) return false
  if (nonResourceURLs) {
    const [url = ''] = nonResourceURLs
    return (owner.nonResourceURLs ?? []).some(
      (known) => known === '*' || known === url || (known.endsWith('*') && url.startsWith(known.slice(0, -1)))
    )
  }
  const [resource = ''] = resources ?? []
  const sub = resource.includes('/') ? `*/${resource.slice(resource.indexOf('/') + 1)}` : resource
  const named =
    (owner.resourceNames ?? []).length === 0 || (owner.resourceNames ?? []).includes(resourceNames?.[0] ?? '')
  return (
    has(owner.apiGroups, apiGroups?.[0]) &&
    (has(owner.resources, resource) || (owner.resources ?? []).includes(sub)) &&
    named
  )
}

/** What `wanted` allows and `owned` does not, one by one. Models validation.Covers. */
export const missingRules = (owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] =>
  wanted.flatMap(broken).filter((one) => !owned.some((rule) => covers(rule, one)))
