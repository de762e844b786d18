import { equal } from '../../equality'
import { goStruct } from '../../go-struct'
import { selects } from '../../labels'
import type { Job, KubeObject } from '../../types'
import { labelProblems, validatePrefixedPath } from '../names'
import { map, number, optionalNumber, optionalText, part, text, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateSelector } from '../selector'
import { validateTemplate } from '../workload'
import { labels } from './conditions'
import { validateFailurePolicy, validateSuccessPolicy } from './validate-policies'

const specOf = (object: KubeObject): Part => part(object.spec) ?? {}

/** Models pkg/apis/batch/validation ValidateJob. */
export function validateJob(object: KubeObject, problems: Problems): void {
  validateGeneratedSelector(object as Job, problems)
  validateSpec(object, problems)
  const spec = specOf(object)
  const completions = number(spec.completions)
  if (spec.completionMode !== 'Indexed' || completions <= 0) return
  const last = `${object.metadata.name}-${completions - 1}`
  if (labelProblems(last).length > 0)
    problems.invalid(
      'metadata.name',
      object.metadata.name,
      `will not able to create pod with invalid DNS label: ${last}`
    )
}

/** The labels that the server gave to its pods are there, and select them. */
function validateGeneratedSelector({ metadata, spec }: Job, problems: Problems): void {
  if (spec.manualSelector || spec.selector === undefined) return
  const uid = metadata.uid ?? ''
  if (uid === '') problems.required('metadata.uid')
  const expected: Readonly<Record<string, string>> = {
    [labels.formerControllerUid]: uid,
    [labels.formerJobName]: metadata.name,
    [labels.controllerUid]: uid,
    [labels.jobName]: metadata.name
  }
  const given = map(spec.template.metadata?.labels)
  for (const [key, value] of Object.entries(expected)) {
    const field = `spec.template.metadata.labels[${key}]`
    if (given[key] === undefined) problems.required(field, `must be '${value}'`)
    else if (given[key] !== value) problems.invalid(field, given, `must be '${value}'`)
  }
  if (!selects(spec.selector, expected))
    problems.invalid('spec.selector', spec.selector, '`selector` not auto-generated')
}

/** Models ValidateJobSpec. */
function validateSpec(object: KubeObject, problems: Problems): void {
  const spec = specOf(object)
  validateJobFields(spec, 'spec', problems)
  const selector = part(spec.selector)
  if (!selector) return problems.required('spec.selector')
  validateSelector(selector, 'spec.selector', problems)
  const given = part(part(spec.template)?.metadata)?.labels
  if (!selects(selector, map(given)))
    problems.invalid('spec.template.metadata.labels', given ?? null, '`selector` does not match template `labels`')
}

const most = { parallelism: 100_000, failed: 100_000, soft: 100_000, ofMany: 10_000 } as const

