import { late } from '../../../../base/late'
import type { attach } from './attachdetach/attach'
import type { detach } from './attachdetach/detach'
import type { approveCertificate, signCertificate } from './certificates/sync'
import type { syncCronJob } from './cronjob/sync'
import type { collectGarbage } from './garbagecollect'
import type { syncBudget } from './disruption-status'
import type { syncAutoscaler } from './horizontal/sync'
import type { syncJob } from './job/sync'
import type { syncNamespace } from './namespace/sync'
import type { syncServiceCidr } from './servicecidr-sync'
import type { syncStatefulSet } from './statefulset/sync'
import type { capacityChanged, hintsFor } from './topology-hints'
import type { syncClaim } from './volume/claim'
import type { syncVolume } from './volume/volume'

/** Syncs of control loops whose objects few clusters begin with. */
export const syncs = late<{
  readonly approveCertificate: typeof approveCertificate
  readonly attach: typeof attach
  readonly autoscaler: typeof syncAutoscaler
  readonly budget: typeof syncBudget
  readonly capacityChanged: typeof capacityChanged
  readonly hintsFor: typeof hintsFor
  readonly claim: typeof syncClaim
  readonly cronJob: typeof syncCronJob
  readonly detach: typeof detach
  readonly garbage: typeof collectGarbage
  readonly job: typeof syncJob
  readonly namespace: typeof syncNamespace
  readonly serviceCidr: typeof syncServiceCidr
  readonly signCertificate: typeof signCertificate
  readonly statefulSet: typeof syncStatefulSet
  readonly volume: typeof syncVolume
}>('control loops of objects that clusters do not begin with')
