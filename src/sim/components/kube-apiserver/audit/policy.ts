import { readYaml } from '../../../../base/yaml'

export const levels = ['Metadata', 'None', 'Request', 'RequestResponse'] as const
export type Level = (typeof levels)[number]
const stages = ['Panic', 'RequestReceived', 'ResponseComplete', 'ResponseStarted'] as const
export type Stage = (typeof stages)[number]

/** Models audit.k8s.io/v1 PolicyRule. */
export interface Rule {
  readonly level: Level
  readonly users?: readonly string[]
  readonly userGroups?: readonly string[]
  readonly verbs?: readonly string[]
  readonly resources?: readonly {
    readonly group?: string
    readonly resources?: readonly string[]
    readonly resourceNames?: readonly string[]
  }[]
  readonly namespaces?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
  readonly omitStages?: readonly Stage[]
  readonly omitManagedFields?: boolean
}

export interface Policy {
  readonly rules: readonly Rule[]
  readonly omitStages: readonly Stage[]
  readonly omitManagedFields: boolean
}

/** What a rule is held against. */
export interface Attributes {
  readonly user: string
  readonly groups: readonly string[]
  readonly verb: string
  /** Empty: no request for a resource. */
  readonly resource: string
  readonly group: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly path: string
}

/**
 * Reads a policy. Models apiserver/pkg/audit/policy/reader.go and apis/audit/validation: fields that nobody knows are left out.
 * @returns why it is none
 */
export function readPolicy(text: string, path: string): Policy | string {
  const read = readYaml(text)
  if ('text' in read) return `failed decoding: yaml: line ${read.line}: ${read.text}: from file ${path}`
  // A field that is null is one that is not there.
  const value = JSON.parse(
    JSON.stringify(read.values[0] ?? null),
    (_, field: unknown) => field ?? undefined
  ) as Partial<Policy> & { readonly kind?: string; readonly apiVersion?: string }
  if (typeof value !== 'object' || value === null || !value.kind)
    return `failed decoding: Object 'Kind' is missing in '${JSON.stringify(value ?? null)}': from file ${path}`
  if (value.kind !== 'Policy' || value.apiVersion !== 'audit.k8s.io/v1')
    return `failed decoding: no kind ${JSON.stringify(value.kind)} is registered for version ${JSON.stringify(value.apiVersion ?? '')} in scheme "k8s.io/apiserver/pkg/audit/scheme.go:30": from file ${path}`
  const misfit = shapeProblem(value, policyShape, 'Policy', '')
  if (misfit !== '') return `failed decoding: ${misfit}: from file ${path}`
  const problems: string[] = []
  checkStages(value.omitStages, 'omitStages', problems)
  const rules = value.rules ?? []
  rules.forEach((rule, i) => checkRule(rule, `rules[${i}]`, problems))
  if (problems.length > 0)
    return `${problems.length === 1 ? problems[0]! : `[${problems.join(', ')}]`}: from file ${path}`
  if (rules.length === 0) return `loaded illegal policy with 0 rules: from file ${path}`
  return { rules, omitStages: value.omitStages ?? [], omitManagedFields: value.omitManagedFields === true }
}

/** What a field holds: a word, a flag, a list of words or of such fields. */
type Shape = 'string' | 'bool' | '[]string' | readonly [type: string, fields: Shapes]
type Shapes = Readonly<Record<string, Shape>>
const policyShape: Shapes = {
  omitStages: '[]string',
  omitManagedFields: 'bool',
  rules: [
    'PolicyRule',
    {
      level: 'string',
      users: '[]string',
      userGroups: '[]string',
      verbs: '[]string',
      namespaces: '[]string',
      nonResourceURLs: '[]string',
      omitStages: '[]string',
      omitManagedFields: 'bool',
      resources: ['GroupResources', { group: 'string', resources: '[]string', resourceNames: '[]string' }]
    }
  ]
}

