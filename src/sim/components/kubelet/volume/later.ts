import { late } from '../../../../base/late'
import type { refusalOf } from './host-path'

/** What a machine has for volumes that name the kind of what they want of it: those that clusters begin with name none. */
export const mountChecks = late<typeof refusalOf>('checks of host paths')
