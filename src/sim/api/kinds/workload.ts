import { selects } from '../labels'
import type { LabelSelector } from '../types'
import { validateAnnotations } from './metadata'
import { validateLabels } from './names'
import { list, map, number, optionalNumber, part, text, type Part } from './parts'
import { validateAnnotationsOfPods, validatePodSpec } from './pod/validate'
import type { Problems } from './problems'
import { validateSelector } from './selector'

const isEmpty = (selector: Part): boolean =>
  Object.keys(map(selector.matchLabels)).length + list(selector.matchExpressions).length === 0

/** Only a selector with operators that exist can select. */
const isReadable = (selector: Part): boolean =>
  list(selector.matchExpressions).every(({ operator }) =>
    ['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(text(operator))
  )

/** Selector of a workload. Models the beginning of ValidateDeploymentSpec, ValidateStatefulSetSpec … */
export function validateWorkloadSelector(value: unknown, kind: string, problems: Problems): void {
  const selector = part(value)
  if (!selector) return problems.required('spec.selector')
  const before = problems.list.length
  validateSelector(selector, 'spec.selector', problems)
  if (isEmpty(selector)) problems.invalid('spec.selector', selector, `empty selector is invalid for ${kind}`)
  else if (problems.list.length > before && kind !== 'daemonset')
    problems.invalid('spec.selector', selector, kind === 'deployment' ? 'invalid label selector' : '')
}

/** Template of a workload whose pods run for ever. Models ValidatePodTemplateSpecForReplicaSet and its kin. */
export function validateWorkloadTemplate(
  value: unknown,
  selectorValue: unknown,
  kind: string,
  problems: Problems
): void {
  const template = part(value) ?? {}
  const selector = part(selectorValue)
  const labels = part(template.metadata)?.labels
  // Nothing is selected by a selector that cannot be read; all by an empty one, which was refused before.
  const fits = selector && isReadable(selector) && selects(selector as LabelSelector, map(labels))
  if (!fits) problems.invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')
  validateTemplate(template, 'spec.template', problems)
  validateForEver(template, 'spec.template', kind, problems)
}

/** Its pods are started again for ever, and without an end. */
export function validateForEver(template: Part, at: string, kind: string, problems: Problems): void {
  const spec = part(template.spec) ?? {}
  if (spec.restartPolicy !== 'Always')
    problems.notSupported(`${at}.spec.restartPolicy`, text(spec.restartPolicy), ['Always'])
  if (optionalNumber(spec.activeDeadlineSeconds) !== undefined)
    problems.forbidden(`${at}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`)
}

/** Models core/validation ValidatePodTemplateSpec. */
export function validateTemplate(value: unknown, at: string, problems: Problems): void {
  const template = part(value) ?? {}
  const metadata = part(template.metadata) ?? {}
  const spec = part(template.spec) ?? {}
  validateLabels(map(metadata.labels), `${at}.labels`, problems)
  validateAnnotations(map(metadata.annotations), `${at}.annotations`, problems)
  validateAnnotationsOfPods(map(metadata.annotations), spec, `${at}.annotations`, problems)
  validatePodSpec(spec, `${at}.spec`, problems)
  if (list(spec.ephemeralContainers).length > 0)
    problems.forbidden(`${at}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')
}

const percent = /^\d+%$/
const percentText =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"

/** Models apps/validation ValidatePositiveIntOrPercent. */
export function validateIntOrPercent(value: unknown, field: string, problems: Problems): void {
  if (typeof value === 'number') problems.nonNegative(field, value)
  else if (typeof value === 'string' && !percent.test(value)) problems.invalid(field, value, percentText)
}

export const isZero = (value: unknown): boolean => value === 0 || /^0+%$/.test(String(value))

/** Models IsNotMoreThan100Percent. */
export function atMostAll(value: unknown, field: string, problems: Problems): void {
  if (typeof value === 'string' && percent.test(value) && Number(value.slice(0, -1)) > 100)
    problems.invalid(field, value, 'must not be greater than 100%')
}

/** Counts of a status: none is negative. */
export function validateCounts(status: Part, names: readonly string[], problems: Problems): void {
  for (const name of names) problems.nonNegative(`status.${name}`, number(status[name]))
}

/** None of some counts is more than another. */
export function validateAtMost(status: Part, names: readonly string[], most: string, problems: Problems): void {
  const limit = number(status[most])
  for (const name of names)
    if (number(status[name]) > limit)
      problems.invalid(
        `status.${name}`,
        number(status[name]),
        `cannot be greater than ${most === 'replicas' ? 'status.replicas' : most}`
      )
}
