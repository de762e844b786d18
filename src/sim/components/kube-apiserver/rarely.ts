import { late } from '../../../base/late'
import type { review } from './authorization/reviews'
import type * as Components from './component-status'

/** What only people ask for. */
export const rarely = late<{
  readonly review: typeof review
  readonly components: typeof Components
}>('reviews and the health of components')
