import { late } from '../../../../base/late'
import type { exportRefusal, refusalOf } from './host-path'

/** What a machine has for volumes that name the kind of what they want of it: those that clusters begin with name none. */
export const mountChecks = late<{
  readonly refusalOf: typeof refusalOf
  readonly exportRefusal: typeof exportRefusal
}>('checks of host paths and servers of volumes')
