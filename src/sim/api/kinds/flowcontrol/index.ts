import type { KindCode } from '../kind'
import { labelProblems, subdomainProblems } from '../names'
import { filled, isTrue, list, number, optionalNumber, part, text, texts, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateFixedLevel, validateFixedSchema } from './fixed'

/** Models pkg/apis/flowcontrol/v1/defaults.go and pkg/apis/flowcontrol/validation ValidateFlowSchema. */
export const flowschema: KindCode = {
  defaults: (object) => ({ ...object, spec: filled(part(object.spec) ?? {}, { matchingPrecedence: 1_000 }) }),
  validate: (object, problems) => {
    const spec = part(object.spec) ?? {}
    const precedence = number(spec.matchingPrecedence)
    if (precedence <= 0) problems.invalid('spec.matchingPrecedence', precedence, 'must be a positive value')
    if (precedence > 10_000) problems.invalid('spec.matchingPrecedence', precedence, 'must not be greater than 10000')
    if (precedence === 1 && object.metadata.name !== 'exempt')
      problems.invalid(
        'spec.matchingPrecedence',
        precedence,
        "only the schema named 'exempt' may have matchingPrecedence 1"
      )
    const distinguisher = part(spec.distinguisherMethod)
    if (distinguisher && !['ByNamespace', 'ByUser'].includes(text(distinguisher.type)))
      problems.notSupported('spec.distinguisherMethod.type', { Type: text(distinguisher.type) }, [
        'ByNamespace',
        'ByUser'
      ])
    const level = text(part(spec.priorityLevelConfiguration)?.name)
    if (level === '') problems.required('spec.priorityLevelConfiguration.name', 'must reference a priority level')
    else problems.allInvalid('spec.priorityLevelConfiguration.name', level, subdomainProblems(level))
    list(spec.rules).forEach((rule, i) => validateRule(rule, `spec.rules[${i}]`, problems))
    validateFixedSchema(object.metadata.name, spec, problems)
  },
  validateStatus: (object, _old, problems) => {
    const seen = new Set<string>()
    list(part(object.status)?.conditions).forEach(({ type }, i) => {
      const name = text(type)
      if (seen.has(name)) problems.duplicate(`status.conditions[${i}].type`, name)
      seen.add(name)
      if (name === '') problems.required(`status.conditions[${i}].type`)
    })
  }
}

function validateRule(rule: Part, at: string, problems: Problems): void {
  const [subjects, resources, urls] = [rule.subjects, rule.resourceRules, rule.nonResourceRules].map(list)
  if (subjects!.length === 0) problems.required(`${at}.subjects`, 'subjects must contain at least one value')
  subjects!.forEach((subject, i) => validateSubject(subject, `${at}.subjects[${i}]`, problems))
  if (resources!.length === 0 && urls!.length === 0)
    problems.required(at, 'at least one of resourceRules and nonResourceRules has to be non-empty')
  resources!.forEach((one, i) => {
    const here = `${at}.resourceRules[${i}]`
    needed(texts(one.verbs), `${here}.verbs`, 'verbs', problems)
    needed(
      texts(one.apiGroups),
      `${here}.apiGroups`,
      'api groups',
      problems,
      'resource rules must supply at least one api group'
    )
    needed(
      texts(one.resources),
      `${here}.resources`,
      'resources',
      problems,
      'resource rules must supply at least one resource'
    )
    const namespaces = texts(one.namespaces)
    if (namespaces.length === 0 && !isTrue(one.clusterScope))
      problems.required(
        `${here}.namespaces`,
        'resource rules that are not cluster scoped must supply at least one namespace'
      )
    else if (namespaces.includes('*')) {
      if (namespaces.length > 1)
        problems.invalid(`${here}.namespaces`, namespaces, "if '*' is present, must not specify other namespaces")
    } else namespaces.forEach((name, j) => problems.allInvalid(`${here}.namespaces[${j}]`, name, labelProblems(name)))
  })
  urls!.forEach((one, i) => {
    const here = `${at}.nonResourceRules[${i}]`
    needed(texts(one.verbs), `${here}.verbs`, 'verbs', problems)
    const paths = texts(one.nonResourceURLs)
    if (paths.length === 0)
      problems.required(`${here}.nonResourceURLs`, 'nonResourceURLs must contain at least one value')
    else if (paths.includes('*')) {
      if (paths.length > 1)
        problems.invalid(
          `${here}.nonResourceURLs`,
          paths,
          "if '*' is present, must not specify other non-resource URLs"
        )
    } else
      paths.forEach((path, j) => {
        const field = `${here}.nonResourceURLs[${j}]`
        if (path === '') problems.invalid(field, path, 'must not be empty')
        else if (path === '/') return
        else if (!path.startsWith('/')) problems.invalid(field, path, 'must start with slash')
        else if (path.includes(' ')) problems.invalid(field, path, 'must not contain white-space')
        else if (path.includes('//')) problems.invalid(field, path, 'must not contain double slash')
        else if (path.slice(0, -1).includes('*')) problems.invalid(field, path, 'wildcard can only do suffix matching')
        else if (path.endsWith('*') && !path.endsWith('/*'))
          problems.invalid(field, path, 'wildcard suffix must follow a slash')
      })
  })
}

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch']

function needed(values: readonly string[], field: string, what: string, problems: Problems, missing?: string): void {
  if (values.length === 0) return problems.required(field, missing ?? `${what} must contain at least one value`)
  if (values.includes('*')) {
    if (values.length > 1) problems.invalid(field, values, `if '*' is present, must not specify other ${what}`)
  } else if (what === 'verbs' && field.includes('resourceRules') && values.some((verb) => !verbs.includes(verb)))
    problems.notSupported(field, values, [...verbs])
}

