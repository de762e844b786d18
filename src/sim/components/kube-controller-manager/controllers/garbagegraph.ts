import { seconds, type Micros } from '../../../../base/time'
import { findKind } from '../../../api/scheme'
import type { KubeObject, OwnerReference } from '../../../api/types'
import type { Change } from '../../../client-go/informer'
import { customOwner, type CustomKind } from '../custom'

/**
 * Who owns whom, over all watched resources, by UID. Objects themselves stay in the caches.
 * Models pkg/controller/garbagecollector/graph_builder.go.
 */
export interface Graph {
  readonly items: Map<string, Item>
  /** UIDs of an owner's dependents. */
  readonly dependents: Map<string, Set<string>>
  /** Owners that are known to be gone; at most 500. */
  readonly absent: Set<string>
  /** Kinds of CustomResourceDefinitions, as discovery told last. */
  custom: readonly CustomKind[]
  /** When it asked discovery for the first time. */
  begunAt: Micros
}

/** One object, or an owner that is only known from a reference to it. */
export interface Item {
  readonly uid: string
  /** Empty: no kind that is known. */
  readonly resource: string
  /** Of an object of a CustomResourceDefinition. */
  readonly apiVersion?: string
  readonly namespace: string
  readonly name: string
  readonly owners: readonly OwnerReference[]
  /** Only seen in a reference so far. */
  readonly virtual: boolean
  /** What a reference says of it, if its kind was not known then. */
  readonly unmapped?: OwnerReference
  readonly beingDeleted: boolean
  /** Waits for its dependents: finalizer `foregroundDeletion`. */
  readonly deletingDependents: boolean
}

export const createGraph = (): Graph => ({
  items: new Map(),
  dependents: new Map(),
  absent: new Set(),
  custom: [],
  begunAt: 0
})

/** How often discovery is asked. Models garbagecollector.go Sync and the reset of the REST mapper. */
export const resyncEvery = seconds(30)

const absentLimit = 500

export const foregroundFinalizer = 'foregroundDeletion'
export const orphanFinalizer = 'orphan'

export const hasFinalizer = ({ metadata }: KubeObject, finalizer: string): boolean =>
  metadata.finalizers?.includes(finalizer) === true

/** What the change of the graph calls for: UIDs to consider for deletion, and owners whose dependents become orphans. */
export interface Effects {
  readonly toDelete: string[]
  readonly toOrphan: string[]
}

export function applyChange(graph: Graph, change: Change): Effects {
  const { object, resource } = change
  const uid = object.metadata.uid!
  if (change.type === 'delete') return removeItem(graph, uid)
  const effects: Effects = { toDelete: [], toOrphan: [] }
  const before = graph.items.get(uid)
  const item = itemOf(resource, object)
  graph.items.set(uid, item)
  const formerOwners = before && !before.virtual ? before.owners : []
  for (const owner of item.owners) {
    // Unchanged references are not looked at again: their owner may be gone already.
    if (!formerOwners.some(({ uid: former }) => former === owner.uid)) addDependent(graph, owner, item, effects)
  }
  if (before && !before.virtual) {
    for (const owner of before.owners) {
      const now = item.owners.find((reference) => reference.uid === owner.uid)
      if (!now) removeDependent(graph, owner.uid, uid)
      // An owner that waits may no longer be blocked; upstream looks at every owner, waiting or not.
      if (owner.blockOwnerDeletion && !now?.blockOwnerDeletion && graph.items.has(owner.uid)) {
        effects.toDelete.push(owner.uid)
      }
    }
  }
  if (item.deletingDependents && !before?.deletingDependents) {
    effects.toDelete.push(...(graph.dependents.get(uid) ?? []), uid)
  }
  if (item.beingDeleted && hasFinalizer(object, orphanFinalizer) && !before?.beingDeleted) effects.toOrphan.push(uid)
  return effects
}

/** An object is gone, or a virtual owner proved not to exist. */
export function removeItem(graph: Graph, uid: string): Effects {
  const item = graph.items.get(uid)
  const effects: Effects = { toDelete: [], toOrphan: [] }
  if (!item) return effects
  graph.items.delete(uid)
  for (const owner of item.owners) {
    removeDependent(graph, owner.uid, uid)
    if (graph.items.get(owner.uid)?.deletingDependents) effects.toDelete.push(owner.uid)
  }
  const dependents = graph.dependents.get(uid)
  if (dependents) {
    rememberAbsent(graph, uid)
    effects.toDelete.push(...dependents)
  }
  return effects
}

export function rememberAbsent(graph: Graph, uid: string): void {
  graph.absent.add(uid)
  if (graph.absent.size <= absentLimit) return
  for (const oldest of graph.absent) {
    graph.absent.delete(oldest)
    return
  }
}

function addDependent(graph: Graph, owner: OwnerReference, dependent: Item, effects: Effects): void {
  const set = graph.dependents.get(owner.uid)
  if (set) set.add(dependent.uid)
  else graph.dependents.set(owner.uid, new Set([dependent.uid]))
  if (graph.items.has(owner.uid)) return
  graph.items.set(owner.uid, virtualItem(graph.custom, owner, dependent.namespace))
  effects.toDelete.push(owner.uid)
}

function virtualItem(custom: readonly CustomKind[], owner: OwnerReference, namespace: string): Item {
  const mapped = resourceOf(owner, custom)
  return Object.freeze({
    uid: owner.uid,
    resource: mapped?.resource ?? '',
    ...(mapped?.apiVersion && { apiVersion: mapped.apiVersion }),
    namespace: mapped?.namespaced === false ? '' : namespace,
    name: owner.name,
    owners: [],
    virtual: true,
    ...(!mapped && { unmapped: owner }),
    beingDeleted: false,
    deletingDependents: false
  })
}

/** The item; one whose kind was not known is looked up again. */
export function itemIn({ items, custom }: Graph, uid: string): Item | undefined {
  const item = items.get(uid)
  return item?.unmapped ? virtualItem(custom, item.unmapped, item.namespace) : item
}

function removeDependent(graph: Graph, owner: string, dependent: string): void {
  const set = graph.dependents.get(owner)
  set?.delete(dependent)
  if (set?.size === 0) graph.dependents.delete(owner)
}

function itemOf(resource: string, object: KubeObject): Item {
  const { uid, namespace = '', name, ownerReferences = [], deletionTimestamp } = object.metadata
  const beingDeleted = deletionTimestamp !== undefined
  return Object.freeze({
    uid: uid!,
    resource,
    ...(resource.includes('/') && { apiVersion: object.apiVersion }),
    namespace,
    name,
    owners: ownerReferences,
    virtual: false,
    beingDeleted,
    deletingDependents: beingDeleted && hasFinalizer(object, foregroundFinalizer)
  })
}

interface Mapped {
  readonly resource: string
  readonly namespaced: boolean
  readonly apiVersion?: string
}

/** Resource of an owner, as the REST mapper gives it; undefined: no such kind is known. */
export function resourceOf(owner: OwnerReference, custom: readonly CustomKind[]): Mapped | undefined {
  const kind = findKind(owner.kind, owner.apiVersion)
  if (kind) return { resource: kind.plural, namespaced: kind.namespaced }
  const found = customOwner(custom, owner)
  return found && { resource: found.directory, namespaced: found.namespaced, apiVersion: owner.apiVersion }
}
