import { Shelf } from '../../kernel/shelf'
import type { Micros } from '../../../base/time'
import type { KubeObject } from '../../api/types'
import type { Wire } from './context'
import type { ApiPeer, ApiRequest, RequestOptions } from './messages'
import { fieldOf } from './selectors'

/** What a client watches. Its life is in `watch.ts`. */
export interface Watcher {
  readonly resource: string
  /** How it was asked for. */
  readonly asked: Pick<ApiRequest, 'http' | 'json'>
  readonly peer: ApiPeer
  readonly conn: string
  readonly id: number
  readonly namespace: string | undefined
  readonly options: RequestOptions | undefined
  /** Of one that came over HTTP. */
  readonly wire?: Wire
  /** Its Tables have had their columns: only the first one has them. */
  readonly headed?: true
  /** How long it may last; Infinity: as long as its client likes. */
  readonly limit: Micros
}

interface Ranked {
  readonly rank: number
  readonly watcher: Watcher
}

/** Watchers of one field's values, such as `spec.nodeName`, and those of everything else. Its lists are replaced, not changed. */
interface Index {
  rest: readonly Ranked[]
  readonly fields: Map<string, Map<string, readonly Ranked[]>>
  next: number
}

/**
 * The watches of one resource in the order in which they were opened. A change is looked at only by those that it can concern:
 * of a thousand kubelets that watch their own pods, one. Models cacher.go indexedWatchers (whose triggers are the same fields).
 */
export class Watchers {
  readonly #shelf: Shelf<Watcher>
  #index: Index | null = null
  #kept: Watchers | null = null

  constructor(shelf = new Shelf<Watcher>()) {
    this.#shelf = shelf
  }

  get size(): number {
    return this.#shelf.size
  }

  set(key: string, watcher: Watcher): void {
    const before = this.#shelf.get(key)
    this.#shelf.set(key, Object.freeze(watcher))
    // What is set again keeps its place. It is rare: the first Table is on its way.
    if (before) this.#index = null
    else if (this.#index) enter(this.#index, watcher)
  }

  delete(key: string): void {
    const watcher = this.#shelf.get(key)
    this.#shelf.delete(key)
    if (watcher && this.#index) leave(this.#index, watcher)
  }

  clear(): void {
    this.#index = null
    this.#shelf.clear()
  }

  values(): ArrayIterator<Watcher> {
    return this.#shelf.values()
  }

  [Symbol.iterator](): ArrayIterator<[string, Watcher]> {
    return this.#shelf.entries()
  }

  /** Those that may see something of these objects, in order. */
  of(objects: readonly KubeObject[]): readonly Ranked[] {
    const { rest, fields } = (this.#index ??= indexOf(this.#shelf))
    let found: readonly Ranked[] | null = null
    for (const [path, byValue] of fields) {
      for (let i = 0; i < objects.length; i++) {
        const value = fieldOf(objects[i]!, path)
        // An object as it was and as it is mostly has the same value.
        if (i > 0 && objects.slice(0, i).some((object) => fieldOf(object, path) === value)) continue
        const its = byValue.get(value)
        if (its) found = found ? merged(found, its) : its
      }
    }
    if (!found) return rest
    return merged(rest, found)
  }

  /** A copy that is only read from now on: the same one as long as nothing changes. */
  keep(): Watchers {
    const shelf = this.#shelf.keep()
    if (this.#kept === null || this.#kept.#shelf !== shelf) this.#kept = new Watchers(shelf)
    return this.#kept
  }

  clone(): Watchers {
    return new Watchers(this.#shelf.clone())
  }
}

/** Two lists in order as one. */
function merged(one: readonly Ranked[], other: readonly Ranked[]): readonly Ranked[] {
  if (one.length === 0) return other
  const all: Ranked[] = []
  let i = 0
  for (const ranked of other) {
    while (i < one.length && one[i]!.rank < ranked.rank) all.push(one[i++]!)
    all.push(ranked)
  }
  while (i < one.length) all.push(one[i++]!)
  return all
}

function indexOf(watchers: Shelf<Watcher>): Index {
  const index: Index = { rest: [], fields: new Map(), next: 0 }
  for (const watcher of watchers.values()) enter(index, watcher)
  return index
}

function enter(index: Index, watcher: Watcher): void {
  listed(index, watcher, (list) => [...list, { rank: index.next++, watcher }])
}

function leave(index: Index, watcher: Watcher): void {
  listed(index, watcher, (list) => list.filter((ranked) => ranked.watcher !== watcher))
}

/** Replaces the list that a watcher belongs to. */
function listed(index: Index, { options }: Watcher, next: (list: readonly Ranked[]) => readonly Ranked[]): void {
  const [, path, value] = /^([^=!,]+)==?([^=!,]*)$/.exec(options?.fieldSelector ?? '') ?? []
  if (path === undefined || value === undefined) {
    index.rest = next(index.rest)
    return
  }
  let byValue = index.fields.get(path)
  if (!byValue) index.fields.set(path, (byValue = new Map()))
  const list = next(byValue.get(value) ?? [])
  if (list.length > 0) byValue.set(value, list)
  else byValue.delete(value)
}
