import { equal } from '../equality'
import type { Type } from '../schema'
import { isFields, type Fields, type Json } from './json'
import { fieldOf, itemType, valueType } from './strategic'

/**
 * The strategic merge patch that turns one object into another, with keys in Go's (sorted) order; null if they are equal.
 * Models apimachinery/pkg/util/strategicpatch CreateTwoWayMergePatch.
 * @param type the objects' type, whose schema says which lists are merged
 */
export function twoWayPatch(original: Fields, modified: Fields, type: Type | undefined): Fields | null {
  const patch: Fields = {}
  for (const key of new Set([...Object.keys(original), ...Object.keys(modified)])) {
    const before = original[key]
    const after = modified[key]
    if (before === after || (isNothing(before) && isNothing(after))) continue
    const field = fieldOf(type, key)
    if (after === undefined) patch[key] = null
    else if (before === undefined) patch[key] = sorted(after)
    else if (Array.isArray(before) && Array.isArray(after)) {
      if (field?.merge && field.mergeKey !== undefined)
        diffList(patch, key, field.mergeKey, before.filter(isFields), after.filter(isFields), itemType(field))
      else if (!equal(before, after)) patch[key] = sorted(after)
    } else if (isFields(before) && isFields(after)) {
      const inner = twoWayPatch(before, after, field?.type ?? valueType(type))
      if (inner) patch[key] = inner
    } else patch[key] = sorted(after)
  }
  const keys = Object.keys(patch)
  if (keys.length === 0) return null
  return Object.fromEntries(keys.sort().map((key) => [key, patch[key]]))
}

/** A struct that is held by value is there even if nothing is in it; null is a time that was never set. */
const isNothing = (value: Json): boolean =>
  value === undefined || value === null || (isFields(value) && Object.keys(value).length === 0)

function diffList(
  patch: Fields,
  key: string,
  mergeKey: string,
  before: readonly Fields[],
  after: readonly Fields[],
  type: Type | undefined
): void {
  const items: Fields[] = []
  for (const item of after) {
    const old = before.find((candidate) => candidate[mergeKey] === item[mergeKey])
    const change = old ? twoWayPatch(old, item, type) : item
    if (change) items.push(sorted(old ? { ...change, [mergeKey]: item[mergeKey] } : item) as Fields)
  }
  for (const old of before) {
    if (!after.some((item) => item[mergeKey] === old[mergeKey]))
      items.push({ $patch: 'delete', [mergeKey]: old[mergeKey] })
  }
  const order = after.map((item) => item[mergeKey])
  const isSameOrder = order.length === before.length && before.every((item, i) => item[mergeKey] === order[i])
  if (items.length === 0 && isSameOrder) return
  patch[`$setElementOrder/${key}`] = order.map((value) => ({ [mergeKey]: value }))
  if (items.length > 0) patch[key] = items
}

/** Keys in order, as Go writes JSON. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isFields(value)) return value
  const result: Fields = {}
  for (const key of Object.keys(value).sort()) if (value[key] !== undefined) result[key] = sorted(value[key])
  return result
}
