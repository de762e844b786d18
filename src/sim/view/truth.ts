import type { KubeObject } from '../api/types'
import type { EtcdContext } from '../components/etcd/context'
import { range } from '../components/etcd/mvcc/store'
import type { LinuxContext } from '../components/linux/context'
import type { MachineId } from '../kernel/types'
import type { World } from '../kernel/world'

/** What is really so, for pictures and comparisons: no component sees this. */

/** The member that applied most: its store is what the cluster has agreed on. */
function storeOf(world: World) {
  let best: EtcdContext | null = null
  for (const process of world.processes) {
    if (process.kind !== 'etcd' || process.incarnation === 0) continue
    const context = process.context as EtcdContext
    if (!best || context.applied > best.applied) best = context
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

/** Uids of pods of which a container really runs on a machine. */
export function runningContainers(world: World, machine: MachineId): ReadonlySet<string> {
  const process = world.find(`${machine}/linux`)
  if (!process || process.status !== 'running') return new Set()
  const { containers } = process.context as LinuxContext
  return new Set([...containers.values()].flatMap(({ spec }) => (spec.name === '' ? [] : [spec.podUid])))
}
