import type { Node } from '../../../../api/types'
import { conclude, errorOf, isNotFound, isOk, later, objectOf, request, type Sync } from '../../sync'
import { isBackingOff, maxWaitForUnmount, type Attachment, type Changed, type Look } from './look'

const outOfService = 'node.kubernetes.io/out-of-service'

/**
 * No pod needs it: it goes when the kubelet has unmounted it. From a node that is not ready it is taken after six minutes, from
 * one that a person has declared out of service at once. Models reconciler.reconcile.
 */
export function* detach(look: Look): Sync {
  const { key, current, object, host, volume, now } = look
  if (!current) return undefined
  if (current.state === 'waiting' || !object) return yield* become(key, null)
  if (object.metadata.deletionTimestamp) return yield* become(key, { ...current, state: 'detaching' })
  if (isBackingOff(look)) {
    yield* later(key, current.failed!.until - now, 'exponential-backoff')
    return undefined
  }
  const since = current.unneededSince ?? now
  if (current.unneededSince === undefined) yield* become(key, { ...current, unneededSince: since })
  const left = since + maxWaitForUnmount - now
  const isForced = isOutOfService(host) || (!isReady(host) && left <= 0)
  if (isMounted(host, volume) && !isForced) {
    if (left > 0) yield* later(key, left, 'reconciler-max-wait-for-unmount')
    return undefined
  }
  const unlisted = yield* unlist(look)
  if (unlisted !== undefined) return unlisted
  if (!isForced && host) {
    const live = yield* request({ verb: 'get', resource: 'nodes', name: host.metadata.name })
    if (isOk(live) && isMounted(objectOf<Node>(live), volume)) return `volume ${volume} is still in use by the node`
  }
  const answer = yield* request({ verb: 'delete', resource: 'volumeattachments', name: object.metadata.name })
  if (!isOk(answer) && !isNotFound(answer)) return errorOf(answer)
  return yield* become(key, { ...current, unneededSince: since, state: 'detaching' })
}

const isOutOfService = (host: Node | undefined): boolean =>
  host?.spec.taints?.some(({ key }) => key === outOfService) ?? false

const isReady = (host: Node | undefined): boolean =>
  host?.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false

/** A node that is gone cannot say that it has unmounted it. */
const isMounted = (host: Node | undefined, volume: string): boolean =>
  host ? (host.status.volumesInUse ?? []).includes(volume) : true

function* unlist({ host, node, volume }: Look): Sync {
  const listed = host?.status.volumesAttached ?? []
  if (!listed.some((one) => one.name === volume)) return undefined
  const left = listed.filter((one) => one.name !== volume)
  const answer = yield* request({
    verb: 'patch',
    resource: 'nodes',
    subresource: 'status',
    name: node,
    body: { status: { volumesAttached: left.length > 0 ? left : null } },
    options: { patchType: 'strategic' }
  })
  return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
}

function* become(key: string, attachment: Attachment | null): Sync {
  yield* conclude<Changed>({ kind: 'changed', key, attachment })
  return undefined
}
