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

/** Arrays from this length on are logs: only ever of one kind of items. */
export const longTable = 64

const isOfFrozen = (items: readonly unknown[]): boolean =>
  isShared(items[0]) && isShared(items[items.length >> 1]) && isShared(items[items.length - 1])

const isShared = (item: unknown): boolean => typeof item !== 'object' || item === null || Object.isFrozen(item)
