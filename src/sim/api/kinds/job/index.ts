import type { Job, KubeObject } from '../../types'
import type { KindCode } from '../kind'
import { templateDefaults } from '../pod/defaults'
import { nameWarnings, templateWarnings } from '../pod/warnings'
import { changed, each, filled, part, type Part } from '../parts'
import { jobStatus } from '../workload-status'
import { columns } from './columns'
import { labels } from './conditions'
import { validateJob, validateJobUpdate } from './validate'

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
      ...(spec.podFailurePolicy !== undefined && { podFailurePolicy: failurePolicyDefaults(spec.podFailurePolicy) }),
      template: templateDefaults(template)
    }
  } as KubeObject
}

/** A condition counts while it is true. */
const failurePolicyDefaults = (policy: unknown): Part =>
  changed(part(policy) ?? {}, {
    rules: (rules) =>
      each(rules, (rule) =>
        changed(rule, { onPodConditions: (all) => each(all, (one) => filled(one, { status: 'True' })) })
      )
  })

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
 * Models the strategy's PrepareForCreate. A job that got its pods' labels by default has also those that the server gives them: in Go
 * the two are one map.
 */
function prepare(object: KubeObject, old: KubeObject | null): KubeObject {
  if (old) return readBack(object)
  const { metadata, spec } = object as Job
  const isShared = metadata.labels !== undefined && metadata.labels === spec.template.metadata?.labels
  const job = generateSelector(object as Job)
  const own = (job as Job).spec.template.metadata?.labels
  return isShared && own ? { ...job, metadata: { ...job.metadata, labels: own } } : job
}

/** A job without labels has those of its pods. Models SetDefaults_Job, when it is read again. */
function readBack(object: KubeObject): KubeObject {
  const own = (object as Job).spec.template.metadata?.labels
  const has = object.metadata.labels && Object.keys(object.metadata.labels).length > 0
  return has || !own ? object : { ...object, metadata: { ...object.metadata, labels: own } }
}

/** Models the strategy's WarningsOnCreate. */
const warnings = (object: KubeObject, old: KubeObject | null): readonly string[] => [
  ...(old ? [] : nameWarnings(object)),
  ...templateWarnings(part(object.spec)?.template, 'spec.template')
]

export const job: KindCode = {
  columns,
  defaults,
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  validateStatus: jobStatus,
  warnings,
  prepare,
  readBack
}
