import { since } from '../../duration'
import type { CronJob, KubeObject } from '../../types'
import { as, containersOf, type Columns } from '../columns'
import type { KindCode } from '../kind'
import { templateDefaults } from '../pod/defaults'
import { nameWarnings, templateWarnings } from '../pod/warnings'
import { part, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateJobFields } from '../job/validate'
import { isZone, parseSchedule } from './schedule'

/** Models pkg/printers/internalversion/printers.go printCronJob. */
const columns: Columns = {
  headers: ['NAME', 'SCHEDULE', 'TIMEZONE', 'SUSPEND', 'ACTIVE', 'LAST SCHEDULE', 'AGE'],
  wide: ['CONTAINERS', 'IMAGES', 'SELECTOR'],
  row: (object, now) => {
    const { metadata, spec, status } = as<CronJob>(object)
    return [
      metadata.name,
      spec.schedule,
      spec.timeZone ?? '<none>',
      spec.suspend ? 'True' : 'False',
      String(status?.active?.length ?? 0),
      status?.lastScheduleTime ? since(status.lastScheduleTime, now) : '<none>',
      since(metadata.creationTimestamp, now),
      ...containersOf(spec.jobTemplate.spec!.template),
      '<none>'
    ]
  }
}

/** Models pkg/apis/batch/v1/defaults.go SetDefaults_CronJob. */
function defaults(object: KubeObject): KubeObject {
  const { spec } = object as CronJob
  const { jobTemplate } = spec
  const job = jobTemplate.spec
  return {
    ...object,
    spec: {
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
      ...spec,
      jobTemplate: job ? { ...jobTemplate, spec: { ...job, template: templateDefaults(job.template) } } : jobTemplate
    }
  } as KubeObject
}

/** The name of a run is eleven letters longer. */
const longestName = 52

/** Models pkg/apis/batch/validation ValidateCronJobSpec. */
function validate(object: KubeObject, problems: Problems): void {
  const { spec, metadata } = object as CronJob
  const { timeZone } = spec
  // What Go holds by value is there for it.
  const schedule = (spec.schedule as string | undefined) ?? ''
  if (metadata.name.length > longestName)
    problems.invalid('metadata.name', metadata.name, `must be no more than ${longestName} characters`)
  if (schedule === '') problems.required('spec.schedule')
  else if (schedule.includes('TZ'))
    problems.invalid('spec.schedule', schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead')
  else {
    const parsed = parseSchedule(schedule)
    if (!parsed.ok) problems.invalid('spec.schedule', schedule, parsed.error)
  }
  problems.nonNegative('spec.startingDeadlineSeconds', spec.startingDeadlineSeconds)
  if (timeZone !== undefined) {
    if (timeZone === '') problems.invalid('spec.timeZone', timeZone, 'timeZone must be nil or non-empty string')
    else if (timeZone.toLowerCase() === 'local')
      problems.invalid(
        'spec.timeZone',
        timeZone,
        'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'
      )
    else if (!isZone(timeZone)) problems.invalid('spec.timeZone', timeZone, `unknown time zone ${timeZone}`)
  }
  if (!['Allow', 'Forbid', 'Replace'].includes(spec.concurrencyPolicy ?? ''))
    problems.notSupported('spec.concurrencyPolicy', spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace'])
  const own = part(spec.jobTemplate.spec)
  if (own) validateJobTemplate(own, 'spec.jobTemplate.spec', problems)
  problems.nonNegative('spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit)
  problems.nonNegative('spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit)
}

/** Models ValidateJobTemplateSpec: its jobs get their selectors from the server. */
function validateJobTemplate(job: Part, at: string, problems: Problems): void {
  validateJobFields(job, at, problems)
  if (job.selector !== undefined) problems.invalid(`${at}.selector`, job.selector, '`selector` will be auto-generated')
  if (job.manualSelector === true) problems.notSupported(`${at}.manualSelector`, true, ['nil', 'false'])
}

/** Models the strategy's WarningsOnCreate. */
const warnings = (object: KubeObject, old: KubeObject | null): readonly string[] => [
  ...(old ? [] : nameWarnings(object)),
  ...templateWarnings(part(part(part(object.spec)?.jobTemplate)?.spec)?.template, 'spec.jobTemplate.spec.template')
]

export const cronjob: KindCode = { columns, defaults, validate, warnings }
