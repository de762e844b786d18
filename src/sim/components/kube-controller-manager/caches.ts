import { scheme } from '../../api/scheme'
import type { KubeObject, ObjectTypes, OwnerReference, Pod } from '../../api/types'
import { createInformer, type Change, type Informer } from '../../client-go/informer'

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

/**
 * The shared informers and the indexes over them. Indexes hold keys, not objects. An owner index's values are
 * `resource/key`, so that it serves all kinds.
 */
export interface Caches {
  readonly informers: ReadonlyMap<string, Informer>
  readonly podsByNode: Map<string, Set<string>>
  /** Pods, ReplicaSets … by the UID of their controller; without one under `orphan <namespace>`. */
  readonly controlled: Map<string, Set<string>>
  /** Keys by namespace: `resource namespace`. */
  readonly byNamespace: Map<string, Set<string>>
}

export function createCaches(): Caches {
  const informers = new Map(resources.map((resource) => [resource, createInformer(resource, selectorOf[resource])]))
  return { informers, podsByNode: new Map(), controlled: new Map(), byNamespace: new Map() }
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
  resolve(caches, resource, caches.byNamespace.get(`${resource} ${namespace}`))

export const podsOnNode = (caches: Caches, node: string): Pod[] => resolve(caches, 'pods', caches.podsByNode.get(node))

/** Objects whose controller has this UID. */
export const listControlled = <R extends Resource>(caches: Caches, resource: R, uid: string): ObjectTypes[R][] =>
  resolve(caches, resource, caches.controlled.get(`${resource} ${uid}`))

/** Objects of a namespace that have no controller. */
export const listOrphans = <R extends Resource>(caches: Caches, resource: R, namespace: string): ObjectTypes[R][] =>
  resolve(caches, resource, caches.controlled.get(`${resource} orphan ${namespace}`))

export const controllerOf = (object: KubeObject): OwnerReference | undefined =>
  object.metadata.ownerReferences?.find((reference) => reference.controller === true)

/** Keeps the indexes in step with a change that an informer reported. */
export function index(caches: Caches, change: Change): void {
  const { resource, key, object, old, type } = change
  const before = type === 'delete' ? object : old
  const after = type === 'delete' ? undefined : object
  move(caches.byNamespace, key, namespaceKey(resource, before), namespaceKey(resource, after))
  if (!indexedByController.has(resource)) return
  move(caches.controlled, key, controllerKey(resource, before), controllerKey(resource, after))
  if (resource === 'pods') move(caches.podsByNode, key, nodeKey(before), nodeKey(after))
}

/** What controllers own, and look up by their owner. */
const indexedByController: ReadonlySet<string> = new Set(['pods', 'replicasets', 'controllerrevisions'])

const namespaceKey = (resource: string, object: KubeObject | undefined) =>
  object?.metadata.namespace === undefined ? '' : `${resource} ${object.metadata.namespace}`
const controllerKey = (resource: string, object: KubeObject | undefined) => {
  if (!object) return ''
  const controller = controllerOf(object)
  return controller ? `${resource} ${controller.uid}` : `${resource} orphan ${object.metadata.namespace}`
}
const nodeKey = (object: KubeObject | undefined) => (object as Pod | undefined)?.spec.nodeName ?? ''

function move(map: Map<string, Set<string>>, key: string, from: string, to: string): void {
  if (from === to && to !== '' && map.get(to)?.has(key)) return
  if (from !== '') {
    const set = map.get(from)
    set?.delete(key)
    if (set?.size === 0) map.delete(from)
  }
  if (to === '') return
  const set = map.get(to)
  if (set) set.add(key)
  else map.set(to, new Set([key]))
}

function resolve<R extends Resource>(
  caches: Caches,
  resource: R,
  keys: ReadonlySet<string> | undefined
): ObjectTypes[R][] {
  const found: ObjectTypes[R][] = []
  if (!keys) return found
  const { store } = informerOf(caches, resource)
  for (const key of keys) {
    const object = store.get(key)
    if (object) found.push(object as ObjectTypes[R])
  }
  return found
}
