import { gaveEmpty } from '../decode'
import { selects } from '../labels'
import type { LabelSelector } from '../types'
import { validateAnnotations } from './metadata'
import { validateLabels } from './names'
import { list, map, optionalNumber, part, text, type Part } from './parts'
import { validateAnnotationsOfPods, validatePodSpec } from './pod/validate'
import type { Problems } from './problems'
import { validateSelector } from './selector'

const isEmpty = (selector: Part): boolean =>
  Object.keys(map(selector.matchLabels)).length + list(selector.matchExpressions).length === 0

/** What cannot be read selects nothing, and its template is not looked at. Models metav1.LabelSelectorAsSelector. */
function isReadable(selector: Part, problems: Problems): boolean {
  const found = problems.fresh()
  validateSelector(selector, 'spec.selector', found)
  return found.list.length === 0
}

type Selecting = 'deployment' | 'statefulset' | 'daemonset'

/** Selector of a workload. Models the beginning of ValidateDeploymentSpec, ValidateStatefulSetSpec … */
export function validateWorkloadSelector(value: unknown, kind: Selecting, problems: Problems): void {
  const selector = part(value)
  if (!selector) return problems.required('spec.selector')
  validateSelector(selector, 'spec.selector', problems)
  if (isEmpty(selector)) problems.invalid('spec.selector', selector, `empty selector is invalid for ${kind}`)
  else if (kind !== 'daemonset' && !isReadable(selector, problems))
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
  const readable = !selector || isReadable(selector, problems)
  const metadata = part(template.metadata)
  const labels = metadata?.labels
  // All is selected by an empty selector, which was refused before.
  if (readable && !(selector && selects(selector as LabelSelector, map(labels))))
    problems.invalid(
      'spec.template.metadata.labels',
      labels ?? (gaveEmpty(metadata, 'labels') ? {} : null),
      '`selector` does not match template `labels`'
    )
  if (!readable && kind === 'ReplicaSet') return
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