/** encoding/json's complaint about a value of another type; empty: all fit. */
function shapeProblem(value: unknown, shapes: Shapes, type: string, at: string): string {
  const cannot = (given: unknown, where: string, wanted: string): string => {
    const word = Array.isArray(given) ? 'array' : typeof given === 'boolean' ? 'bool' : typeof given
    return `json: cannot unmarshal ${word} into Go ${where} of type ${wanted}`
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return cannot(value, 'value', `v1.${type}`)
  for (const [name, shape] of Object.entries(shapes)) {
    const given = (value as Readonly<Record<string, unknown>>)[name]
    if (given === undefined || given === null) continue
    const where = `struct field ${type}.${at}${name}`
    if (shape === 'string' || shape === 'bool') {
      if (typeof given !== (shape === 'bool' ? 'boolean' : shape)) return cannot(given, where, shape)
      continue
    }
    if (!Array.isArray(given)) return cannot(given, where, shape === '[]string' ? shape : `[]v1.${shape[0]}`)
    for (const item of given as readonly unknown[]) {
      const wrong =
        shape !== '[]string'
          ? shapeProblem(item, shape[1], shape[0], `${at}${name}.`)
          : typeof item === 'string'
            ? ''
            : cannot(item, where, 'string')
      if (wrong !== '') return wrong
    }
  }
  return ''
}

const quoted = (words: readonly string[]): string => words.map((word) => JSON.stringify(word)).join(', ')

function checkStages(given: readonly string[] | undefined, at: string, problems: string[]): void {
  given?.forEach((stage, i) => {
    if (!(stages as readonly string[]).includes(stage))
      problems.push(`${at}[${i}]: Invalid value: ${JSON.stringify(stage)}: allowed stages are ${stages.join(',')}`)
  })
}

function checkRule(rule: Rule, at: string, problems: string[]): void {
  if (!rule.level) problems.push(`${at}.level: Required value`)
  else if (!levels.includes(rule.level))
    problems.push(`${at}.level: Unsupported value: ${JSON.stringify(rule.level)}: supported values: ${quoted(levels)}`)
  const urls = rule.nonResourceURLs ?? []
  urls.forEach((url, i) => {
    if (url === '*') return
    const bad = (why: string) =>
      problems.push(`${at}.nonResourceURLs[${i}]: Invalid value: ${JSON.stringify(url)}: ${why}`)
    if (!url.startsWith('/')) bad("non-resource URL rules must begin with a '/' character")
    if (url.slice(0, -1).includes('*')) bad("non-resource URL wildcards '*' must be the final character of the rule")
  })
  if (urls.length > 0 && ((rule.resources?.length ?? 0) > 0 || (rule.namespaces?.length ?? 0) > 0))
    problems.push(
      `${at}.nonResourceURLs: Invalid value: [${quoted(urls)}]: rules cannot apply to both regular resources and non-resource URLs`
    )
  rule.resources?.forEach(({ group = '', resources = [], resourceNames = [] }, i) => {
    if (group.includes('/') || /[A-Z]/.test(group))
      problems.push(`${at}.resources[${i}].group: Invalid value: ${JSON.stringify(group)}: must be a valid group`)
    if (resourceNames.length > 0 && resources.length === 0)
      problems.push(
        `${at}.resources[${i}].resourceNames: Invalid value: [${quoted(resourceNames)}]: using resourceNames requires at least one resource`
      )
  })
  checkStages(rule.omitStages, `${at}.omitStages`, problems)
}

/** The first rule that fits; none: nothing is written. Models policy/checker.go. */
export const ruleFor = ({ rules }: Policy, of: Attributes): Rule | undefined => rules.find((rule) => matches(rule, of))

const isNamed = (names: readonly string[] | undefined, name: string): boolean =>
  names === undefined || names.length === 0 || names.includes(name)

function matches(rule: Rule, of: Attributes): boolean {
  if (!isNamed(rule.users, of.user) || !isNamed(rule.verbs, of.verb)) return false
  const { userGroups = [], namespaces = [], resources = [], nonResourceURLs = [] } = rule
  if (userGroups.length > 0 && !userGroups.some((group) => of.groups.includes(group))) return false
  if (namespaces.length > 0 || resources.length > 0) return matchesResource(namespaces, resources, of)
  if (nonResourceURLs.length === 0) return true
  return (
    of.resource === '' &&
    nonResourceURLs.some((url) =>
      url === '*' ? true : url.endsWith('*') ? of.path.startsWith(url.slice(0, -1)) : of.path === url
    )
  )
}

function matchesResource(
  namespaces: readonly string[],
  resources: NonNullable<Rule['resources']>,
  { resource, subresource, group, namespace, name }: Attributes
): boolean {
  if (resource === '' || !isNamed(namespaces, namespace)) return false
  if (resources.length === 0) return true
  const combined = subresource === '' ? resource : `${resource}/${subresource}`
  return resources.some((one) => {
    if ((one.group ?? '') !== group) return false
    if (!one.resources?.length) return true
    return (
      isNamed(one.resourceNames, name) &&
      one.resources.some(
        (word) =>
          word === combined ||
          word === '*' ||
          (subresource !== '' && word === `*/${subresource}`) ||
          word === `${resource}/*`
      )
    )
  })
}
