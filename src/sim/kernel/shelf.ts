import { copy } from './copy'

/**
 * A map of a component's own things, in order of insertion, whose copies cost what was changed since the last one: copies share
 * things and table, and a thing is copied when it is to be changed (`change`) for the first time after that. What `get` and the
 * lists give is only read. `values`, `keys` and `entries` give what was there when they were asked.
 */
export class Shelf<V> implements ReadonlyMap<string, Readonly<V>> {
  #map: Map<string, V>
  /** Another shelf has the same table. */
  #shared = false
  /** Keys of things that no other shelf has. */
  #own = new Set<string>()
  #kept: Shelf<V> | null = null
  #version = 0

  constructor(map = new Map<string, V>()) {
    this.#map = map
  }

  get size(): number {
    return this.#map.size
  }

  /** Counts what may have changed it: what was computed from its things holds as long as this is the same. */
  get version(): number {
    return this.#version
  }

  get(key: string): Readonly<V> | undefined {
    return this.#map.get(key)
  }

  has(key: string): boolean {
    return this.#map.has(key)
  }

  /** The thing, to be changed in place in this step. */
  change(key: string): V | undefined {
    const found = this.#map.get(key)
    if (found === undefined) return undefined
    this.#kept = null
    this.#version++
    if (this.#own.has(key)) return found
    const next = copy(found)
    this.set(key, next)
    return next
  }

  set(key: string, value: V): this {
    this.#writable().set(key, value)
    this.#own.add(key)
    return this
  }

  delete(key: string): boolean {
    if (!this.#map.has(key)) return false
    this.#own.delete(key)
    return this.#writable().delete(key)
  }

  clear(): void {
    if (this.#map.size === 0) return
    this.#kept = null
    this.#version++
    this.#map = new Map()
    this.#shared = false
    this.#own.clear()
  }

  keys(): ArrayIterator<string> {
    return [...this.#map.keys()].values()
  }

  values(): ArrayIterator<Readonly<V>> {
    return [...this.#map.values()].values()
  }

  entries(): ArrayIterator<[string, Readonly<V>]> {
    return [...this.#map].values()
  }

  [Symbol.iterator](): ArrayIterator<[string, Readonly<V>]> {
    return this.entries()
  }

  forEach(visit: (value: Readonly<V>, key: string, shelf: ReadonlyMap<string, Readonly<V>>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this)
  }

  /** A copy that is only read from now on: the same one as long as nothing changes. */
  keep(): Shelf<V> {
    return (this.#kept ??= this.clone())
  }

  /** An independent shelf with the same things. */
  clone(): Shelf<V> {
    const next = new Shelf(this.#map)
    next.#shared = this.#shared = true
    this.#own.clear()
    return next
  }

  #writable(): Map<string, V> {
    this.#kept = null
    this.#version++
    if (this.#shared) {
      this.#map = new Map(this.#map)
      this.#shared = false
    }
    return this.#map
  }
}
