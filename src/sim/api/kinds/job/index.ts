import { equal } from '../../equality'
import { selects } from '../../labels'
import type { Job, KubeObject } from '../../types'
import type { KindCode } from '../kind'
import { templateDefaults } from '../pod/defaults'
import { nameWarnings, templateWarnings } from '../pod/warnings'
import { part } from '../parts'
import type { Problems } from '../problems'
import { validateTemplate } from '../workload'
import { columns } from './columns'
import { labels } from './conditions'

/** Models pkg/apis/batch/v1/defaults.go SetDefaults_Job and the strategy's generateSelector. */
function defaults(object: KubeObject): KubeObject {
  const { spec, metadata } = object as Job
  const { template } = spec
  const own = metadata.labels ?? template.metadata?.labels
  const policy = spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed'
  return {
    ...object,
    metadata: { ...metadata, ...(own && { labels: own }) },
    spec: {
      ...(spec.completions === undefined && spec.parallelism === undefined && { completions: 1 }),
      parallelism: 1,
      backoffLimit: spec.backoffLimitPerIndex === undefined ? 6 : 2_147_483_647,
      completionMode: 'NonIndexed',
      suspend: false,
      manualSelector: false,
      podReplacementPolicy: policy,
      ...spec,
      template: templateDefaults(template)
    }
  } as KubeObject
}

/** Its pods are known by its UID, unless a person has chosen how. */
function generateSelector(job: Job): KubeObject {
  const { spec, metadata } = job
  const { uid, name } = metadata
  if (spec.manualSelector) return job as KubeObject
  const added = {
    [labels.controllerUid]: uid ?? '',
    [labels.jobName]: name,
    [labels.formerControllerUid]: uid ?? '',
    [labels.formerJobName]: name
  }
  const { template } = spec
  return {
    ...job,
    spec: {
      ...spec,
      selector: { ...spec.selector, matchLabels: { ...spec.selector?.matchLabels, [labels.controllerUid]: uid ?? '' } },
      template: {
        ...template,
        metadata: { ...template.metadata, labels: { ...added, ...template.metadata?.labels } }
      }
    }
  } as KubeObject
}

/**
 * A job without labels has those of its pods, also those that the server gives them: in Go the two are one map.
 * Models the strategy's PrepareForCreate, and the defaults when it is read again.
 */
function prepare(object: KubeObject, old: KubeObject | null): KubeObject {
  const given = object as Job
  const isShared = given.metadata.labels === given.spec.template.metadata?.labels
  const job = old ? given : (generateSelector(given) as Job)
  const own = job.spec.template.metadata?.labels
  const has = job.metadata.labels && Object.keys(job.metadata.labels).length > 0
  if (has && (old || !isShared)) return job as KubeObject
  return own ? ({ ...job, metadata: { ...job.metadata, labels: own } } as KubeObject) : (job as KubeObject)
}

/** Models pkg/apis/batch/validation ValidateJobSpec. */
function validate(object: KubeObject, problems: Problems): void {
  const { spec } = object as Job
  problems.nonNegative('spec.parallelism', spec.parallelism)
  problems.nonNegative('spec.completions', spec.completions)
  problems.nonNegative('spec.activeDeadlineSeconds', spec.activeDeadlineSeconds)
  problems.nonNegative('spec.backoffLimit', spec.backoffLimit)
  problems.nonNegative('spec.ttlSecondsAfterFinished', spec.ttlSecondsAfterFinished)
  if (!['NonIndexed', 'Indexed'].includes(spec.completionMode ?? ''))
    problems.notSupported('spec.completionMode', spec.completionMode, ['Indexed', 'NonIndexed'])
  if (spec.completionMode === 'Indexed' && spec.completions === undefined)
    problems.required('spec.completions', 'when completion mode is Indexed')
  if (spec.selector === undefined) problems.required('spec.selector')
  else if (!selects(spec.selector, spec.template.metadata?.labels))
    problems.invalid(
      'spec.template.metadata.labels',
      spec.template.metadata?.labels,
      '`selector` does not match template `labels`'
    )
  validateTemplate(spec.template, 'spec.template', problems)
  const restartPolicy = spec.template.spec?.restartPolicy
  if (restartPolicy === undefined || restartPolicy === 'Always')
    problems.required('spec.template.spec.restartPolicy', 'valid values: "OnFailure", "Never"')
  else if (restartPolicy !== 'OnFailure' && restartPolicy !== 'Never')
    problems.notSupported('spec.template.spec.restartPolicy', restartPolicy, ['Never', 'OnFailure'])
  else if (spec.podFailurePolicy && restartPolicy !== 'Never')
    problems.invalid(
      'spec.template.spec.restartPolicy',
      restartPolicy,
      'only "Never" is supported when podFailurePolicy is specified'
    )
}

/** Models ValidateJobSpecUpdate. */
function validateUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  const [{ spec }, { spec: was }] = [object as Job, old as Job]
  const fixed = [
    'selector',
    'completionMode',
    'podFailurePolicy',
    'backoffLimitPerIndex',
    'managedBy',
    'successPolicy'
  ] as const
  if (spec.completions !== was.completions && spec.completionMode !== 'Indexed')
    problems.invalid('spec.completions', spec.completions ?? null, 'field is immutable')
  for (const field of fixed)
    if (!equal(spec[field], was[field])) problems.invalid(`spec.${field}`, spec[field] ?? null, 'field is immutable')
  if (!equal(spec.template, was.template) && !(was.suspend && was.parallelism !== undefined))
    problems.invalid('spec.template', spec.template, 'field is immutable')
}

/** Models the strategy's WarningsOnCreate. */
const warnings = (object: KubeObject, old: KubeObject | null): readonly string[] => [
  ...(old ? [] : nameWarnings(object)),
  ...templateWarnings(part(object.spec)?.template, 'spec.template')
]

export const job: KindCode = { columns, defaults, validate, validateUpdate, warnings, prepare }
