import { findKind, type Kind } from '../../../api/scheme'
import type { KubeObject, OwnerReference } from '../../../api/types'
import type { Change } from '../../../client-go/informer'

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
}

/** One object, or an owner that is only known from a reference to it. */
export interface Item {
  readonly uid: string
  readonly resource: string
  readonly namespace: string
  readonly name: string
  readonly owners: readonly OwnerReference[]
  /** Only seen in a reference so far. */
  readonly virtual: boolean
  readonly beingDeleted: boolean
  /** Waits for its dependents: finalizer `foregroundDeletion`. */
  readonly deletingDependents: boolean
}

export const createGraph = (): Graph => ({ items: new Map(), dependents: new Map(), absent: new Set() })

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
  graph.items.set(owner.uid, {
    uid: owner.uid,
    resource: resourceOf(owner)?.plural ?? '',
    namespace: resourceOf(owner)?.namespaced === false ? '' : dependent.namespace,
    name: owner.name,
    owners: [],
    virtual: true,
    beingDeleted: false,
    deletingDependents: false
  })
  effects.toDelete.push(owner.uid)
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
    namespace,
    name,
    owners: ownerReferences,
    virtual: false,
    beingDeleted,
    deletingDependents: beingDeleted && hasFinalizer(object, foregroundFinalizer)
  })
}

/** Plural resource of an owner, as the REST mapper gives it; undefined: no such kind is served. */
export const resourceOf = ({ kind, apiVersion }: OwnerReference): Kind | undefined => findKind(kind, apiVersion)
