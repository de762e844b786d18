import { fetched } from '../../script/effects'
import type { Script, Shell } from '../../script/script'
import { isSet } from '../../session'
import { align, getTable } from '../../tabwriter'

interface Rule {
  readonly verbs: readonly string[]
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
}

/** `kubectl auth can-i --list`: what the server says that may be done, verbs of one resource together. */
export function* listAccess(shell: Shell): Script {
  const review = yield* fetched(shell, {
    verb: 'create',
    resource: 'selfsubjectrulesreviews',
    body: {
      kind: 'SelfSubjectRulesReview',
      apiVersion: 'authorization.k8s.io/v1',
      metadata: {},
      spec: { namespace: shell.namespace },
      status: { resourceRules: null, nonResourceRules: null, incomplete: false }
    }
  })
  const {
    resourceRules = [],
    nonResourceRules = [],
    incomplete,
    evaluationError = ''
  } = (review.status ?? {}) as {
    readonly resourceRules?: readonly Rule[]
    readonly nonResourceRules?: readonly Rule[]
    readonly incomplete?: boolean
    readonly evaluationError?: string
  }
  if (incomplete) shell.warn(`Warning: the list may be incomplete: ${evaluationError}\n`)
  const rules = compacted([...(resourceRules ?? []), ...(nonResourceRules ?? [])].flatMap(brokenDown))
  const header = isSet(shell.flags, 'no-headers') ? [] : ['Resources\tNon-Resource URLs\tResource Names\tVerbs']
  const sorted = rules
    .map((rule) => ({ rule, key: textOf(rule) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  const lines = [...header, ...sorted.map(({ rule }) => rowOf(rule))]
  if (lines.length > 0) shell.print(`${align(lines.join('\n'), getTable())}\n`)
}

/** One rule for each verb of each thing. Models component-helpers/auth/rbac/validation BreakdownRule. */
function brokenDown({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: Rule): Rule[] {
  const names = resourceNames.length > 0 ? resourceNames.map((name) => [name]) : [[]]
  const things: Rule[] = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      names.map((resourceNames) => ({ verbs, apiGroups: [group], resources: [resource], resourceNames }))
    )
  )
  return [...things, ...nonResourceURLs.map((url): Rule => ({ verbs, nonResourceURLs: [url] }))].flatMap((rule) =>
    verbs.map((verb) => ({ ...rule, verbs: [verb] }))
  )
}

/** Verbs of one resource stand together; paths stay as they are. Models kubectl/pkg/util/rbac CompactRules. */
function compacted(rules: readonly Rule[]): Rule[] {
  const paths: Rule[] = []
  const simple = new Map<string, Rule>()
  for (const rule of rules) {
    if (rule.nonResourceURLs) paths.push(rule)
    else {
      const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames])
      const known = simple.get(key)
      simple.set(key, known ? { ...known, verbs: [...known.verbs, ...rule.verbs] } : rule)
    }
  }
  return [...paths, ...simple.values()]
}

const bracketed = (words: readonly string[] = []): string => `[${words.join(' ')}]`

/** By which rules are sorted: as Go prints them. */
const textOf = ({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: Rule): string =>
  `Verbs:${bracketed(verbs)},APIGroups:${bracketed(apiGroups)},Resources:${bracketed(resources)},ResourceNames:${bracketed(resourceNames)},NonResourceURLs:${bracketed(nonResourceURLs)},`

function rowOf({ verbs, apiGroups = [], resources = [], resourceNames, nonResourceURLs }: Rule): string {
  const [resource = '', ...sub] = (resources[0] ?? '').split('/')
  const of = [resource, ...(apiGroups[0] ? [apiGroups[0]] : [])].join('.')
  const thing = [of, ...(sub.length > 0 ? [sub.join('/')] : [])].join('/')
  return [thing, bracketed(nonResourceURLs), bracketed(resourceNames), bracketed(verbs)].join('\t')
}
