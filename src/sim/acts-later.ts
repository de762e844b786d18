import { late } from '../base/late'
import type * as Acts from './acts'

/** What is done to machines from outside: nothing is before a run begins. */
export const acts = late<typeof Acts>('what is done to machines')
