import { late } from '../../../../base/late'
import type { tellFailure } from './failed-mount'
import type { exportRefusal, refusalOf } from './host-path'

/** Why a volume cannot be mounted, and how that is told: those that clusters begin with name nothing that a machine could lack. */
export const mountChecks = late<{
  readonly refusalOf: typeof refusalOf
  readonly exportRefusal: typeof exportRefusal
  readonly tellFailure: typeof tellFailure
}>('what is said of volumes that cannot be mounted')
