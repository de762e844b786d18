/**
 * Copies the mutable part of a state tree and shares what is frozen.
 *
 * This is what makes a checkpoint cheap: Kubernetes objects, log entries and messages are frozen when they are made,
 * so a checkpoint copies the tables that hold them, not the objects. A state is a tree: two references to one mutable
 * object would become two objects here.
 *
 * Long tables (logs, histories) are of one kind: if their first, middle and last items are frozen, all are. A test holds
 * every component to that.
 */
export function copy<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (Array.isArray(value)) {
    const length = value.length
    if (length >= longTable && isOfFrozen(value)) return value.slice() as T
    const next = new Array(length)
    for (let i = 0; i < length; i++) {
      const item = value[i]
      next[i] = typeof item === 'object' && item !== null ? copy(item) : item
    }
    return next as T
  }
  if (value instanceof Map) {
    const next = new Map()
    for (const [key, item] of value) next.set(key, typeof item === 'object' && item !== null ? copy(item) : item)
    return next as T
  }
  if (value instanceof Set) return new Set(value) as T
  const clone = (value as { clone?: () => T }).clone
  if (typeof clone === 'function') return clone.call(value)
  const next: Record<string, unknown> = {}
  for (const key in value) {
    const item = value[key] as unknown
    next[key] = typeof item === 'object' && item !== null ? copy(item) : item
  }
  return next as T
}

/**
 * A copy as `copy` makes one, for keeping: what is the same as in `before`, an earlier one, is shared with it. Neither may
 * ever be changed.
 */
export function save<T>(value: T, before: unknown): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  // Most are plain: they are asked for nothing else.
  if (Object.getPrototypeOf(value) === Object.prototype)
    return saveObject(value as Plain, typeof before === 'object' && before !== null ? (before as Plain) : null) as T
  if (Array.isArray(value)) return saveArray(value, Array.isArray(before) ? before : none) as T
  if (value instanceof Map) return saveMap(value, before instanceof Map ? before : null) as T
  if (value instanceof Set) return saveSet(value, before instanceof Set ? before : null) as T
  const { keep, clone } = value as { keep?: () => T; clone?: () => T }
  if (typeof keep === 'function') return keep.call(value)
  if (typeof clone === 'function') return clone.call(value)
  return saveObject(value as Plain, typeof before === 'object' && before !== null ? (before as Plain) : null) as T
}

type Plain = Record<string, unknown>
const none: readonly unknown[] = []

function saveArray(value: readonly unknown[], before: readonly unknown[]): readonly unknown[] {
  const { length } = value
  if (length >= longTable && isOfFrozen(value)) {
    if (before.length !== length) return value.slice()
    for (let i = length - 1; i >= 0; i--) if (value[i] !== before[i]) return value.slice()
    return before
  }
  if (length === 0) return before !== none && before.length === 0 ? before : []
  let next: unknown[] | null = before.length === length ? null : []
  for (let i = 0; i < length; i++) {
    const item = save(value[i], before[i])
    if (next === null && !Object.is(item, before[i])) next = before.slice(0, i)
    if (next !== null) next.push(item)
  }
  return next ?? before
}

/** Maps are the same only if they are in the same order too. */
function saveMap(value: ReadonlyMap<unknown, unknown>, before: ReadonlyMap<unknown, unknown> | null): unknown {
  if (before === null || !sameOrder(value, before)) {
    const next = new Map()
    for (const [key, item] of value)
      next.set(key, typeof item === 'object' && item !== null ? save(item, before?.get(key)) : item)
    return next
  }
  let next: Map<unknown, unknown> | null = null
  let same = 0
  for (const [key, item] of value) {
    const old = before.get(key)
    const kept = typeof item === 'object' && item !== null ? save(item, old) : item
    if (next === null) {
      if (Object.is(kept, old)) {
        same++
        continue
      }
      next = firstOf(before, same)
    }
    next.set(key, kept)
  }
  return next ?? before
}

/** Keys of the first of two tables that are compared: one list serves all, so that a comparison allocates none. */
const order: unknown[] = []

/** Have two tables the same keys (or two sets the same members) in the same order? */
function sameOrder(
  one: ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>,
  other: ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
): boolean {
  if (one.size !== other.size) return false
  if (one.size === 0) return true
  let length = 0
  for (const key of one.keys()) order[length++] = key
  let i = 0
  for (const key of other.keys()) if (order[i++] !== key) return false
  return true
}

function firstOf(map: ReadonlyMap<unknown, unknown>, count: number): Map<unknown, unknown> {
  const first = new Map()
  for (const [key, item] of map) {
    if (first.size === count) break
    first.set(key, item)
  }
  return first
}

function saveSet(value: ReadonlySet<unknown>, before: ReadonlySet<unknown> | null): unknown {
  return before !== null && sameOrder(value, before) ? before : new Set(value)
}

function saveObject(value: Plain, before: Plain | null): Plain {
  let next: Plain | null = before === null ? {} : null
  for (const key in value) {
    const raw = value[key]
    const old = before?.[key]
    const item = typeof raw === 'object' && raw !== null ? save(raw, old) : raw
    if (next === null) {
      if (Object.is(item, old) && (old !== undefined || key in before!)) continue
      next = itemsOf(before!, value, key)
    }
    next[key] = item
  }
  return next ?? (sameKeys(value, before!) ? before! : itemsOf(before!, value))
}

/** What `from` has under the keys of `value`, in their order, up to one of them. */
function itemsOf(from: Plain, value: Plain, end?: string): Plain {
  const items: Plain = {}
  for (const key in value) {
    if (key === end) break
    items[key] = from[key]
  }
  return items
}

function sameKeys(one: Plain, other: Plain): boolean {
  let length = 0
  for (const key in one) order[length++] = key
  let i = 0
  for (const key in other) if (i === length || order[i++] !== key) return false
  return i === length
}

/** Arrays from this length on are logs: only ever of one kind of items. */
export const longTable = 64

const isOfFrozen = (items: readonly unknown[]): boolean =>
  isShared(items[0]) && isShared(items[items.length >> 1]) && isShared(items[items.length - 1])

const isShared = (item: unknown): boolean => typeof item !== 'object' || item === null || Object.isFrozen(item)
