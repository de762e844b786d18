import { selects } from '../../api/labels'
import type { KubeObject, LabelSelector, OwnerReference } from '../../api/types'
import type { Call } from '../../client-go/transport'
import { controllerOf } from './caches'
import { errorOf, isNotFound, isOk, objectOf, request, type Sync } from './sync'

/** A controller object that owns others, such as a ReplicaSet its pods. */
export interface Owner extends KubeObject {
  readonly spec: { readonly selector?: LabelSelector }
}

export const controllerReference = (owner: KubeObject): OwnerReference => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid!,
  controller: true,
  blockOwnerDeletion: true
})

/** What was found to be claimed whole: a sync is run again from its beginning with each answer. */
const whole = new WeakMap<readonly KubeObject[], Owner>()

/**
 * Of `objects` (owned ones and orphans) gives those that the owner controls: orphans that match its selector are
 * adopted, owned ones that no longer match are released.
 * Models pkg/controller/controller_ref_manager.go: before the first adoption the owner is read live.
 */
export function* claim<T extends KubeObject>(
  owner: Owner,
  ownerResource: string,
  resource: string,
  objects: readonly T[],
  isClaimable: (object: T) => boolean = () => true
): Sync<{ claimed: readonly T[]; error?: string }> {
  if (whole.get(objects) === owner) return { claimed: objects }
  const claimed: T[] = []
  let asked = false
  let mayAdopt: boolean | undefined
  for (const object of objects) {
    const controller = controllerOf(object)
    const matches = selects(owner.spec.selector, object.metadata.labels) && isClaimable(object)
    if (controller) {
      if (controller.uid !== owner.metadata.uid) continue
      if (matches) {
        claimed.push(object)
        continue
      }
      if (owner.metadata.deletionTimestamp) continue
      asked = true
      const answer = yield* request(patchOwners(resource, object, [{ $patch: 'delete', uid: owner.metadata.uid }]))
      if (!isOk(answer) && !isNotFound(answer) && answer.code !== 422) return { claimed, error: errorOf(answer) }
      continue
    }
    if (!matches || owner.metadata.deletionTimestamp || object.metadata.deletionTimestamp) continue
    asked = true
    if (mayAdopt === undefined) {
      const { namespace, name, uid } = owner.metadata
      const live = yield* request({ verb: 'get', resource: ownerResource, namespace: namespace!, name })
      if (!isOk(live)) return { claimed, error: errorOf(live) }
      const { metadata } = objectOf(live)
      if (metadata.uid !== uid) return { claimed, error: `original ${owner.kind} ${namespace}/${name} is gone` }
      mayAdopt = metadata.deletionTimestamp === undefined
      if (!mayAdopt) return { claimed, error: `can't adopt: ${namespace}/${name} has just been deleted` }
    }
    const answer = yield* request(patchOwners(resource, object, [controllerReference(owner)]))
    if (isNotFound(answer)) continue
    if (!isOk(answer)) return { claimed, error: errorOf(answer) }
    claimed.push(objectOf<T>(answer))
  }
  if (!asked && claimed.length === objects.length) whole.set(objects, owner)
  return { claimed }
}

const patchOwners = (resource: string, object: KubeObject, ownerReferences: readonly unknown[]): Call => ({
  verb: 'patch',
  resource,
  namespace: object.metadata.namespace!,
  name: object.metadata.name,
  body: { metadata: { ownerReferences, uid: object.metadata.uid } },
  options: { patchType: 'strategic' }
})
