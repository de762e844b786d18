import { late } from '../../../base/late'
import type { requestToken } from './authentication/tokenrequest'
import type { review } from './authorization/reviews'
import type * as Components from './component-status'

/** What only people ask for. */
export const rarely = late<{
  readonly review: typeof review
  readonly requestToken: typeof requestToken
  readonly components: typeof Components
}>('reviews, tokens and the health of components')
