import { humanDuration, since } from '../../duration'
import { parseTime } from '../../timestamp'
import type { Job } from '../../types'
import { as, containersOf, selectorText, type Columns } from '../columns'
import { hasCondition } from './conditions'

/** Models pkg/printers/internalversion/printers.go printJob. */
export const columns: Columns = {
  headers: ['NAME', 'STATUS', 'COMPLETIONS', 'DURATION', 'AGE'],
  wide: ['CONTAINERS', 'IMAGES', 'SELECTOR'],
  row: (object, now) => {
    const job = as<Job>(object)
    const { metadata, spec, status } = job
    return [
      metadata.name,
      statusText(job),
      completions(job),
      status?.startTime === undefined
        ? ''
        : humanDuration((status.completionTime ? parseTime(status.completionTime) : now) - parseTime(status.startTime)),
      since(metadata.creationTimestamp, now),
      ...containersOf(spec.template),
      spec.selector ? selectorText(spec.selector) : '<none>'
    ]
  }
}

function completions({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`
  const parallelism = spec.parallelism ?? 0
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`
}

export function statusText(job: Job): string {
  if (hasCondition(job, 'Complete')) return 'Complete'
  if (hasCondition(job, 'Failed')) return 'Failed'
  if (job.metadata.deletionTimestamp) return 'Terminating'
  if (hasCondition(job, 'Suspended')) return 'Suspended'
  if (hasCondition(job, 'FailureTarget')) return 'FailureTarget'
  if (hasCondition(job, 'SuccessCriteriaMet')) return 'SuccessCriteriaMet'
  return 'Running'
}
