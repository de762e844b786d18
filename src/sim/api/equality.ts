/**
 * Deep equality as Kubernetes compares objects: what is missing, null or empty is the same.
 * Models apimachinery/pkg/api/equality/semantic.go.
 */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return isEmpty(a) && isEmpty(b)
  const isList = Array.isArray(a)
  if (isList !== Array.isArray(b)) return isEmpty(a) && isEmpty(b)
  if (isList) {
    const [list, other] = [a, b as readonly unknown[]]
    if (list.length !== other.length) return false
    for (let i = 0; i < list.length; i++) if (!equal(list[i], other[i])) return false
    return true
  }
  const left = a as Record<string, unknown>
  const right = b as Record<string, unknown>
  for (const key in left) if (!equal(left[key], right[key])) return false
  for (const key in right) if (!(key in left) && !isEmpty(right[key])) return false
  return true
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true
  if (typeof value !== 'object') return false
  for (const _ in value) return false
  return true
}

/** JSON with sorted keys and without what is missing or null: equal values give equal texts. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const object = value as Record<string, unknown>
  const fields = Object.keys(object)
    .filter((key) => object[key] !== undefined && object[key] !== null)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(object[key])}`)
  return `{${fields.join(',')}}`
}
