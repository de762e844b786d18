import { late } from '../../../../base/late'
import type { syncCronJob } from './cronjob/sync'
import type { syncAutoscaler } from './horizontal/sync'
import type { syncJob } from './job/sync'
import type { syncClaim } from './volume/claim'
import type { syncVolume } from './volume/volume'

/** Syncs of control loops whose objects few clusters begin with. */
export const syncs = late<{
  readonly autoscaler: typeof syncAutoscaler
  readonly claim: typeof syncClaim
  readonly cronJob: typeof syncCronJob
  readonly job: typeof syncJob
  readonly volume: typeof syncVolume
}>('control loops of jobs, autoscalers and volumes')
