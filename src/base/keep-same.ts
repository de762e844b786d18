/**
 * Plain data that came anew from the worker, with every part that did not change replaced by the old reference, so that
 * whoever draws a part is not woken by another part's change.
 */
export function keepSame<T>(before: T | undefined, after: T): T {
  if (Object.is(before, after)) return after
  if (Array.isArray(before) && Array.isArray(after)) return keepSameList(before, after) as T
  if (isRecord(before) && isRecord(after)) return keepSameRecord(before, after) as T
  return after
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function keepSameList(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  let same = before.length === after.length
  const kept = after.map((value, i) => {
    const merged = keepSame(before[i], value)
    if (merged !== before[i]) same = false
    return merged
  })
  return same ? before : kept
}

function keepSameRecord(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> {
  const names = Object.keys(after)
  let same = names.length === Object.keys(before).length
  const kept: Record<string, unknown> = {}
  for (const name of names) {
    kept[name] = keepSame(before[name], after[name])
    if (kept[name] !== before[name] || !(name in before)) same = false
  }
  return same ? before : kept
}
