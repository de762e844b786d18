type Json = Record<string, unknown>

/** Lists that are merged by a key; all others are replaced whole. Models the patchMergeKey tags of core/v1. */
const mergeKeys: Readonly<Record<string, string>> = {
  conditions: 'type',
  podIPs: 'ip',
  addresses: 'type'
}

/**
 * The strategic merge patch that turns one object into another, with keys in Go's (sorted) order; null if they are equal.
 * Models apimachinery/pkg/util/strategicpatch CreateTwoWayMergePatch.
 */
export function createPatch(original: Json, modified: Json): Json | null {
  const patch: Json = {}
  for (const key of [...new Set([...Object.keys(original), ...Object.keys(modified)])].sort()) {
    const before = original[key]
    const after = modified[key]
    if (before === after) continue
    if (after === undefined) patch[key] = null
    else if (before === undefined) patch[key] = sorted(after)
    else if (Array.isArray(before) && Array.isArray(after)) {
      const mergeKey = mergeKeys[key]
      if (mergeKey === undefined) {
        if (!equal(before, after)) patch[key] = sorted(after)
      } else diffList(patch, key, mergeKey, before as Json[], after as Json[])
    } else if (isObject(before) && isObject(after)) {
      const inner = createPatch(before, after)
      if (inner) patch[key] = inner
    } else patch[key] = sorted(after)
  }
  const keys = Object.keys(patch)
  if (keys.length === 0) return null
  return Object.fromEntries(keys.sort().map((key) => [key, patch[key]]))
}

function diffList(patch: Json, key: string, mergeKey: string, before: Json[], after: Json[]): void {
  const items: Json[] = []
  for (const item of after) {
    const old = before.find((candidate) => candidate[mergeKey] === item[mergeKey])
    if (!old) {
      items.push(sorted(item) as Json)
      continue
    }
    const change = createPatch(old, item)
    if (change) items.push(sorted({ ...change, [mergeKey]: item[mergeKey] }) as Json)
  }
  for (const old of before) {
    if (!after.some((item) => item[mergeKey] === old[mergeKey]))
      items.push({ $patch: 'delete', [mergeKey]: old[mergeKey] })
  }
  const order = after.map((item) => item[mergeKey])
  const sameOrder = order.length === before.length && before.every((item, i) => item[mergeKey] === order[i])
  if (items.length === 0 && sameOrder) return
  patch[`$setElementOrder/${key}`] = order.map((value) => ({ [mergeKey]: value }))
  if (items.length > 0) patch[key] = items
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Keys in order, as Go writes JSON. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  const result: Json = {}
  for (const key of Object.keys(value).sort()) if (value[key] !== undefined) result[key] = sorted(value[key])
  return result
}

export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => equal(item, b[i]))
  if (!isObject(a) || !isObject(b)) return false
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  for (const key of keys) if (!equal(a[key], b[key])) return false
  return true
}
