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
  const rows = new Map<string, Set<string>>()
  const add = (key: string, verbs: readonly string[]): void => {
    const known = rows.get(key) ?? new Set()
    for (const verb of verbs) known.add(verb)
    rows.set(key, known)
  }
  for (const { verbs, apiGroups = [], resources = [], resourceNames = [] } of resourceRules ?? [])
    for (const group of apiGroups)
      for (const resource of resources)
        for (const name of resourceNames.length > 0 ? resourceNames : [''])
          add(`${group === '' ? resource : `${resource}.${group}`}\t[]\t[${name}]`, verbs)
  for (const { verbs, nonResourceURLs = [] } of nonResourceRules ?? [])
    for (const url of nonResourceURLs) add(`\t[${url}]\t[]`, verbs)
  const header = isSet(shell.flags, 'no-headers') ? [] : ['Resources\tNon-Resource URLs\tResource Names\tVerbs']
  const lines = [...header, ...[...rows].map(([key, verbs]) => `${key}\t[${[...verbs].join(' ')}]`)]
  if (lines.length > 0) shell.print(`${align(lines.join('\n'), getTable())}\n`)
}
