import { selects } from '../labels'
import type { LabelSelector, PodTemplateSpec } from '../types'
import { validateLabels } from './names'
import { validatePodSpec } from './pod/validate'
import type { Problems } from './problems'
import { validateSelector } from './selector'

const isEmpty = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean =>
  Object.keys(matchLabels).length + matchExpressions.length === 0

/** Selector of a workload. Models the beginning of ValidateDeploymentSpec, ValidateStatefulSetSpec … */
export function validateWorkloadSelector(selector: LabelSelector | undefined, kind: string, problems: Problems): void {
  if (!selector) return problems.required('spec.selector')
  const before = problems.list.length
  validateSelector(selector, 'spec.selector', problems)
  if (isEmpty(selector)) problems.invalid('spec.selector', {}, `empty selector is invalid for ${kind}`)
  else if (problems.list.length > before) problems.invalid('spec.selector', selector, invalidSelector[kind] ?? '')
}

/** What the three of them add where a selector cannot be read. */
const invalidSelector: Readonly<Record<string, string>> = { deployment: 'invalid label selector' }

/** Template of a workload whose pods run for ever. Models ValidatePodTemplateSpecForReplicaSet. */
export function validateWorkloadTemplate(
  template: PodTemplateSpec,
  selector: LabelSelector | undefined,
  kind: string,
  problems: Problems
): void {
  const labels = template.metadata?.labels
  if (!selector || !isReadable(selector) || !selects(selector, labels))
    problems.invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')
  validateTemplate(template, 'spec.template', problems)
  const { restartPolicy, activeDeadlineSeconds } = template.spec ?? {}
  if (restartPolicy !== undefined && restartPolicy !== 'Always')
    problems.notSupported('spec.template.spec.restartPolicy', restartPolicy, ['Always'])
  if (activeDeadlineSeconds !== undefined)
    problems.forbidden('spec.template.spec.activeDeadlineSeconds', `activeDeadlineSeconds in ${kind} is not Supported`)
}

/** Only a selector with operators that exist can select. */
const isReadable = ({ matchExpressions = [] }: LabelSelector): boolean =>
  matchExpressions.every(({ operator }) => ['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator))

/** Models ValidatePodTemplateSpec. */
export function validateTemplate(template: PodTemplateSpec, at: string, problems: Problems): void {
  validateLabels(template.metadata?.labels, `${at}.labels`, problems)
  validatePodSpec(template.spec ?? { containers: [] }, `${at}.spec`, problems)
}

const percent = /^\d+%$/

/** Models validateIntOrPercent: gives the number of percent, or undefined for a plain number. */
export function validateIntOrPercent(value: string | number | undefined, field: string, problems: Problems): void {
  if (typeof value === 'number') problems.nonNegative(field, value)
  else if (typeof value === 'string' && !percent.test(value))
    problems.invalid(
      field,
      value,
      "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"
    )
}

export const isZero = (value: string | number | undefined): boolean => value === 0 || /^0+%$/.test(String(value))

/** Models isNotMoreThan100Percent. */
export function atMostAll(value: string | number | undefined, field: string, problems: Problems): void {
  if (typeof value === 'string' && percent.test(value) && Number(value.slice(0, -1)) > 100)
    problems.invalid(field, value, 'must not be greater than 100%')
}
