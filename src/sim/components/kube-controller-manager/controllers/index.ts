import type { Controller } from '../controller'
import { attachDetach } from './attachdetach'
import { bootstrapSigner, bootstrapTokenCleaner } from './bootstraptokens'
import { certificateApprover, certificateCleaner, certificateSigner } from './certificates'
import { clusterRoleAggregation } from './clusterroleaggregation'
import { cronjobController } from './cronjob'
import { daemonset } from './daemonset'
import { deployment } from './deployment'
import { disruptionController } from './disruption'
import { endpoints } from './endpoints'
import { endpointslice } from './endpointslice'
import { endpointSliceMirroring } from './endpointslicemirroring'
import { garbageCollector } from './garbagecollector'
import { horizontal } from './horizontal'
import { jobController } from './job'
import { ttlAfterFinished } from './job/ttl'
import { namespace } from './namespace'
import { nodeHealth } from './nodehealth'
import { nodeIpam } from './nodeipam'
import { nodeNoExecute, nodeUntaint } from './nodenoexecute'
import { nodeNoSchedule } from './nodenoschedule'
import { nodeLabels } from './nodelabels'
import { nodePods } from './nodepods'
import { podGc } from './podgc'
import { replicaset } from './replicaset'
import { replicationcontroller } from './replicationcontroller'
import { resourceQuota } from './resourcequota'
import { resourceClaims } from './resourceclaim'
import { rootCaPublisher, serviceAccount, tokens } from './serviceaccount'
import { serviceCidrs } from './servicecidrs'
import { stalePodDisruption } from './staledisruption'
import { statefulset } from './statefulset'
import { taintEviction } from './tainteviction'
import { ttl } from './ttl'
import { validatingAdmissionPolicyStatus } from './validatingadmissionpolicy'
import { volumeBinder } from './volume'
import { ephemeralVolume } from './volume/ephemeral'
import { volumeExpander } from './volume/expand'
import { claimProtection, volumeProtection } from './volume/protection'

/** Every control loop. Where several observe the same change, they are told in this order. */
export const controllers: readonly Controller[] = [
  tokens,
  serviceAccount,
  rootCaPublisher,
  namespace,
  garbageCollector,
  nodeIpam,
  ttl,
  taintEviction,
  nodePods,
  nodeNoSchedule,
  nodeNoExecute,
  nodeUntaint,
  nodeHealth,
  nodeLabels,
  deployment,
  replicaset,
  replicationcontroller,
  statefulset,
  daemonset,
  cronjobController,
  jobController,
  ttlAfterFinished,
  horizontal,
  endpointslice,
  endpoints,
  endpointSliceMirroring,
  disruptionController,
  stalePodDisruption,
  volumeBinder,
  attachDetach,
  volumeExpander,
  ephemeralVolume,
  resourceClaims,
  claimProtection,
  volumeProtection,
  podGc,
  resourceQuota,
  clusterRoleAggregation,
  certificateApprover,
  certificateSigner,
  certificateCleaner,
  bootstrapSigner,
  bootstrapTokenCleaner,
  validatingAdmissionPolicyStatus,
  serviceCidrs
]
