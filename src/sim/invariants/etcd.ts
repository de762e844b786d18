import { fnv1a } from '../../base/prng'
import { equal } from '../api/equality'
import type { Pod } from '../api/types'
import { contextOf } from '../components/contexts'
import type { KeyValue } from '../components/etcd/messages'
import type { Process, World } from '../kernel/world'
import type { Invariant } from './index'
import { lifeOf, type Memory } from './memory'

/**
 * Which cluster a member belongs to, counted from 0. When all members have lost their disks nobody is left to disagree with:
 * who begins anew then begins another cluster, and what the old one agreed on binds nobody.
 */
function clusterOf(process: Process, world: World, memory: Memory): number {
  const etcd = contextOf(process, 'etcd')
  // What was made of a snapshot, or of one member by force, has a history of its own from then on.
  if (etcd && (etcd.cluster !== '' || etcd.origin > 0)) return 1 + (fnv1a(`${etcd.cluster}@${etcd.origin}`) % 2 ** 20)
  const cluster = (memory.get('cluster', 0) as number | undefined) ?? 0
  const known = memory.get('life of a member', process.index) as Life | undefined
  if (known?.incarnation === process.incarnation) return cluster
  const { incarnation } = process
  const { disksLost } = process.machine
  memory.set('life of a member', process.index, Object.freeze({ incarnation, disksLost }))
  if (known === undefined || known.disksLost === disksLost) return cluster
  if (world.processes.some((other) => other !== process && holdsState(other))) return cluster
  memory.set('cluster', 0, cluster + 1)
  return cluster + 1
}

interface Life {
  readonly incarnation: number
  readonly disksLost: number
}

const holdsState = (process: Process): boolean =>
  process.kind === 'etcd' &&
  (Object.keys(process.disk).length > 0 || (contextOf(process, 'etcd')?.store.revision ?? 0) > 1)

/** Terms and revisions of each cluster are numbers of their own. */
const numberIn = (cluster: number, number: number): number => cluster * 2 ** 32 + number

/** Raft's Election Safety: at most one leader can be elected in a given term. */
export const oneLeaderPerTerm: Invariant = {
  name: 'one-leader-per-term',
  kinds: ['etcd'],
  check(process, world, memory) {
    const term = contextOf(process, 'etcd')?.raft.term
    if (term === undefined || process.table.leaves[process.leaf] !== 'leader') return null
    const key = numberIn(clusterOf(process, world, memory), term)
    const known = memory.get('leader of a term', key)
    if (known === undefined) memory.set('leader of a term', key, process.id)
    return known === undefined || known === process.id ? null : `${known} and ${process.id} both lead in term ${term}`
  }
}

/**
 * Raft's State Machine Safety, which follows from Log Matching and Leader Completeness: no two members ever apply
 * different changes at the same revision, so what was once agreed on is never lost.
 */
export const sameHistory: Invariant = {
  name: 'state-machine-safety',
  kinds: ['etcd'],
  check(process, world, memory) {
    const store = contextOf(process, 'etcd')?.store
    if (!store) return null
    const cluster = clusterOf(process, world, memory)
    const life = lifeOf(process)
    const from = (memory.get('revision that is checked', life) as number | undefined) ?? 0
    if (store.revision === from) return null
    memory.set('revision that is checked', life, store.revision)
    for (let i = store.history.length - 1; i >= 0; i--) {
      const { kv } = store.history.at(i)!
      if (kv.modRevision <= from) break
      const revision = numberIn(cluster, kv.modRevision)
      const changed = memory.get('what a revision changed', revision) as readonly KeyValue[] | undefined
      const known = changed?.find(({ key }) => key === kv.key)
      if (!known) memory.set('what a revision changed', revision, changed ? [...changed, kv] : [kv])
      // A branch has objects of its own where it replayed what was known.
      else if (known.value !== kv.value && !equal(known.value, kv.value))
        return `${process.id} has another value of ${kv.key} at revision ${kv.modRevision} than another member`
    }
    return null
  }
}

/** A revision never goes back while a member runs; resourceVersion is that revision. */
export const revisionGrows: Invariant = {
  name: 'revision-never-goes-back',
  kinds: ['etcd'],
  check(process, _world, memory) {
    const life = lifeOf(process)
    const before = (memory.get('revision', life) as number | undefined) ?? 0
    const revision = contextOf(process, 'etcd')?.store.revision ?? before
    memory.set('revision', life, revision)
    return revision < before ? `${process.id} went back from revision ${before} to ${revision}` : null
  }
}

/** A pod that is bound to a node stays bound to it: no other binding ever replaces it. */
export const boundOnce: Invariant = {
  name: 'a-pod-is-bound-once',
  kinds: ['etcd'],
  check(process, _world, memory) {
    const store = contextOf(process, 'etcd')?.store
    if (!store) return null
    const life = lifeOf(process)
    const from = (memory.get('revision whose bindings are checked', life) as number | undefined) ?? 0
    if (store.revision === from) return null
    memory.set('revision whose bindings are checked', life, store.revision)
    for (let i = store.history.length - 1; i >= 0; i--) {
      const { type, kv, prev } = store.history.at(i)!
      if (kv.modRevision <= from) break
      if (type !== 'put' || !prev || !kv.key.startsWith('/registry/pods/')) continue
      const before = prev.value as Pod
      const after = kv.value as Pod
      if (
        before.metadata.uid === after.metadata.uid &&
        before.spec.nodeName &&
        before.spec.nodeName !== after.spec.nodeName
      ) {
        return `${kv.key} was bound to ${before.spec.nodeName} and then to ${after.spec.nodeName}`
      }
    }
    return null
  }
}
