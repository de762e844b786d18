import { since } from '../../duration'
import type { CoreEvent } from '../../types'
import { as, type Columns } from '../columns'

/** What recorders of the newer API (events.k8s.io) call otherwise. */
interface EventV1 {
  readonly regarding?: CoreEvent['involvedObject']
  readonly note?: string
  readonly reportingController?: string
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string }
  readonly deprecatedSource?: CoreEvent['source']
  readonly deprecatedFirstTimestamp?: string
  readonly deprecatedLastTimestamp?: string
  readonly deprecatedCount?: number
}

export interface EventView {
  readonly object: CoreEvent['involvedObject']
  readonly message: string
  readonly from: string
  readonly times: number
  /** When it was seen first and last. */
  readonly first: string | undefined
  readonly last: string | undefined
}

/** An event of either API in the words of the core one. Models printEvent and the events.k8s.io conversion. */
export function eventView(event: CoreEvent): EventView {
  const newer = event as CoreEvent & EventV1
  const { regarding, note, reportingController, series } = newer
  const first = event.firstTimestamp ?? newer.deprecatedFirstTimestamp ?? event.eventTime ?? undefined
  return {
    object: event.involvedObject ?? regarding ?? {},
    message: (event.message ?? note ?? '').trim(),
    from: (event.source ?? newer.deprecatedSource)?.component || event.reportingComponent || reportingController || '',
    times: series?.count ?? event.count ?? newer.deprecatedCount ?? 1,
    first,
    last: series?.lastObservedTime ?? event.lastTimestamp ?? newer.deprecatedLastTimestamp ?? first
  }
}

export const columns: Columns = {
  headers: ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'],
  row: (object, now) => {
    const event = as<CoreEvent>(object)
    const { object: about, message, last } = eventView(event)
    return [
      since(last, now),
      event.type ?? '',
      event.reason ?? '',
      `${(about.kind ?? '').toLowerCase()}/${about.name ?? ''}`,
      message
    ]
  }
}
