import { seconds, type Micros } from '../../../base/time'
import { equal } from '../../api/equality'
import type { KubeObject } from '../../api/types'
import { clusterOf } from '../../cluster'
import { contextOf } from '../../components/contexts'
import type { KeyValue } from '../../components/etcd/messages'
import type { Snapshot } from '../../components/etcd/raft'
import type { StoreSnapshot } from '../../components/etcd/snapshot'
import type { World } from '../../kernel/world'
import type { Simulation } from '../../simulation'
import type { Fact } from '../../timeline/timeline'
import type { LostObjects, LostView } from '../../view/types'

/** Objects by their keys, and how far a store had come. */
interface Content {
  readonly revision: number
  readonly objects: ReadonlyMap<string, KeyValue>
}

/**
 * What the last turning back of the store in a run has cost: the store after the last write that was acknowledged before, compared with
 * the one that the cluster begins anew with. Null if no store was turned back.
 */
export function lostBy({ history }: Simulation, end: Micros): LostView | null {
  const { facts } = history.timeline
  const turn = facts.findLast(
    ({ fact, at }) => at >= 0 && at <= end && (fact === 'etcd-snapshot-restored' || fact === 'etcd-new-cluster-forced')
  )
  const last = turn && lastWrite(facts, turn.at)
  if (!turn || !last) return null
  const before = furthest(history.seek(last.at))
  const after = begunWith(history.seek(turn.at), turn)
  if (!before || !after) return null
  const of = (keys: (one: Content, other: Content) => readonly string[]) => byResource(keys(before, after))
  return {
    at: turn.at,
    how: turn.fact === 'etcd-snapshot-restored' ? 'restored' : 'forced',
    before: before.revision,
    after: after.revision,
    lost: of((one, other) => [...one.objects.keys()].filter((key) => !isSame(one, other, key))),
    back: of((one, other) => [...other.objects.keys()].filter((key) => !isSame(other, one, key))),
    older: of((one, other) =>
      [...one.objects.keys()].filter((key) => isSame(one, other, key) && !isWantedAlike(one, other, key))
    ),
    strays: straysOf(history, turn.at, end)
  }
}

/** The acknowledged write of the highest revision: one who began without data in the meantime has low ones. */
function lastWrite(facts: readonly Fact[], until: Micros): { readonly at: Micros } | null {
  let found: { at: Micros; revision: number } | null = null
  for (const { fact, detail, at } of facts) {
    if (at >= until) break
    if (fact === 'object-written' && detail.revision >= (found?.revision ?? 0))
      found = { at, revision: detail.revision }
  }
  return found
}

const heartbeats = /^\/registry\/(?:leases|events|masterleases)\//

const contentOf = (revision: number, kvs: Iterable<KeyValue>): Content => ({
  revision,
  objects: new Map(
    [...kvs].filter(({ key }) => key.startsWith('/registry/') && !heartbeats.test(key)).map((kv) => [kv.key, kv])
  )
})

/** What the member holds that has come furthest. */
function furthest(world: World): Content | null {
  const stores = world.processes.flatMap((process) => contextOf(process, 'etcd')?.store ?? [])
  const store = stores.sort((a, b) => b.revision - a.revision)[0]
  return store ? contentOf(store.revision, store.current.values()) : null
}

function begunWith(world: World, turn: Fact): Content | null {
  if (turn.fact === 'etcd-new-cluster-forced') {
    const process = world.find(turn.detail.member)
    const store = process && contextOf(process, 'etcd')?.store
    return store ? contentOf(store.revision, store.current.values()) : null
  }
  if (turn.fact !== 'etcd-snapshot-restored') return null
  const snap = world.find(`${turn.detail.machine}/etcd`)?.disk.snap?.value as Snapshot | undefined
  return snap ? contentOf(turn.detail.revision, (snap.data as StoreSnapshot).kvs) : null
}

const objectOf = ({ value }: KeyValue): KubeObject => value as KubeObject

/** The same object, not another one of its name. */
function isSame(one: Content, other: Content, key: string): boolean {
  const [a, b] = [one.objects.get(key), other.objects.get(key)]
  return !!a && !!b && objectOf(a).metadata.uid === objectOf(b).metadata.uid
}

/** What is reported of an object (its status, who wrote it) comes again by itself; what is wanted of it does not. */
function isWantedAlike(one: Content, other: Content, key: string): boolean {
  const wanted = (content: Content) => {
    const {
      status: _status,
      metadata,
      ...rest
    } = objectOf(content.objects.get(key)!) as KubeObject & {
      readonly status?: unknown
    }
    return { ...rest, labels: metadata.labels ?? {} }
  }
  return equal(wanted(one), wanted(other))
}

function byResource(keys: readonly string[]): readonly LostObjects[] {
  const found = new Map<string, string[]>()
  for (const key of keys) {
    const [resource = '', ...name] = key.slice('/registry/'.length).split('/')
    found.set(resource, [...(found.get(resource) ?? []), name.join('/')])
  }
  return [...found]
    .map(([resource, names]) => ({ resource, names: names.sort() }))
    .sort((a, b) => (a.resource < b.resource ? -1 : 1))
}

/** It is looked so often who runs without leave. */
const lookEvery = seconds(2)

/** Who ran without leave after the turn, as long as an API server could have been asked, and when it was last seen. */
function straysOf(history: Simulation['history'], from: Micros, end: Micros): LostView['strays'] {
  const names = new Set<string>()
  let until = from
  for (let at = from + lookEvery; at <= end; at += lookEvery) {
    const found = straysIn(history.seek(at))
    for (const name of found) names.add(name)
    if (found.length > 0) until = at
  }
  return { names: [...names].sort(), until }
}

/** Pods that run on workers and stand in no store. */
function straysIn(world: World): readonly string[] {
  const known = furthest(world)
  if (!known) return []
  const uids = new Set([...known.objects.values()].map((kv) => objectOf(kv).metadata.uid))
  return clusterOf(world).workers.flatMap((worker) => {
    const linux = contextOf(world.process(`${worker}/linux`), 'linux')
    return [...(linux?.containers.values() ?? [])].flatMap(({ spec }) =>
      spec.name === '' || uids.has(spec.podUid) ? [] : [`${spec.namespace}/${spec.podName}`]
    )
  })
}
