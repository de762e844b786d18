import { equal } from '../../../api/equality'
import type { KubeObject, OwnerReference } from '../../../api/types'
import type { Call } from '../../../client-go/transport'
import type { Release } from '../../../releases'
import type { CustomKind } from '../custom'
import {
  conclude,
  errorOf,
  isConflict,
  isNotFound,
  isOk,
  objectOf,
  request,
  requests,
  type Conclusion,
  type Sync
} from '../sync'
import { foregroundFinalizer, hasFinalizer, orphanFinalizer, resourceOf, type Item } from './garbagegraph'

/** A look at an object and what it owns. */
export interface GarbageLook {
  readonly item: Item
  readonly dependents: readonly Item[]
  /** Owners that are known to be gone. */
  readonly absent: ReadonlySet<string>
  readonly orphan: boolean
  readonly custom: readonly CustomKind[]
  readonly release: Release
}

export type Learned = Conclusion & { kind: 'gone' | 'absent' | 'consider'; uid: string }

/** Models the garbage collector's two workers. */
export const collectGarbage = (look: GarbageLook): Sync =>
  look.orphan ? orphanDependents(look) : attemptToDelete(look)

/** Models attemptToDeleteItem. */
function* attemptToDelete({ item, dependents, absent, custom, release }: GarbageLook): Sync {
  if (item.beingDeleted && !item.deletingDependents) return undefined
  if (item.resource === '') return `unable to get REST mapping for ${item.name}.`
  const answer = yield* request({ verb: 'get', ...at(item) })
  if (isNotFound(answer) || (isOk(answer) && objectOf(answer).metadata.uid !== item.uid)) {
    yield* conclude<Learned>({ kind: 'gone', uid: item.uid })
    return undefined
  }
  if (!isOk(answer)) return errorOf(answer)
  const latest = objectOf(answer)
  // It is looked at again until its informer tells of it.
  if (item.virtual) return `${item.name} was not observed yet`
  if (item.deletingDependents) return yield* deleteDependents(item, dependents)
  const owners = latest.metadata.ownerReferences ?? []
  if (owners.length === 0) return undefined
  // No namespaced object can own one of the whole cluster: nothing is done, and it is not tried again.
  if (!item.namespace && owners.some((owner) => resourceOf(owner, custom)?.namespaced)) return undefined
  const classified = yield* classify(item, owners, absent, custom)
  if (typeof classified === 'string') return classified
  const { solid, dangling, waiting } = classified
  if (solid.length > 0) {
    const remove = [...dangling, ...waiting]
    return remove.length === 0 ? undefined : yield* removeOwners(item, remove)
  }
  if (waiting.length > 0 && dependents.length > 0) {
    // A circle of waiting objects is broken here.
    if (dependents.some((dependent) => dependent.deletingDependents)) {
      const unblocked = owners.map((owner) => ({ ...owner, blockOwnerDeletion: false }))
      const patched = yield* request(patchMetadata(item, { ownerReferences: unblocked }))
      if (!isOk(patched)) return errorOf(patched)
    }
    return yield* deleteItem(item, latest, 'Foreground', release)
  }
  const policy = hasFinalizer(latest, orphanFinalizer)
    ? 'Orphan'
    : hasFinalizer(latest, foregroundFinalizer)
      ? 'Foreground'
      : 'Background'
  return yield* deleteItem(item, latest, policy, release)
}

interface Classified {
  readonly solid: OwnerReference[]
  readonly dangling: OwnerReference[]
  readonly waiting: OwnerReference[]
}

function* classify(
  item: Item,
  owners: readonly OwnerReference[],
  absent: ReadonlySet<string>,
  custom: readonly CustomKind[]
): Sync<Classified | string> {
  const found: Classified = { solid: [], dangling: [], waiting: [] }
  for (const owner of owners) {
    if (absent.has(owner.uid)) {
      found.dangling.push(owner)
      continue
    }
    const kind = resourceOf(owner, custom)
    if (!kind) return `unable to get REST mapping for ${owner.apiVersion}/${owner.kind}.`
    const answer = yield* request({ verb: 'get', ...ownerAt(item, owner, kind) })
    if (!isOk(answer) && !isNotFound(answer)) return errorOf(answer)
    if (isNotFound(answer) || objectOf(answer).metadata.uid !== owner.uid) {
      yield* conclude<Learned>({ kind: 'absent', uid: owner.uid })
      found.dangling.push(owner)
      continue
    }
    const live = objectOf(answer)
    const waits = live.metadata.deletionTimestamp !== undefined && hasFinalizer(live, foregroundFinalizer)
    ;(waits ? found.waiting : found.solid).push(owner)
  }
  return found
}

