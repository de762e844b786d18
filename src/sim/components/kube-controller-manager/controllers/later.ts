import { late } from '../../../../base/late'
import type { attach } from './attachdetach/attach'
import type { lookAtAttachment } from './attachdetach/read'
import type { detach } from './attachdetach/detach'
import type { approveCertificate, signCertificate } from './certificates/sync'
import type { syncCronJob } from './cronjob/sync'
import type { detachedSignature } from './detached-signature'
import type { collectGarbage } from './garbagecollect'
import type { syncBudget } from './disruption-status'
import type { syncAutoscaler } from './horizontal/sync'
import type { syncJob } from './job/sync'
import type { mirrored, slicesOf } from './mirrored-slices'
import type { syncNamespace } from './namespace/sync'
import type { syncServiceCidr } from './servicecidr-sync'
import type { usedOf } from './quota-used'
import type { lookAtDevices } from './resourceclaim/read'
import type { syncResourceClaim } from './resourceclaim/sync'
import type { syncStatefulSet } from './statefulset/sync'
import type { capacityChanged, hintsFor } from './topology-hints'
import type { syncClaim } from './volume/claim'
import type { syncEphemeral } from './volume/ephemeral-claims'
import type { syncAdmissionPolicy } from './validatingadmissionpolicy-sync'
import type { syncVolume } from './volume/volume'

/** Syncs of control loops whose objects few clusters begin with. */
export const syncs = late<{
  readonly admissionPolicy: typeof syncAdmissionPolicy
  readonly approveCertificate: typeof approveCertificate
  readonly lookAtAttachment: typeof lookAtAttachment
  readonly ephemeral: typeof syncEphemeral
  readonly attach: typeof attach
  readonly autoscaler: typeof syncAutoscaler
  readonly budget: typeof syncBudget
  readonly capacityChanged: typeof capacityChanged
  readonly hintsFor: typeof hintsFor
  readonly claim: typeof syncClaim
  readonly cronJob: typeof syncCronJob
  readonly detach: typeof detach
  readonly detachedSignature: typeof detachedSignature
  readonly garbage: typeof collectGarbage
  readonly job: typeof syncJob
  readonly mirrored: typeof mirrored
  readonly slicesOf: typeof slicesOf
  readonly namespace: typeof syncNamespace
  readonly serviceCidr: typeof syncServiceCidr
  readonly lookAtDevices: typeof lookAtDevices
  readonly resourceClaim: typeof syncResourceClaim
  readonly signCertificate: typeof signCertificate
  readonly statefulSet: typeof syncStatefulSet
  readonly usedOf: typeof usedOf
  readonly volume: typeof syncVolume
}>('control loops of objects that clusters do not begin with')
