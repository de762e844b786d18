import { late } from '../../../base/late'
import type * as Logind from './logind'

/** No cluster begins with a shutdown. */
export const logind = late<typeof Logind>('the orderly power-off')
