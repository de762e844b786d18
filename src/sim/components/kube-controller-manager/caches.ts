import { Table } from '../../../base/table'
import { scheme } from '../../api/scheme'
import type { KubeObject, ObjectTypes, OwnerReference, Pod } from '../../api/types'
import { createInformer, type Change, type Informer } from '../../client-go/informer'
import { indexServicePods, type ServicePods } from './service-pods'

/** A kind of which objects are looked up here with their published type. */
export type Resource = keyof ObjectTypes

/**
 * What is watched: the garbage collector needs every kind that can be listed, watched and deleted, but for events; the
 * other controllers share its informers. Models garbagecollector.go GetDeletableResources.
 */
export const resources: readonly string[] = Object.freeze(
  scheme
    .filter(({ verbs, kind }) => ['delete', 'list', 'watch'].every((verb) => verbs.includes(verb)) && kind !== 'Event')
    .map(({ plural }) => plural)
)

/** The shared informers, whose stores are in order of namespace and name, and the indexes over them. */
export interface Caches {
  readonly informers: Map<string, Informer>
  /** Pods by `node key`. */
  readonly podsByNode: Table<KubeObject>
  /** Pods, ReplicaSets … by `resource uid key` with the UID of their controller; without one by `resource orphan key`. */
  readonly controlled: Table<KubeObject>
  /** Pods behind each Service that has endpoints made for it, by its key. */
  readonly behind: Map<string, ServicePods>
}

export function createCaches(): Caches {
  const informers = new Map(resources.map((resource) => [resource, createInformer(resource, selectorOf[resource])]))
  return { informers, podsByNode: new Table(), controlled: new Table(), behind: new Map() }
}

/** Node leases only: nothing here looks at the leases of leader elections. */
const selectorOf: Readonly<Record<string, { namespace: string }>> = { leases: { namespace: 'kube-node-lease' } }

/** The informer of a kind that is watched. */
export function informerOf(caches: Caches, resource: string): Informer {
  const informer = caches.informers.get(resource)
  if (!informer) throw new Error(`nobody watches ${resource}`)
  return informer
}

export const lookup = <R extends Resource>(caches: Caches, resource: R, key: string): ObjectTypes[R] | undefined =>
  informerOf(caches, resource).store.get(key) as ObjectTypes[R] | undefined

export function* listAll<R extends Resource>(caches: Caches, resource: R): Generator<ObjectTypes[R]> {
  yield* informerOf(caches, resource).store.values() as Iterable<ObjectTypes[R]>
}

export const listNamespace = <R extends Resource>(caches: Caches, resource: R, namespace: string): ObjectTypes[R][] =>
  informerOf(caches, resource).store.under(`${namespace}/`) as ObjectTypes[R][]

export const podsOnNode = (caches: Caches, node: string): Pod[] => caches.podsByNode.under(`${node} `) as Pod[]

/** Objects whose controller has this UID. */
export const listControlled = <R extends Resource>(caches: Caches, resource: R, uid: string): ObjectTypes[R][] =>
  caches.controlled.under(`${resource} ${uid} `) as ObjectTypes[R][]

/** Objects of a namespace that have no controller. */
export const listOrphans = <R extends Resource>(caches: Caches, resource: R, namespace: string): ObjectTypes[R][] =>
  caches.controlled.under(`${resource} orphan ${namespace}/`) as ObjectTypes[R][]

export const controllerOf = (object: KubeObject): OwnerReference | undefined =>
  object.metadata.ownerReferences?.find((reference) => reference.controller === true)

/** Keeps the indexes in step with a change that an informer reported. */
export function index(caches: Caches, change: Change): void {
  const { resource, key, object, old, type } = change
  const before = type === 'delete' ? object : old
  const after = type === 'delete' ? undefined : object
  indexServicePods(caches.behind, informerOf(caches, 'pods').store, change)
  if (!indexedByController.has(resource)) return
  move(caches.controlled, controllerKey(resource, key, before), controllerKey(resource, key, after), after)
  if (resource === 'pods') move(caches.podsByNode, nodeKey(key, before), nodeKey(key, after), after)
}

/** What controllers own, and look up by their owner. */
const indexedByController: ReadonlySet<string> = new Set(['pods', 'replicasets', 'controllerrevisions', 'jobs'])

/** Empty: not in the index. */
const controllerKey = (resource: string, key: string, object: KubeObject | undefined): string =>
  object ? `${resource} ${controllerOf(object)?.uid ?? 'orphan'} ${key}` : ''

const nodeKey = (key: string, object: KubeObject | undefined): string => {
  const node = (object as Pod | undefined)?.spec.nodeName
  return node ? `${node} ${key}` : ''
}

function move(table: Table<KubeObject>, from: string, to: string, object: KubeObject | undefined): void {
  if (from !== '' && from !== to) table.delete(from)
  if (to !== '' && object) table.set(to, object)
}
