import { Shelf } from '../../kernel/shelf'
import type { Micros } from '../../../base/time'
import type { KubeObject } from '../../api/types'
import type { Wire } from './context'
import type { ApiPeer, RequestOptions } from './messages'
import { fieldOf } from './selectors'

/** What a client watches. Its life is in `watch.ts`. */
export interface Watcher {
  readonly resource: string
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

/** Watchers of one field's values, such as `spec.nodeName`, and those of everything else. */
interface Index {
  readonly rest: readonly Ranked[]
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, Ranked[]>>
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
    this.#index = null
    this.#shelf.set(key, Object.freeze(watcher))
  }

  delete(key: string): void {
    if (this.#shelf.delete(key)) this.#index = null
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
    let found: Ranked[] | null = null
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
function merged(one: readonly Ranked[], other: readonly Ranked[]): Ranked[] {
  const all: Ranked[] = []
  let i = 0
  for (const ranked of other) {
    while (i < one.length && one[i]!.rank < ranked.rank) all.push(one[i++]!)
    all.push(ranked)
  }
  while (i < one.length) all.push(one[i++]!)
  return all
}

function indexOf(watchers: Iterable<readonly [string, Watcher]>): Index {
  const rest: Ranked[] = []
  const fields = new Map<string, Map<string, Ranked[]>>()
  let rank = 0
  for (const [, watcher] of watchers) {
    const ranked = { rank: rank++, watcher }
    const [, path, value] = /^([^=!,]+)==?([^=!,]*)$/.exec(watcher.options?.fieldSelector ?? '') ?? []
    if (path === undefined || value === undefined) {
      rest.push(ranked)
      continue
    }
    let byValue = fields.get(path)
    if (!byValue) fields.set(path, (byValue = new Map()))
    const its = byValue.get(value)
    if (its) its.push(ranked)
    else byValue.set(value, [ranked])
  }
  return { rest, fields }
}
