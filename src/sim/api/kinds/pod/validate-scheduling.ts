import { labelProblems, labelValueProblems, subdomainProblems, validateLabelName } from '../names'
import { list, number, optionalNumber, optionalText, part, text, texts, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateSelector } from '../selector'

/** Models core/validation ValidateNodeSelector. */
export function validateNodeSelector(selector: Part, at: string, problems: Problems): void {
  const terms = list(selector.nodeSelectorTerms)
  const here = `${at}.nodeSelectorTerms`
  if (terms.length === 0) return problems.required(here, 'must have at least one node selector term')
  terms.forEach((term, i) => validateNodeTerm(term, `${here}[${i}]`, true, problems))
}

function validateNodeTerm(term: Part, at: string, checksValues: boolean, problems: Problems): void {
  list(term.matchExpressions).forEach((one, i) => {
    const here = `${at}.matchExpressions[${i}]`
    const operator = text(one.operator)
    const values = texts(one.values)
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0)
        problems.required(`${here}.values`, "must be specified when `operator` is 'In' or 'NotIn'")
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0)
        problems.forbidden(`${here}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
    } else if (operator === 'Gt' || operator === 'Lt') {
      if (values.length !== 1)
        problems.required(`${here}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'")
    } else problems.invalid(`${here}.operator`, operator, 'not a valid selector operator')
    validateLabelName(text(one.key), `${here}.key`, problems)
    if (checksValues)
      values.forEach((value, j) => problems.allInvalid(`${here}.values[${j}]`, value, labelValueProblems(value)))
  })
  list(term.matchFields).forEach((one, i) => {
    const here = `${at}.matchFields[${i}]`
    const operator = text(one.operator)
    const values = texts(one.values)
    if (operator !== 'In' && operator !== 'NotIn')
      problems.invalid(`${here}.operator`, operator, 'not a valid selector operator')
    else if (values.length !== 1)
      problems.required(
        `${here}.values`,
        "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
      )
    if (one.key !== 'metadata.name') problems.invalid(`${here}.key`, text(one.key), 'not a valid field selector key')
    else values.forEach((value, j) => problems.allInvalid(`${here}.values[${j}]`, value, subdomainProblems(value)))
  })
}

/** Models validateAffinity. */
export function validateAffinity(value: unknown, at: string, problems: Problems): void {
  const affinity = part(value)
  if (!affinity) return
  const node = part(affinity.nodeAffinity)
  if (node) {
    const required = part(node.requiredDuringSchedulingIgnoredDuringExecution)
    const here = `${at}.nodeAffinity`
    if (required) validateNodeSelector(required, `${here}.requiredDuringSchedulingIgnoredDuringExecution`, problems)
    list(node.preferredDuringSchedulingIgnoredDuringExecution).forEach((term, i) => {
      const place = `${here}.preferredDuringSchedulingIgnoredDuringExecution[${i}]`
      validateWeight(term, place, problems)
      validateNodeTerm(part(term.preference) ?? {}, `${place}.preference`, false, problems)
    })
  }
  for (const name of ['podAffinity', 'podAntiAffinity'] as const) {
    const pods = part(affinity[name])
    if (!pods) continue
    const here = `${at}.${name}`
    list(pods.requiredDuringSchedulingIgnoredDuringExecution).forEach((term, i) =>
      validatePodTerm(term, `${here}.requiredDuringSchedulingIgnoredDuringExecution[${i}]`, problems)
    )
    list(pods.preferredDuringSchedulingIgnoredDuringExecution).forEach((term, i) => {
      const place = `${here}.preferredDuringSchedulingIgnoredDuringExecution[${i}]`
      validateWeight(term, place, problems)
      validatePodTerm(part(term.podAffinityTerm) ?? {}, `${place}.podAffinityTerm`, problems)
    })
  }
}

function validateWeight(term: Part, at: string, problems: Problems): void {
  const weight = number(term.weight)
  if (weight < 1 || weight > 100) problems.invalid(`${at}.weight`, weight, 'must be in the range 1-100')
}

function validatePodTerm(term: Part, at: string, problems: Problems): void {
  validateSelector(term.labelSelector, `${at}.labelSelector`, problems)
  validateSelector(term.namespaceSelector, `${at}.namespaceSelector`, problems)
  for (const name of texts(term.namespaces)) problems.allInvalid(`${at}.namespace`, name, labelProblems(name))
  validateLabelKeys(term, at, problems)
  const key = text(term.topologyKey)
  if (key === '') problems.required(`${at}.topologyKey`, 'can not be empty')
  validateLabelName(key, `${at}.topologyKey`, problems)
}