/** What jobs and templates of jobs have in common. Models validateJobSpec. */
export function validateJobFields(spec: Part, at: string, problems: Problems): void {
  for (const field of [
    'parallelism',
    'completions',
    'activeDeadlineSeconds',
    'backoffLimit',
    'ttlSecondsAfterFinished',
    'backoffLimitPerIndex'
  ])
    problems.nonNegative(`${at}.${field}`, optionalNumber(spec[field]))
  const failed = optionalNumber(spec.maxFailedIndexes)
  if (failed !== undefined) {
    problems.nonNegative(`${at}.maxFailedIndexes`, failed)
    if (spec.backoffLimitPerIndex === undefined)
      problems.required(`${at}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified')
  }
  const managedBy = optionalText(spec.managedBy)
  if (managedBy !== undefined) {
    validatePrefixedPath(`${at}.managedBy`, managedBy, problems)
    if (managedBy.length > 63) problems.tooLong(`${at}.managedBy`, 'may not be more than 63 bytes')
  }
  const mode = optionalText(spec.completionMode)
  if (mode !== undefined && mode !== 'NonIndexed' && mode !== 'Indexed')
    problems.notSupported(`${at}.completionMode`, mode, ['NonIndexed', 'Indexed'])
  if (mode === 'Indexed') validateIndexed(spec, at, problems)
  else if (mode === undefined || mode === 'NonIndexed')
    for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes'])
      if (spec[field] !== undefined) problems.invalid(`${at}.${field}`, spec[field], 'requires indexed completion mode')
  const failurePolicy = part(spec.podFailurePolicy)
  if (failurePolicy) validateFailurePolicy(spec, failurePolicy, `${at}.podFailurePolicy`, problems)
  const successPolicy = part(spec.successPolicy)
  if (successPolicy && mode !== 'Indexed')
    problems.invalid(
      `${at}.successPolicy`,
      goStruct(successPolicy, 'SuccessPolicy'),
      'requires indexed completion mode'
    )
  else if (successPolicy) validateSuccessPolicy(spec, successPolicy, `${at}.successPolicy`, problems)
  const replacement = optionalText(spec.podReplacementPolicy)
  const replacements = failurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed']
  if (replacement !== undefined && !replacements.includes(replacement))
    problems.notSupported(`${at}.podReplacementPolicy`, replacement, replacements)
  validateTemplate(spec.template, `${at}.template`, problems)
  validateRestarts(text(part(part(spec.template)?.spec)?.restartPolicy), failurePolicy !== undefined, at, problems)
}

function validateIndexed(spec: Part, at: string, problems: Problems): void {
  const [completions, parallelism] = [optionalNumber(spec.completions), number(spec.parallelism)]
  const failed = optionalNumber(spec.maxFailedIndexes)
  if (completions === undefined) problems.required(`${at}.completions`, 'when completion mode is Indexed')
  if (parallelism > most.parallelism)
    problems.invalid(
      `${at}.parallelism`,
      parallelism,
      `must be less than or equal to ${most.parallelism} when completion mode is Indexed`
    )
  if (completions !== undefined && failed !== undefined && failed > completions)
    problems.invalid(`${at}.maxFailedIndexes`, failed, 'must be less than or equal to completions')
  if (failed !== undefined && failed > most.failed)
    problems.invalid(`${at}.maxFailedIndexes`, failed, `must be less than or equal to ${most.failed}`)
  if (completions === undefined || completions <= most.soft || spec.backoffLimitPerIndex === undefined) return
  if (failed === undefined)
    problems.required(`${at}.maxFailedIndexes`, `must be specified when completions is above ${most.soft}`)
  const ofMany = `must be less than or equal to ${most.ofMany} when completions are above ${most.soft} and used with backoff limit per index`
  if (parallelism > most.ofMany) problems.invalid(`${at}.parallelism`, parallelism, ofMany)
  if (failed !== undefined && failed > most.ofMany) problems.invalid(`${at}.maxFailedIndexes`, failed, ofMany)
}

function validateRestarts(policy: string, hasFailurePolicy: boolean, at: string, problems: Problems): void {
  const field = `${at}.template.spec.restartPolicy`
  if (policy === '' || policy === 'Always') problems.required(field, 'valid values: "OnFailure", "Never"')
  else if (policy !== 'OnFailure' && policy !== 'Never') problems.notSupported(field, policy, ['OnFailure', 'Never'])
  else if (hasFailurePolicy && policy !== 'Never')
    problems.invalid(field, policy, 'only "Never" is supported when podFailurePolicy is specified')
}

const fixed: readonly (readonly [field: string, type?: string])[] = [
  ['completionMode'],
  ['podFailurePolicy', 'PodFailurePolicy'],
  ['backoffLimitPerIndex'],
  ['managedBy'],
  ['successPolicy', 'SuccessPolicy']
]

/** Models ValidateJobUpdate, which looks at the whole spec once more. */
export function validateJobUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  const [spec, was] = [specOf(object), specOf(old)]
  validateSpec(object, problems)
  const completions = spec.completions
  if (spec.completionMode !== 'Indexed') {
    if (!equal(completions, was.completions)) problems.immutable('spec.completions', completions ?? null)
  } else if (completions !== undefined && completions !== was.completions && completions !== spec.parallelism)
    problems.invalid('spec.completions', completions, 'can only be modified in tandem with spec.parallelism')
  if (!equal(spec.selector, was.selector)) problems.immutable('spec.selector', spec.selector ?? null)
  if (!equal(spec.template, was.template) && !(was.suspend === true && was.parallelism !== undefined))
    problems.immutable('spec.template', goStruct(spec.template, 'PodTemplateSpec'))
  for (const [field, type] of fixed) {
    const value = spec[field] ?? null
    if (!equal(value, was[field] ?? null))
      problems.immutable(`spec.${field}`, type === undefined || value === null ? value : goStruct(value, type))
  }
}
