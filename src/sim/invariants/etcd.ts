import { equal } from '../api/equality'
import type { Pod } from '../api/types'
import { contextOf } from '../components/contexts'
import type { KeyValue } from '../components/etcd/messages'
import type { Invariant } from './index'
import { lifeOf } from './memory'

/** Raft's Election Safety: at most one leader can be elected in a given term. */
export const oneLeaderPerTerm: Invariant = {
  name: 'one-leader-per-term',
  kinds: ['etcd'],
  check(process, _world, memory) {
    const term = contextOf(process, 'etcd')?.raft.term
    if (term === undefined || process.table.leaves[process.leaf] !== 'leader') return null
    const known = memory.get('leader of a term', term)
    if (known === undefined) memory.set('leader of a term', term, process.id)
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
  check(process, _world, memory) {
    const store = contextOf(process, 'etcd')?.store
    if (!store) return null
    const life = lifeOf(process)
    const from = (memory.get('revision that is checked', life) as number | undefined) ?? 0
    if (store.revision === from) return null
    memory.set('revision that is checked', life, store.revision)
    for (let i = store.history.length - 1; i >= 0; i--) {
      const { kv } = store.history.at(i)!
      if (kv.modRevision <= from) break
      const changed = memory.get('what a revision changed', kv.modRevision) as readonly KeyValue[] | undefined
      const known = changed?.find(({ key }) => key === kv.key)
      if (!known) memory.set('what a revision changed', kv.modRevision, changed ? [...changed, kv] : [kv])
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
