import { qualifiedNameProblems } from '../names'
import { list, number, optionalNumber, optionalText, part, text, type Part } from '../parts'
import type { Problems } from '../problems'

const mostRules = 20
const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore']
const operators = ['In', 'NotIn']
const statuses = ['False', 'True', 'Unknown']
const valid = (values: readonly string[]): string =>
  `valid values: [${values.map((one) => JSON.stringify(one)).join(' ')}]`

/** Models pkg/apis/batch/validation validatePodFailurePolicy. */
export function validateFailurePolicy(spec: Part, policy: Part, at: string, problems: Problems): void {
  const rules = list(policy.rules)
  if (rules.length > mostRules) problems.tooMany(`${at}.rules`, rules.length, mostRules)
  const pod = part(part(spec.template)?.spec) ?? {}
  const names = new Set([...list(pod.containers), ...list(pod.initContainers)].map(({ name }) => text(name)))
  rules.forEach((rule, i) => validateRule(spec, rule, `${at}.rules[${i}]`, names, problems))
}

function validateRule(spec: Part, rule: Part, at: string, names: ReadonlySet<string>, problems: Problems): void {
  const action = text(rule.action)
  if (action === '') problems.required(`${at}.action`, valid(actions))
  else if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined)
    problems.invalid(`${at}.action`, action, 'requires the backoffLimitPerIndex to be set')
  else if (!actions.includes(action)) problems.notSupported(`${at}.action`, action, actions)
  const codes = part(rule.onExitCodes)
  const conditions = list(rule.onPodConditions)
  if (codes) validateExitCodes(codes, `${at}.onExitCodes`, names, problems)
  if (conditions.length > mostRules) problems.tooMany(`${at}.onPodConditions`, conditions.length, mostRules)
  conditions.forEach((pattern, i) => validateCondition(pattern, `${at}.onPodConditions[${i}]`, problems))
  const wrong = (why: string): void => problems.add('FieldValueInvalid', at, `Invalid value: ${why}`)
  if (codes && conditions.length > 0) wrong('specifying both OnExitCodes and OnPodConditions is not supported')
  if (!codes && conditions.length === 0) wrong('specifying one of OnExitCodes and OnPodConditions is required')
}

function validateCondition(pattern: Part, at: string, problems: Problems): void {
  problems.allInvalid(`${at}.type`, text(pattern.type), qualifiedNameProblems(text(pattern.type)))
  const status = text(pattern.status)
  if (status === '') problems.required(`${at}.status`, valid(statuses))
  else if (!statuses.includes(status)) problems.notSupported(`${at}.status`, status, statuses)
}

function validateExitCodes(codes: Part, at: string, names: ReadonlySet<string>, problems: Problems): void {
  const operator = text(codes.operator)
  if (operator === '') problems.required(`${at}.operator`, valid(operators))
  else if (!operators.includes(operator)) problems.notSupported(`${at}.operator`, operator, operators)
  const container = optionalText(codes.containerName)
  if (container !== undefined && !names.has(container))
    problems.invalid(
      `${at}.containerName`,
      container,
      'must be one of the container or initContainer names in the pod template'
    )
  const values = Array.isArray(codes.values) ? (codes.values as readonly number[]) : []
  if (values.length === 0) problems.invalid(`${at}.values`, codes.values ?? null, 'at least one value is required')
  else if (values.length > 255) problems.tooMany(`${at}.values`, values.length, 255)
  const seen = new Set<number>()
  values.forEach((value, i) => {
    if (operator === 'In' && value === 0)
      problems.invalid(`${at}.values[${i}]`, value, 'must not be 0 for the In operator')
    if (seen.has(value)) problems.duplicate(`${at}.values[${i}]`, value)
    seen.add(value)
  })
  if (values.some((value, i) => i > 0 && values[i - 1]! > value))
    problems.invalid(`${at}.values`, values, 'must be ordered')
}

/** Models validateSuccessPolicy. */
export function validateSuccessPolicy(spec: Part, policy: Part, at: string, problems: Problems): void {
  const rules = list(policy.rules)
  if (rules.length === 0)
    problems.required(`${at}.rules`, 'at least one rules must be specified when the successPolicy is specified')
  if (rules.length > mostRules) problems.tooMany(`${at}.rules`, rules.length, mostRules)
  rules.forEach((rule, i) => validateSuccessRule(spec, rule, `${at}.rules[${i}]`, problems))
}

function validateSuccessRule(spec: Part, rule: Part, at: string, problems: Problems): void {
  const completions = number(spec.completions)
  const [count, indexes] = [optionalNumber(rule.succeededCount), optionalText(rule.succeededIndexes)]
  if (count === undefined && indexes === undefined)
    problems.required(at, 'at least one of succeededCount or succeededIndexes must be specified')
  let total = 0
  if (indexes !== undefined) {
    if (indexes.length > 65_536) problems.tooLong(`${at}.succeededIndexes`, 'may not be more than 65536 bytes')
    const read = countIndexes(indexes, completions)
    if (typeof read === 'number') total = read
    else problems.invalid(`${at}.succeededIndexes`, indexes, `error parsing succeededIndexes: ${read}`)
  }
  if (count === undefined) return
  const field = `${at}.succeededCount`
  problems.nonNegative(field, count)
  if (count > completions)
    problems.invalid(field, count, `must be less than or equal to ${completions} (the number of specified completions)`)
  if (indexes !== undefined && count > total)
    problems.invalid(
      field,
      count,
      `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`
    )
}

/** How many indexes a list such as `1,3-5` has, or what is wrong with it. Models validateIndexesFormat. */
function countIndexes(indexes: string, completions: number): number | string {
  if (indexes === '') return 0
  let [last, total] = [-1, 0]
  for (const interval of indexes.split(',')) {
    const ends = interval.split('-')
    if (ends.length > 2)
      return `the fragment ${JSON.stringify(interval)} violates the requirement that an index interval can have at most two parts separated by '-'`
    const numbers: number[] = []
    for (const end of ends) {
      if (!/^[+-]?\d+$/.test(end)) return `cannot convert string to integer for index: ${JSON.stringify(end)}`
      if (Number(end) >= completions) return `too large index: ${JSON.stringify(end)}`
      numbers.push(Number(end))
    }
    const [from = 0, to = from] = numbers
    if (numbers.length > 1 && from >= to) return `non-increasing order, previous: ${from}, current: ${to}`
    if (last >= from) return `non-increasing order, previous: ${last}, current: ${from}`
    total += to - from + 1
    last = to
  }
  return total
}
