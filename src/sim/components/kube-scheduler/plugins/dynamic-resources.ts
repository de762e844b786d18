import { equal } from '../../../api/equality'
import { claimNameOf, podClaimsOf } from '../../../api/devices'
import { asksForDevices } from '../devices/claims'
import type { DeviceState } from '../devices/filter'
import { devices } from '../devices/later'
import { isDeviceClaimNews } from '../framework/cluster-event'
import type { Plugin } from '../framework/types'

/** A pod's claims must have devices that the node can reach, or be able to get them. Models plugins/dynamicresources. */
export const dynamicResources: Plugin<DeviceState> = {
  name: 'DynamicResources',
  wakes: [
    'NodeAdd',
    'NodeLabelChange',
    'ResourceClaimAdd',
    'ResourceClaimUpdate',
    'ResourceSliceAdd',
    'ResourceSliceUpdate',
    'DeviceClassAdd',
    'DeviceClassUpdate'
  ],
  // Models isSchedulableAfterClaimChange.
  hint(news, { pod, namespace }) {
    if (!isDeviceClaimNews(news)) return true
    const { claim, before } = news
    if (before?.status?.allocation && !claim.status?.allocation) return true
    const isOwn =
      claim.metadata.namespace === namespace &&
      podClaimsOf(pod).some((entry) => claimNameOf(pod, entry) === claim.metadata.name)
    return isOwn && !(before && equal(before.status, claim.status))
  },
  preFilter(pod, { listers }) {
    if (!asksForDevices(pod)) return {}
    const found = devices().lookAtClaims(pod, listers)
    return 'code' in found ? { refusal: found } : { state: found }
  },
  filter: (node, _pod, state, { listers }) =>
    (state as DeviceState | undefined) && devices().filterDevices(node, state, listers)
}
