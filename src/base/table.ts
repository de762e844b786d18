import imported from 'sorted-btree'

// A CommonJS module: bundlers give its class, Node all its exports.
const BTree = (imported as { readonly default?: typeof imported }).default ?? imported

type Tree<V> = InstanceType<typeof imported<string, V>>

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * A map from text to frozen values, in order of key, whose copy costs nothing: copies share the nodes of a B+ tree until
 * one of them changes there. Tables that may grow with the cluster are of this kind, so that a checkpoint costs what changed.
 * `values`, `keys` and `entries` give what was there when they were asked: the table may change meanwhile.
 */
export class Table<V> implements ReadonlyMap<string, V> {
  readonly #tree: Tree<V>
  #kept: Table<V> | null = null

  constructor(entries: readonly (readonly [string, V])[] | Tree<V> = []) {
    if (entries instanceof BTree) this.#tree = entries
    else {
      this.#tree = new BTree<string, V>(undefined, byText)
      for (const [key, value] of entries) this.#tree.set(key, value)
    }
  }

  get size(): number {
    return this.#tree.size
  }

  get(key: string): V | undefined {
    return this.#tree.get(key)
  }

  has(key: string): boolean {
    return this.#tree.has(key)
  }

  set(key: string, value: V): this {
    this.#kept = null
    this.#tree.set(key, value)
    return this
  }

  delete(key: string): boolean {
    this.#kept = null
    return this.#tree.delete(key)
  }

  clear(): void {
    this.#kept = null
    this.#tree.clear()
  }

  keys(): ArrayIterator<string> {
    return this.#tree.keysArray().values()
  }

  values(): ArrayIterator<V> {
    return this.#tree.valuesArray().values()
  }

  entries(): ArrayIterator<[string, V]> {
    return this.#tree.toArray().values()
  }

  [Symbol.iterator](): ArrayIterator<[string, V]> {
    return this.entries()
  }

  forEach(visit: (value: V, key: string, table: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this) visit(value, key, this)
  }

  /** Values of the keys that begin so, in order of key. */
  under(prefix: string): V[] {
    const found: V[] = []
    this.#tree.forRange(prefix, `${prefix}\uffff`, true, (_key, value) => void found.push(value))
    return found
  }

  /** The keys that begin so, in order. */
  keysUnder(prefix: string): string[] {
    const found: string[] = []
    this.#tree.forRange(prefix, `${prefix}\uffff`, true, (key) => void found.push(key))
    return found
  }

  /** A copy that is only read from now on: the same one as long as nothing changes. */
  keep(): Table<V> {
    return (this.#kept ??= this.clone())
  }

  /** An independent table with the same entries. */
  clone(): Table<V> {
    return new Table<V>(this.#tree.clone())
  }
}