/** The item itself waits for its dependents. Models processDeletingDependentsItem. */
function* deleteDependents(item: Item, dependents: readonly Item[]): Sync {
  const blocking = dependents.filter(({ owners }) =>
    owners.some((owner) => owner.uid === item.uid && owner.blockOwnerDeletion)
  )
  if (blocking.length === 0) return yield* removeFinalizer(item, foregroundFinalizer)
  for (const dependent of blocking) {
    if (!dependent.deletingDependents) yield* conclude<Learned>({ kind: 'consider', uid: dependent.uid })
  }
  return undefined
}

/** Models attemptToOrphan. */
function* orphanDependents({ item, dependents }: GarbageLook): Sync {
  const answers = yield* requests(dependents.map((dependent) => removeOwnersCall(dependent, [item.uid])))
  const failed = answers.find((answer) => !isOk(answer) && !isNotFound(answer))
  if (failed) return errorOf(failed)
  return yield* removeFinalizer(item, orphanFinalizer)
}

const finalizerRetries = 5

function* removeFinalizer(item: Item, finalizer: string): Sync {
  for (let attempt = 0; attempt < finalizerRetries; attempt++) {
    const answer = yield* request({ verb: 'get', ...at(item) })
    if (isNotFound(answer)) return undefined
    if (!isOk(answer)) return errorOf(answer)
    const { resourceVersion, finalizers = [] } = objectOf<KubeObject>(answer).metadata
    if (!finalizers.includes(finalizer)) return undefined
    const metadata = { resourceVersion, finalizers: finalizers.filter((other) => other !== finalizer) }
    const patched = yield* request({ ...patchMetadata(item, metadata), options: { patchType: 'merge' } })
    if (isOk(patched) || isNotFound(patched)) return undefined
    if (!isConflict(patched)) return errorOf(patched)
  }
  return `updateMaxRetries(${finalizerRetries}) has reached. The garbage collector will retry later for owner ${item.name}`
}

/**
 * Deletes what was looked at, if it is still that; if only something else than its owners has changed meanwhile, in any case.
 * Models deleteObject.
 */
function* deleteItem(
  item: Item,
  { metadata }: KubeObject,
  propagationPolicy: 'Background' | 'Foreground' | 'Orphan',
  release: Release
): Sync {
  const { uid } = item
  const { resourceVersion, ownerReferences } = metadata
  const preconditions = release === '1.25' ? { uid } : { uid, resourceVersion: resourceVersion! }
  const answer = yield* request({ verb: 'delete', ...at(item), options: { propagationPolicy, preconditions } })
  if (isOk(answer) || isNotFound(answer)) return undefined
  if (!isConflict(answer)) return errorOf(answer)
  if (release === '1.25') return undefined
  const live = yield* request({ verb: 'get', ...at(item) })
  if (isNotFound(live)) return undefined
  if (!isOk(live)) return errorOf(live)
  const now = objectOf(live).metadata
  if (now.uid !== uid || !equal(now.ownerReferences, ownerReferences)) return errorOf(answer)
  const again = yield* request({ verb: 'delete', ...at(item), options: { propagationPolicy, preconditions: { uid } } })
  return isOk(again) || isNotFound(again) ? undefined : errorOf(again)
}

function* removeOwners(item: Item, owners: readonly OwnerReference[]): Sync {
  const answer = yield* request(
    removeOwnersCall(
      item,
      owners.map(({ uid }) => uid)
    )
  )
  return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
}

/** Objects of CustomResourceDefinitions take no strategic patch: they are told what is left. Models patch.go patchObject. */
const removeOwnersCall = (item: Item, uids: readonly string[]): Call =>
  patchMetadata(item, {
    ownerReferences: item.apiVersion
      ? item.owners.filter(({ uid }) => !uids.includes(uid))
      : uids.map((uid) => ({ $patch: 'delete', uid })),
    uid: item.uid
  })

const patchMetadata = (item: Item, metadata: Readonly<Record<string, unknown>>): Call => ({
  verb: 'patch',
  ...at(item),
  body: { metadata },
  options: { patchType: item.apiVersion ? 'merge' : 'strategic' }
})

const at = ({ resource, apiVersion, namespace, name: itemName }: Item) => ({
  resource,
  ...(apiVersion && { apiVersion }),
  ...(namespace && { namespace }),
  name: itemName
})

const ownerAt = (
  item: Item,
  owner: OwnerReference,
  { resource, apiVersion, namespaced }: NonNullable<ReturnType<typeof resourceOf>>
) => ({
  resource,
  ...(apiVersion && { apiVersion }),
  ...(item.namespace && namespaced && { namespace: item.namespace }),
  name: owner.name
})
