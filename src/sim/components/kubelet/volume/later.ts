import { late } from '../../../../base/late'
import type { mountFailed, mountTimedOut, tellFailure } from './failed-mount'
import type { tellUnmounted } from './unmounted'
import type { exportRefusal, refusalOf } from './host-path'
import type * as Csi from './csi'
import type * as Remote from './remote'

/** Why a volume cannot be mounted, and how that is told: those that clusters begin with name nothing that a machine could lack. */
export const mountChecks = late<
  {
    readonly refusalOf: typeof refusalOf
    readonly exportRefusal: typeof exportRefusal
    readonly tellFailure: typeof tellFailure
    readonly mountFailed: typeof mountFailed
    readonly mountTimedOut: typeof mountTimedOut
    readonly tellUnmounted: typeof tellUnmounted
  } & Pick<typeof Remote, 'attach' | 'attachHeard' | 'driverProblem' | 'stage' | 'letGo' | 'volumesInUse'> &
    Pick<typeof Csi, 'csiNodeResult' | 'driversIn' | 'grow' | 'lookAtSize' | 'registerDriver'>
>('what is said of volumes that cannot be mounted')
