import { findKind, keyOf, storedKinds, type Kind } from '../../sim/api/scheme'
import type { KubeObject } from '../../sim/api/types'
import type { EtcdContext } from '../../sim/components/etcd/context'
import { customKinds } from '../../sim/components/kube-apiserver/apiextensions/served'
import type { ApiServer } from '../../sim/components/kube-apiserver/context'
import { createCache, fill } from '../../sim/components/kube-apiserver/watch-cache'
import type { World } from '../../sim/kernel/world'
import type { Change } from './decode'

/** The objects of an API server and its etcd, as they lie in both: etcd's store, and the server's caches filled from it. */
export class Held {
  constructor(private readonly world: () => World) {}

  /** Some objects are others now, or gone. */
  change(changes: readonly Change[]): void {
    const { store } = this.etcd
    const touched = new Set<Kind>()
    for (const change of changes) {
      const kind = this.kindOf('gone' in change ? change.gone : change.object)
      if (!kind) continue
      touched.add(kind)
      // Definitions make kinds: those that follow may be of them.
      if (kind.plural === definitions) this.refill(kind)
      if ('gone' in change) {
        const { namespace, name: which } = change.gone
        store.current.delete(keyOf(kind, namespace === '' ? undefined : namespace, which))
      } else this.put(kind, change.object)
    }
    for (const kind of touched) this.refill(kind)
  }

  /** What is there now; calling it puts that back. */
  remembered(): () => void {
    const before = new Map(this.etcd.store.current.entries())
    return () => {
      const { current } = this.etcd.store
      const touched = new Set<string>()
      for (const [key, kv] of [...current.entries()]) {
        if (before.get(key) === kv) continue
        touched.add(key)
        if (!before.has(key)) current.delete(key)
      }
      for (const [key, kv] of before) {
        if (current.get(key) === kv) continue
        touched.add(key)
        current.set(key, kv)
      }
      const kinds = [...storedKinds.values(), ...customKinds(this.server).values()]
      for (const kind of kinds) if ([...touched].some((key) => key.startsWith(prefixOf(kind)))) this.refill(kind)
    }
  }

  all(plural: string): KubeObject[] {
    const { store } = this.etcd
    const kind = storedKinds.get(plural)!
    return [...store.current.keysUnder(prefixOf(kind))].map((key) => store.current.get(key)!.value as KubeObject)
  }

  /** The server says in a lease that it lives: that is none of the objects it was given. */
  forgetOwnLease(): void {
    const { store } = this.etcd
    const kind = storedKinds.get('leases')!
    const { identity } = this.server
    const own = [...store.current.keysUnder(prefixOf(kind))].filter((key) => {
      const { spec } = store.current.get(key)!.value as { readonly spec?: { readonly holderIdentity?: string } }
      return identity !== '' && spec?.holderIdentity === identity
    })
    for (const key of own) store.current.delete(key)
    if (own.length > 0) this.refill(kind)
  }

  /** The kind of an object: one that is built in, or one that a definition makes. */
  kindOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): Kind | undefined {
    const found = findKind(kind, apiVersion)
    if (found) return storedKinds.get(found.plural)
    return [...customKinds(this.server).values()].find(
      (one) => one.kind === kind && (one.apiVersion === apiVersion || one.also.includes(apiVersion))
    )
  }

  set(all: readonly { readonly kind: Kind; readonly objects: readonly KubeObject[] }[]): void {
    const { store } = this.etcd
    for (const { kind, objects } of all) {
      for (const key of [...store.current.keysUnder(prefixOf(kind))]) store.current.delete(key)
      for (const object of objects) this.put(kind, object)
    }
    for (const { kind } of all) this.refill(kind)
  }

  put(kind: Kind, object: KubeObject): void {
    const { store } = this.etcd
    const { resourceVersion, ...metadata } = object.metadata
    const revision = Number(resourceVersion ?? store.revision)
    const key = keyOf(kind, metadata.namespace, metadata.name)
    const value = Object.freeze({ ...object, metadata: Object.freeze(metadata) })
    store.current.set(
      key,
      Object.freeze({ key, value, createRevision: revision, modRevision: revision, version: 1, lease: 0 })
    )
    store.revision = Math.max(store.revision, revision)
  }

  /** The server's cache of a kind is what etcd holds. */
  private refill(kind: Kind): void {
    const { store } = this.etcd
    const { caches } = this.server
    const kvs = store.current.keysUnder(prefixOf(kind)).map((key) => store.current.get(key)!)
    let cache = caches.get(kind.directory)
    if (!cache) caches.set(kind.directory, (cache = createCache(kind.directory, caches.size)))
    fill(cache, kvs, store.revision)
    if (kind.plural === definitions) this.server.definitions = Object.freeze({})
  }

  private get etcd(): EtcdContext {
    return this.world().process('master-1/etcd').context as EtcdContext
  }
  private get server(): ApiServer {
    return this.world().process('master-1/kube-apiserver').context as ApiServer
  }
}

const definitions = 'customresourcedefinitions'
const prefixOf = (kind: Kind): string => keyOf(kind, undefined)
