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

/**
 * Keys and values of the maps that are being compared, one map after the other: no iterator makes garbage, and what is saved within
 * a map goes on behind it.
 */
const stack: unknown[] = []
let top = 0
const push = (item: unknown, key: unknown): void => {
  stack[top++] = key
  stack[top++] = item
}

/** Maps are the same only if they are in the same order too. */
function saveMap(value: ReadonlyMap<unknown, unknown>, before: ReadonlyMap<unknown, unknown> | null): unknown {
  const base = top
  value.forEach(push)
  const end = top
  const inOrder = before !== null && before.size === value.size && isSame(before, base, end)
  let next: Map<unknown, unknown> | null = inOrder ? null : new Map()
  for (let i = base; i < end; i += 2) {
    const item = stack[i + 1]
    const old = inOrder ? stack[i + 1 + end - base] : before?.get(stack[i])
    const kept = typeof item === 'object' && item !== null ? save(item, old) : item
    if (next === null) {
      if (Object.is(kept, old)) continue
      next = new Map()
      for (let j = base; j < i; j += 2) next.set(stack[j], stack[j + 1 + end - base])
    }
    next.set(stack[i], kept)
  }
  release(base)
  return next ?? before
}

/** Has a map (or set) the same keys in the same order as what lies on the stack? It lies there behind it then. */
function isSame(before: ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>, base: number, end: number): boolean {
  before.forEach(push)
  const size = end - base
  for (let i = base; i < end; i += 2) if (stack[i] !== stack[i + size]) return false
  return true
}

function release(base: number): void {
  top = base
  // What is not compared any more must not be kept alive.
  if (base === 0) stack.length = 0
}

function saveSet(value: ReadonlySet<unknown>, before: ReadonlySet<unknown> | null): unknown {
  if (before === null || before.size !== value.size) return new Set(value)
  const base = top
  value.forEach(push)
  const same = isSame(before, base, top)
  release(base)
  return same ? before : new Set(value)
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

/** Keys of the first of two objects that are compared: one list serves all, so that a comparison allocates none. */
const order: string[] = []

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
