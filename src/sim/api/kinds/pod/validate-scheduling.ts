import type { PodSpec, Toleration } from '../../types'
import { labelValueProblems, qualifiedNameProblems } from '../names'
import type { Problems } from '../problems'
import { validateSelector } from '../selector'

/** Where a pod may run. Models validateAffinity, ValidateTolerations and validateTopologySpreadConstraints. */
export function validateScheduling(spec: PodSpec, at: string, problems: Problems): void {
  nodeAffinity(spec.affinity?.nodeAffinity, `${at}.affinity.nodeAffinity`, problems)
  podAffinity(spec.affinity?.podAffinity, `${at}.affinity.podAffinity`, problems)
  podAffinity(spec.affinity?.podAntiAffinity, `${at}.affinity.podAntiAffinity`, problems)
  ;(spec.tolerations ?? []).forEach((toleration, i) => tolerate(toleration, `${at}.tolerations[${i}]`, problems))
  spread(spec, `${at}.topologySpreadConstraints`, problems)
}

type Affinity = NonNullable<PodSpec['affinity']>
type NodeTerm = NonNullable<
  NonNullable<Affinity['nodeAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']
>['nodeSelectorTerms'][number]

function nodeAffinity(affinity: Affinity['nodeAffinity'], at: string, problems: Problems): void {
  const required = affinity?.requiredDuringSchedulingIgnoredDuringExecution
  if (required) {
    const here = `${at}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`
    const terms = required.nodeSelectorTerms ?? []
    if (terms.length === 0) problems.required(here, 'must have at least one node selector term')
    terms.forEach((term, i) => nodeTerm(term, `${here}[${i}]`, problems))
  }
  ;(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).forEach(({ weight, preference }, i) => {
    const here = `${at}.preferredDuringSchedulingIgnoredDuringExecution[${i}]`
    weigh(weight, here, problems)
    nodeTerm(preference, `${here}.preference`, problems)
  })
}

function weigh(weight: number | undefined, at: string, problems: Problems): void {
  if (weight === undefined || weight < 1 || weight > 100)
    problems.invalid(`${at}.weight`, weight ?? 0, 'must be in the range 1-100')
}

function nodeTerm({ matchExpressions = [], matchFields = [] }: NodeTerm, at: string, problems: Problems): void {
  matchExpressions.forEach(({ key = '', operator, values = [] }, i) => {
    const here = `${at}.matchExpressions[${i}]`
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0)
        problems.required(`${here}.values`, "must be specified when `operator` is 'In' or 'NotIn'")
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0)
        problems.forbidden(`${here}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
    } else if (operator === 'Gt' || operator === 'Lt') {
      if (values.length !== 1)
        problems.required(`${here}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'")
    } else problems.invalid(`${here}.operator`, operator ?? '', 'not a valid selector operator')
    for (const text of qualifiedNameProblems(key)) problems.invalid(`${here}.key`, key, text)
  })
  matchFields.forEach(({ key = '', operator, values = [] }, i) => {
    const here = `${at}.matchFields[${i}]`
    if (operator !== 'In' && operator !== 'NotIn')
      problems.invalid(`${here}.operator`, operator ?? '', 'not a valid selector operator')
    else if (values.length !== 1)
      problems.required(
        `${here}.values`,
        "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
      )
    if (key !== 'metadata.name') problems.invalid(`${here}.key`, key, 'not a valid field selector key')
  })
}

type PodTerm = NonNullable<
  NonNullable<Affinity['podAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']
>[number]

function podAffinity(affinity: Affinity['podAffinity'], at: string, problems: Problems): void {
  ;(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).forEach((term, i) =>
    podTerm(term, `${at}.requiredDuringSchedulingIgnoredDuringExecution[${i}]`, problems)
  )
  ;(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).forEach(({ weight, podAffinityTerm }, i) => {
    const here = `${at}.preferredDuringSchedulingIgnoredDuringExecution[${i}]`
    weigh(weight, here, problems)
    podTerm(podAffinityTerm, `${here}.podAffinityTerm`, problems)
  })
}

function podTerm({ labelSelector, topologyKey = '' }: PodTerm, at: string, problems: Problems): void {
  validateSelector(labelSelector, `${at}.labelSelector`, problems)
  if (topologyKey === '') problems.required(`${at}.topologyKey`, 'can not be empty')
  for (const text of qualifiedNameProblems(topologyKey)) problems.invalid(`${at}.topologyKey`, topologyKey, text)
}

function tolerate(
  { key, operator = '', value, effect, tolerationSeconds }: Toleration,
  at: string,
  problems: Problems
): void {
  if (key) for (const text of qualifiedNameProblems(key)) problems.invalid(`${at}.key`, key, text)
  if (!key && operator !== 'Exists')
    problems.invalid(
      `${at}.operator`,
      operator,
      'operator must be Exists when `key` is empty, which means "match all values and all keys"'
    )
  if (tolerationSeconds !== undefined && effect !== 'NoExecute')
    problems.invalid(`${at}.effect`, effect ?? '', "effect must be 'NoExecute' when `tolerationSeconds` is set")
  if (operator === 'Equal' || operator === '') {
    for (const text of labelValueProblems(value ?? '')) problems.invalid(`${at}.operator`, value ?? '', text)
  } else if (operator === 'Exists') {
    if (value) problems.invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'")
  } else problems.notSupported(`${at}.operator`, operator, ['Equal', 'Exists'])
  if (effect && !['NoSchedule', 'PreferNoSchedule', 'NoExecute'].includes(effect))
    problems.notSupported(`${at}.effect`, effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
}

function spread({ topologySpreadConstraints = [] }: PodSpec, at: string, problems: Problems): void {
  const seen = new Set<string>()
  topologySpreadConstraints.forEach(
    ({ maxSkew, topologyKey, whenUnsatisfiable = '', labelSelector, minDomains }, i) => {
      const here = `${at}[${i}]`
      if (!(maxSkew > 0)) problems.invalid(`${here}.maxSkew`, maxSkew ?? 0, 'must be greater than zero')
      if (!topologyKey) problems.required(`${here}.topologyKey`, 'can not be empty')
      if (!['DoNotSchedule', 'ScheduleAnyway'].includes(whenUnsatisfiable))
        problems.notSupported(`${here}.whenUnsatisfiable`, whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway'])
      const pair = `{${topologyKey ?? ''}, ${whenUnsatisfiable}}`
      if (seen.has(pair)) problems.duplicate(`${here}.{topologyKey, whenUnsatisfiable}`, pair)
      seen.add(pair)
      if (minDomains !== undefined && minDomains <= 0)
        problems.invalid(`${here}.minDomains`, minDomains, 'must be greater than zero')
      if (minDomains !== undefined && whenUnsatisfiable !== 'DoNotSchedule')
        problems.invalid(
          `${here}.minDomains`,
          minDomains,
          `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`
        )
      validateSelector(labelSelector, `${here}.labelSelector`, problems)
    }
  )
}