/** Models validateMatchLabelKeysAndMismatchLabelKeys. */
function validateLabelKeys(term: Part, at: string, problems: Problems): void {
  const selector = part(term.labelSelector)
  const [matching, differing] = [texts(term.matchLabelKeys), texts(term.mismatchLabelKeys)]
  for (const [field, keys] of [
    ['matchLabelKeys', matching],
    ['mismatchLabelKeys', differing]
  ] as const) {
    if (keys.length === 0) continue
    if (!selector) problems.forbidden(`${at}.${field}`, 'must not be specified when labelSelector is not set')
    else keys.forEach((key, i) => validateLabelName(key, `${at}.${field}[${i}]`, problems))
  }
  if (selector) {
    const seen = new Set(Object.keys(part(selector.matchLabels) ?? {}))
    for (const { key } of list(selector.matchExpressions)) {
      const i = matching.indexOf(text(key))
      if (i >= 0 && seen.has(text(key)))
        problems.invalid(`${at}[${i}]`, text(key), 'exists in both matchLabelKeys and labelSelector')
      seen.add(text(key))
    }
  }
  matching.forEach((key, i) => {
    if (differing.includes(key))
      problems.invalid(`${at}.matchLabelKeys[${i}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys')
  })
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/** Models validateTaintEffect. */
export function validateEffect(effect: string, field: string, problems: Problems): void {
  problems.oneOf(field, effect, effects)
}

/** Models ValidateTolerations. */
export function validateTolerations(tolerations: readonly Part[], at: string, problems: Problems): void {
  tolerations.forEach((toleration, i) => {
    const here = `${at}[${i}]`
    const [key, operator, value, effect] = ['key', 'operator', 'value', 'effect'].map((name) => text(toleration[name]))
    if (key !== '') validateLabelName(key!, `${here}.key`, problems)
    if (key === '' && operator !== 'Exists')
      problems.invalid(
        `${here}.operator`,
        operator,
        'operator must be Exists when `key` is empty, which means "match all values and all keys"'
      )
    if (optionalNumber(toleration.tolerationSeconds) !== undefined && effect !== 'NoExecute')
      problems.invalid(`${here}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set")
    if (operator === '' || operator === 'Equal') {
      const wrong = labelValueProblems(value!)
      if (wrong.length > 0) problems.invalid(`${here}.operator`, value, wrong.join(';'))
    } else if (operator === 'Exists') {
      if (value !== '') problems.invalid(`${here}.operator`, value, "value must be empty when `operator` is 'Exists'")
    } else {
      const supported = operator === 'Lt' || operator === 'Gt' ? ['Equal', 'Exists', 'Lt', 'Gt'] : ['Equal', 'Exists']
      problems.notSupported(`${here}.operator`, operator, supported)
    }
    if (effect !== '') validateEffect(effect!, `${here}.effect`, problems)
  })
}

/** Models validateTopologySpreadConstraints. */
export function validateSpread(constraints: readonly Part[], at: string, problems: Problems): void {
  constraints.forEach((constraint, i) => {
    const here = `${at}[${i}]`
    const [skew, key, when] = [
      number(constraint.maxSkew),
      text(constraint.topologyKey),
      text(constraint.whenUnsatisfiable)
    ]
    if (skew <= 0) problems.invalid(`${here}.maxSkew`, skew, 'must be greater than zero')
    if (key === '') problems.required(`${here}.topologyKey`, 'can not be empty')
    if (when !== 'DoNotSchedule' && when !== 'ScheduleAnyway')
      problems.notSupported(`${here}.whenUnsatisfiable`, when, ['DoNotSchedule', 'ScheduleAnyway'])
    if (
      constraints
        .slice(i + 1)
        .some((other) => text(other.topologyKey) === key && text(other.whenUnsatisfiable) === when)
    )
      problems.duplicate(`${here}.{topologyKey, whenUnsatisfiable}`, `{${key}, ${when}}`)
    const domains = optionalNumber(constraint.minDomains)
    if (domains !== undefined) {
      if (domains <= 0) problems.invalid(`${here}.minDomains`, domains, 'must be greater than zero')
      if (when !== 'DoNotSchedule')
        problems.invalid(
          `${here}.minDomains`,
          domains,
          `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${when}`
        )
    }
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) {
      const policy = optionalText(constraint[field])
      if (policy !== undefined && policy !== 'Honor' && policy !== 'Ignore')
        problems.notSupported(`${here}.${field}`, policy, ['Honor', 'Ignore'])
    }
    validateSpreadKeys(constraint, here, problems)
    validateSelector(constraint.labelSelector, `${here}.labelSelector`, problems)
  })
}

/** Models validateMatchLabelKeysInTopologySpread; the keys were added to the selector before. */
function validateSpreadKeys(constraint: Part, at: string, problems: Problems): void {
  const keys = texts(constraint.matchLabelKeys)
  if (keys.length === 0) return
  const selector = part(constraint.labelSelector)
  if (!selector) problems.forbidden(`${at}.matchLabelKeys`, 'must not be specified when labelSelector is not set')
  keys.forEach((key, i) => validateLabelName(key, `${at}.matchLabelKeys[${i}]`, problems))
  const seen = new Set(Object.keys(part(selector?.matchLabels) ?? {}))
  for (const { key } of list(selector?.matchExpressions)) {
    const i = keys.indexOf(text(key))
    if (i >= 0 && seen.has(text(key)))
      problems.invalid(`${at}[${i}]`, text(key), 'exists in both matchLabelKeys and labelSelector')
    seen.add(text(key))
  }
}
