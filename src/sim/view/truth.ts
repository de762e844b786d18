import type { KubeObject, Pod } from '../api/types'
import { contextOf, lastContextOf } from '../components/contexts'
import type { EtcdContext } from '../components/etcd/context'
import type { KeyValue } from '../components/etcd/messages'
import { range } from '../components/etcd/mvcc/store'
import type { MachineId } from '../kernel/types'
import type { World } from '../kernel/world'
import { addressOf } from '../protocol'

/** What is really so, for pictures and comparisons: no component sees this. */

/** The member that applied most: its store is what the cluster has agreed on. */
function storeOf(world: World) {
  let best: EtcdContext | null = null
  for (const process of world.processes) {
    const context = lastContextOf(process, 'etcd')
    if (context && (!best || context.applied > best.applied)) best = context
  }
  return best?.store ?? null
}

/** All stored objects of a resource, in order of key. */
export function storedObjects<T extends KubeObject>(world: World, resource: string): T[] {
  const store = storeOf(world)
  return store ? range(store, `/registry/${resource}/`, { prefix: true }).kvs.map((kv) => kv.value as T) : []
}

export function storedKeys(world: World): { key: string; revision: number }[] {
  const store = storeOf(world)
  if (!store) return []
  return [...store.current.values()]
    .map((kv) => ({ key: kv.key, revision: kv.modRevision }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** The revision of an object's last change; 0 if there is none of it. */
export const storedRevision = (world: World, key: string): number => storeOf(world)?.current.get(key)?.modRevision ?? 0

export const storedValue = (world: World, key: string): unknown => storeOf(world)?.current.get(key)?.value

/** The last two versions of a stored object; `before` is null if there was none, or if it was compacted away. */
export function storedVersions(
  world: World,
  key: string
): { before: KubeObject | null; after: KubeObject; revision: number } | null {
  const store = storeOf(world)
  const now = store?.current.get(key)
  if (!store || !now) return null
  const after = withRevision(now)
  const revision = now.modRevision
  for (let i = store.history.length - 1; i >= 0; i--) {
    const { kv, prev } = store.history.at(i)!
    if (kv.key === key && kv.modRevision === revision) return { before: prev && withRevision(prev), after, revision }
  }
  return { before: null, after, revision }
}

/** An object as the API gives it: with the revision of its last change, which etcd keeps beside it. */
function withRevision({ value, modRevision }: KeyValue): KubeObject {
  const object = value as KubeObject
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(modRevision) } }
}

/** A pod of which a container really runs on a machine, whatever the API says. */
export interface RunningPod {
  readonly uid: string
  /** `namespace/name` */
  readonly key: string
}

export function runningPods(world: World, machine: MachineId): RunningPod[] {
  const process = world.find(addressOf('linux', machine))
  const context = process && contextOf(process, 'linux')
  if (!context) return []
  return [...context.containers.values()].flatMap(({ spec }) =>
    spec.name === '' ? [] : [{ uid: spec.podUid, key: `${spec.namespace}/${spec.podName}` }]
  )
}

/** Uids of these pods. */
export const runningContainers = (world: World, machine: MachineId): ReadonlySet<string> =>
  new Set(runningPods(world, machine).map(({ uid }) => uid))

/** The uid by which a kubelet knows a pod: the API's copy of a static one has a uid of its own. */
export const uidOnNode = ({ metadata }: Pod): string =>
  metadata.annotations?.['kubernetes.io/config.mirror'] ?? metadata.uid ?? ''
