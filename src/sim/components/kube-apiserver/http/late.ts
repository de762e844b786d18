import { late } from '../../../../base/late'
import type { eventsOnWire, onWire } from './answer'
import type { serveHttp } from './serve'

/** What is spoken with clients from outside: no run of the page has one when it begins. */
export const wire = late<{
  readonly serveHttp: typeof serveHttp
  readonly onWire: typeof onWire
  readonly eventsOnWire: typeof eventsOnWire
}>('HTTP with clients outside')
