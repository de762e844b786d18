import { late } from '../../../../base/late'
import type { eventsOnWire, onWire } from './answer'
import type { serveHttp } from './serve'

/** What clients outside speak: the cluster's own components send messages. */
export const wire = late<{
  readonly serveHttp: typeof serveHttp
  readonly onWire: typeof onWire
  readonly eventsOnWire: typeof eventsOnWire
}>('what clients outside speak')
