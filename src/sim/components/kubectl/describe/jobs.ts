import { humanDuration } from '../../../api/duration'
import { parseTime } from '../../../api/timestamp'
import type { CronJob, Job } from '../../../api/types'
import type { Describer } from './describer'
import { writeTemplate } from './template'
import { plainSelector } from './workloads'
import { boolText, longTime, type Writer } from './writer'

/** Models describeJob. */
export const job: Describer<Job> = {
  write: (of, writer, { events, now }) => {
    const { metadata, spec, status } = of
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    writer.row(0, 'Selector', plainSelector(spec.selector))
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    const controller = metadata.ownerReferences?.find((owner) => owner.controller)
    if (controller) writer.row(0, 'Controlled By', `${controller.kind}/${controller.name}`)
    if (spec.parallelism !== undefined) writer.row(0, 'Parallelism', spec.parallelism)
    writer.row(0, 'Completions', spec.completions ?? '<unset>')
    if (spec.completionMode !== undefined) writer.row(0, 'Completion Mode', spec.completionMode)
    if (spec.suspend !== undefined) writer.row(0, 'Suspend', spec.suspend)
    if (spec.backoffLimit !== undefined) writer.row(0, 'Backoff Limit', spec.backoffLimit)
    if (spec.ttlSecondsAfterFinished !== undefined)
      writer.row(0, 'TTL Seconds After Finished', spec.ttlSecondsAfterFinished)
    const { startTime, completionTime } = status ?? {}
    if (startTime) writer.row(0, 'Start Time', longTime(startTime))
    if (completionTime) writer.row(0, 'Completed At', longTime(completionTime))
    if (startTime && completionTime)
      writer.row(0, 'Duration', humanDuration(parseTime(completionTime) - parseTime(startTime)))
    if (spec.activeDeadlineSeconds !== undefined)
      writer.row(0, 'Active Deadline Seconds', `${spec.activeDeadlineSeconds}s`)
    const {
      active = 0,
      succeeded = 0,
      failed = 0,
      ready
    } = (status ?? {}) as NonNullable<Job['status']> & { ready?: number }
    const readyText = ready === undefined ? '' : ` (${ready} Ready)`
    writer.row(0, 'Pods Statuses', `${active} Active${readyText} / ${succeeded} Succeeded / ${failed} Failed`)
    if (spec.completionMode === 'Indexed') writer.row(0, 'Completed Indexes', indexes(status?.completedIndexes ?? ''))
    writeTemplate(writer, spec.template)
    writer.events(events, now)
  }
}

/** Cut at the first comma after fifty characters. */
function indexes(text: string): string {
  if (text === '') return '<none>'
  const comma = text.indexOf(',', 50)
  return comma < 0 ? text : `${text.slice(0, comma + 1)}...`
}

/** Models describeCronJob. */
export const cronJob: Describer<CronJob> = {
  write: (of, writer, { events, now }) => {
    const { metadata, spec, status } = of
    const { timeZone } = spec as { timeZone?: string }
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.row(0, 'Schedule', spec.schedule)
    writer.row(0, 'Concurrency Policy', spec.concurrencyPolicy ?? '')
    writer.row(0, 'Suspend', boolText(spec.suspend))
    writer.row(0, 'Time Zone', timeZone ?? '<unset>')
    writer.row(0, 'Successful Job History Limit', spec.successfulJobsHistoryLimit ?? '<unset>')
    writer.row(0, 'Failed Job History Limit', spec.failedJobsHistoryLimit ?? '<unset>')
    const deadline = spec.startingDeadlineSeconds
    writer.row(0, 'Starting Deadline Seconds', deadline === undefined ? '<unset>' : `${deadline}s`)
    writeJobTemplate(writer, of)
    writer.row(0, 'Last Schedule Time', status?.lastScheduleTime ? longTime(status.lastScheduleTime) : '<unset>')
    const active = status?.active ?? []
    writer.row(0, 'Active Jobs', active.map(({ name = '' }) => name).join(', ') || '<none>')
    writer.events(events, now)
  }
}

function writeJobTemplate(writer: Writer, { spec: { jobTemplate } }: CronJob): void {
  const { selector, parallelism, completions, activeDeadlineSeconds, template } = jobTemplate.spec ?? {}
  writer.row(0, 'Selector', selector ? plainSelector(selector) : '<unset>')
  writer.row(0, 'Parallelism', parallelism ?? '<unset>')
  writer.row(0, 'Completions', completions ?? '<unset>')
  if (activeDeadlineSeconds !== undefined) writer.row(0, 'Active Deadline Seconds', `${activeDeadlineSeconds}s`)
  writeTemplate(writer, template)
}
