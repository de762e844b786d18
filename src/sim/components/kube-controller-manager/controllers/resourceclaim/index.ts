import { claimNameOf, podClaimsOf } from '../../../../api/devices'
import type { Pod } from '../../../../api/types'
import { listNamespace } from '../../caches'
import type { ControllerManager } from '../../context'
import { enqueue, type Controller } from '../../controller'
import { syncs } from '../later'
import type { DeviceLook } from './look'

const name = 'resourceclaim'

/**
 * Makes claims for devices from the templates that pods name, and lets them go when no pod has them any more.
 * Models pkg/controller/resourceclaim/controller.go. Which devices a claim gets the scheduler says.
 */
export const resourceClaims: Controller<DeviceLook> = {
  name,
  user: 'resource-claim-controller',
  eventSource: () => 'resource_claim',
  workers: 10,
  needs: ['pods', 'resourceclaims', 'resourceclaimtemplates'],

  observe(kcm, { resource, type, key, object }) {
    if (resource === 'pods') return observePod(kcm, key, object as Pod, type === 'delete')
    if (resource !== 'resourceclaims') return
    if (type !== 'delete') enqueue(kcm, name, `claim ${key}`)
    for (const pod of listNamespace(kcm.caches, 'pods', object.metadata.namespace!))
      if (podClaimsOf(pod).some((entry) => claimNameOf(pod, entry) === object.metadata.name))
        enqueue(kcm, name, `pod ${pod.metadata.namespace}/${pod.metadata.name}`)
  },

  read(kcm, key) {
    const [kind, object] = key.split(' ') as [string, string]
    return syncs().lookAtDevices(kcm, kind, object)
  },

  sync: (look) => syncs().resourceClaim(look)
}

function observePod(kcm: ControllerManager, key: string, pod: Pod, isGone: boolean): void {
  const entries = podClaimsOf(pod)
  if (entries.length === 0) return
  if (isGone || isDone(pod))
    for (const entry of entries) {
      const claim = claimNameOf(pod, entry)
      if (claim) enqueue(kcm, name, `claim ${pod.metadata.namespace}/${claim}`)
    }
  if (!isGone && !pod.metadata.deletionTimestamp) enqueue(kcm, name, `pod ${key}`)
}

/** It will not run any more. Models isPodDone. */
const isDone = ({ metadata, spec, status }: Pod): boolean =>
  status.phase === 'Succeeded' ||
  status.phase === 'Failed' ||
  (metadata.deletionTimestamp !== undefined && !spec.nodeName)
