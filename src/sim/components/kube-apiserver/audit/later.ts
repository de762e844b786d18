import { late } from '../../../../base/late'
import type * as Audit from './audit'

/** Auditing by a policy: no cluster begins with it. */
export const auditing = late<typeof Audit>('audit policies')
