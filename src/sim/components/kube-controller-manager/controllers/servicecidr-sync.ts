import type { KubeObject } from '../../../api/types'
import { errorOf, isNotFound, isOk, request, type Sync } from '../sync'
import { finalizer, isSaid, name, ready, terminating, type CidrLook } from './servicecidrs'

/** Makes a range ready, or lets it go. Models pkg/controller/servicecidrs sync. */
export function* syncServiceCidr({ cidr, isUsed, wait, at }: CidrLook): Sync {
  const { deletionTimestamp, finalizers = [], name: key } = cidr.metadata
  if (!deletionTimestamp) {
    if (!finalizers.includes(finalizer)) {
      const error = yield* withFinalizers(cidr, [...finalizers, finalizer])
      if (error !== undefined) return error
    }
    return isSaid(cidr, ready) ? undefined : yield* say(cidr, ready, at)
  }
  if (isUsed) return yield* say(cidr, terminating, at)
  if (wait > 0) {
    yield { step: 'later', key, delay: wait, setting: 'deletionGracePeriod' }
    return undefined
  }
  return yield* withFinalizers(
    cidr,
    finalizers.filter((one) => one !== finalizer)
  )
}

function* say({ apiVersion, kind, metadata }: KubeObject, what: typeof ready, at: string): Sync {
  const conditions = [{ type: 'Ready', ...what, lastTransitionTime: at }]
  const answer = yield* request({
    verb: 'patch',
    resource: 'servicecidrs',
    subresource: 'status',
    name: metadata.name,
    body: { apiVersion, kind, metadata: { name: metadata.name }, status: { conditions } },
    options: { patchType: 'apply', fieldManager: name, force: true }
  })
  return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
}

function* withFinalizers({ metadata }: KubeObject, finalizers: readonly string[]): Sync {
  const answer = yield* request({
    verb: 'patch',
    resource: 'servicecidrs',
    name: metadata.name,
    body: { metadata: { finalizers, resourceVersion: metadata.resourceVersion } },
    options: { patchType: 'merge' }
  })
  return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
}