function validateSubject(subject: Part, at: string, problems: Problems): void {
  const kind = text(subject.kind)
  const given = { User: part(subject.user), Group: part(subject.group), ServiceAccount: part(subject.serviceAccount) }
  const fields = { User: 'user', Group: 'group', ServiceAccount: 'serviceAccount' } as const
  if (!(kind in given)) return problems.notSupported(`${at}.kind`, kind, ['Group', 'ServiceAccount', 'User'])
  for (const [name, value] of Object.entries(given)) {
    const field = fields[name as keyof typeof fields]
    if (name === kind && !value)
      problems.required(`${at}.${field}`, `${field} is required when subject kind is '${kind}'`)
    else if (name !== kind && value)
      problems.forbidden(`${at}.${field}`, `${field} is forbidden when subject kind is not '${name}'`)
    else if (value && text(value.name) === '') problems.required(`${at}.${field}.name`)
    if (name === 'ServiceAccount' && name === kind && value) {
      const [account, namespace] = [text(value.name), text(value.namespace)]
      if (account !== '' && account !== '*')
        problems.allInvalid(`${at}.serviceAccount.name`, account, subdomainProblems(account))
      if (namespace === '')
        problems.required(`${at}.serviceAccount.namespace`, 'must specify namespace for service account')
      else problems.allInvalid(`${at}.serviceAccount.namespace`, namespace, labelProblems(namespace))
    }
  }
}

/** Models ValidatePriorityLevelConfiguration with its defaults. */
export const prioritylevelconfiguration: KindCode = {
  defaults: (object) => {
    const spec = part(object.spec) ?? {}
    const [limited, exempt] = [part(spec.limited), part(spec.exempt)]
    const shares = (value: Part, nominal: number): Part => ({
      nominalConcurrencyShares: nominal,
      lendablePercent: 0,
      ...value
    })
    const response = part(limited?.limitResponse)
    const queuing = part(response?.queuing)
    return {
      ...object,
      spec: {
        ...spec,
        ...(limited && {
          limited: {
            ...shares(limited, 30),
            ...(queuing && {
              limitResponse: {
                ...response,
                queuing: filled(queuing, { handSize: 8, queues: 64, queueLengthLimit: 50 })
              }
            })
          }
        }),
        ...((exempt ?? (spec.type === 'Exempt' && {})) && { exempt: shares(exempt ?? {}, 0) })
      }
    }
  },
  validate: (object, problems) => {
    const spec = part(object.spec) ?? {}
    const type = text(spec.type)
    const isExempt = object.metadata.name === 'exempt'
    if (isExempt !== (type === 'Exempt') && type !== '')
      problems.invalid('spec.type', type, "must be 'Exempt' if and only if `name` is 'exempt'")
    const [limited, exempt] = [part(spec.limited), part(spec.exempt)]
    if (type === 'Exempt') {
      if (limited) problems.forbidden('spec.limited', 'must be nil if the type is not Limited')
      if (exempt) validateShares(exempt, 'spec.exempt', problems)
    } else if (type === 'Limited') {
      if (exempt) problems.forbidden('spec.exempt', 'must be nil if the type is Limited')
      if (!limited) problems.required('spec.limited', 'must not be empty when type is Limited')
      else validateLimited(limited, problems)
    } else problems.oneOf('spec.type', type, ['Exempt', 'Limited'])
    validateFixedLevel(object.metadata.name, spec, problems)
  }
}

function validateShares(value: Part, at: string, problems: Problems): void {
  const shares = number(value.nominalConcurrencyShares)
  if (shares < 0) problems.invalid(`${at}.nominalConcurrencyShares`, shares, 'must be a non-negative integer')
  const lendable = number(value.lendablePercent)
  if (lendable < 0 || lendable > 100)
    problems.invalid(`${at}.lendablePercent`, lendable, 'must be between 0 and 100, inclusive')
}

function validateLimited(limited: Part, problems: Problems): void {
  validateShares(limited, 'spec.limited', problems)
  const borrowing = optionalNumber(limited.borrowingLimitPercent)
  if (borrowing !== undefined && borrowing < 0)
    problems.invalid('spec.limited.borrowingLimitPercent', borrowing, 'if specified, must be a non-negative integer')
  const response = part(limited.limitResponse) ?? {}
  const at = 'spec.limited.limitResponse'
  const queuing = part(response.queuing)
  const type = text(response.type)
  if (type === 'Reject') {
    if (queuing) problems.forbidden(`${at}.queuing`, 'must be nil if limited.limitResponse.type is not Limited')
  } else if (type === 'Queue') {
    if (!queuing) problems.required(`${at}.queuing`, 'must not be empty if limited.limitResponse.type is Limited')
    else validateQueuing(queuing, `${at}.queuing`, problems)
  } else problems.oneOf(`${at}.type`, type, ['Queue', 'Reject'])
}

function validateQueuing(queuing: Part, at: string, problems: Problems): void {
  const [limit, queues, hand] = [queuing.queueLengthLimit, queuing.queues, queuing.handSize].map(number)
  if (limit! <= 0) problems.invalid(`${at}.queueLengthLimit`, limit, 'must be positive')
  if (queues! <= 0) problems.invalid(`${at}.queues`, queues, 'must be positive')
  else if (queues! > 10_000_000) problems.invalid(`${at}.queues`, queues, 'must not be greater than 10000000')
  if (hand! <= 0) problems.invalid(`${at}.handSize`, hand, 'must be positive')
  else if (hand! > queues!) problems.invalid(`${at}.handSize`, hand, `should not be greater than queues (${queues})`)
}
