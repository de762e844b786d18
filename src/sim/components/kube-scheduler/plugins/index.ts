import type { Plugin } from '../framework/types'
import { dynamicResources } from './dynamic-resources'
import { imageLocality } from './image-locality'
import { interPodAffinity } from './inter-pod-affinity'
import { nodeAffinity } from './node-affinity'
import { nodeName } from './node-name'
import { nodePorts } from './node-ports'
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation'
import { nodeResourcesFit } from './node-resources-fit'
import { nodeUnschedulable } from './node-unschedulable'
import { podTopologySpread } from './pod-topology-spread'
import { taintToleration } from './taint-toleration'
import { volumeBinding } from './volume-binding'
import { azureDiskLimits, ebsLimits, gcePDLimits, nodeVolumeLimits } from './volume-limits'
import { volumeRestrictions } from './volume-restrictions'
import { volumeZone } from './volume-zone'

/**
 * The default plugins, in the order in which they are asked. Models apis/config/v1beta3/default_plugins.go;
 * DefaultPreemption is preemption.ts, PrioritySort queue.ts, DefaultBinder binding.ts.
 */
export const defaultPlugins: readonly Plugin[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  volumeRestrictions,
  ebsLimits,
  gcePDLimits,
  nodeVolumeLimits,
  azureDiskLimits,
  volumeBinding,
  volumeZone,
  podTopologySpread,
  interPodAffinity,
  dynamicResources,
  nodeResourcesBalancedAllocation,
  imageLocality
] as readonly Plugin[]
