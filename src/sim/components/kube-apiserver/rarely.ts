import { late } from '../../../base/late'
import type { review } from './authorization/reviews'
import type * as Components from './component-status'
import type { dumpLevels, dumpRequests } from './flow-dumps'
import type { metricsText } from './metrics'

/** What only people ask for. */
export const rarely = late<{
  readonly review: typeof review
  readonly components: typeof Components
  readonly dumpLevels: typeof dumpLevels
  readonly dumpRequests: typeof dumpRequests
  readonly metricsText: typeof metricsText
}>('reviews, metrics and the health of components')
