import type { Field, Type } from '../schema'
import { isFields, type Fields, type Json } from './json'
import { fieldOf, itemType, valueType } from './strategic'

/**
 * The patch that turns the live object into what was applied: fields set by the manifest, and the removal of those that
 * the last manifest set and this one does not. Models apimachinery/pkg/util/strategicpatch CreateThreeWayMergePatch.
 * @param type the objects' type
 * @returns undefined: nothing to do
 */
export const threeWayPatch = (
  original: Json,
  modified: Fields,
  current: Fields,
  type: Type | undefined
): Fields | undefined => mapPatch(isFields(original) ? original : {}, modified, current, type)

function mapPatch(original: Fields, modified: Fields, current: Fields, type: Type | undefined): Fields | undefined {
  const patch: Fields = {}
  for (const key of Object.keys(modified)) {
    const wanted = modified[key]
    const live = current[key]
    if (wanted === null || wanted === undefined) continue
    const field = fieldOf(type, key)
    // With patchStrategy=replace a struct is always written, changed or not (a PodDisruptionBudget's selector).
    if (field?.replace && isFields(wanted)) patch[key] = wanted
    else if (isFields(wanted) && isFields(live)) {
      const before = original[key]
      const inner = mapPatch(isFields(before) ? before : {}, wanted, live, field?.type ?? valueType(type))
      if (inner) patch[key] = inner
    } else if (Array.isArray(wanted) && Array.isArray(live)) {
      Object.assign(patch, listPatch(key, original[key], wanted, live, field))
    } else if (!isEqualScalar(wanted, live)) patch[key] = wanted
  }
  for (const key of Object.keys(original)) {
    if (!(key in modified) && key in current) patch[key] = null
  }
  return Object.keys(patch).length > 0 ? patch : undefined
}

const same = (a: Json, b: Json): boolean => JSON.stringify(a) === JSON.stringify(b)

/** A manifest may write `1` where the server keeps `"1"` (quantities). */
const isEqualScalar = (a: Json, b: Json): boolean =>
  typeof a === 'object' || typeof b === 'object' ? same(a, b) : String(a) === String(b) && b !== undefined

function listPatch(
  name: string,
  original: Json,
  wanted: readonly Json[],
  live: readonly Json[],
  field: Field | undefined
): Fields {
  const mergeKey = field?.merge ? field.mergeKey : undefined
  if (mergeKey === undefined || !wanted.every(isFields) || !live.every(isFields))
    return same(wanted, live) ? {} : { [name]: wanted }
  const before = Array.isArray(original) ? original.filter(isFields) : []
  const patches: Fields[] = []
  const isItem = (item: Fields) => (other: Fields) => other[mergeKey] === item[mergeKey]
  for (const item of wanted) {
    const found = live.find(isItem(item))
    if (!found) patches.push(item)
    else {
      const inner = mapPatch(before.find(isItem(item)) ?? {}, item, found, itemType(field))
      if (inner) patches.push({ ...inner, [mergeKey]: item[mergeKey] })
    }
  }
  for (const item of before) {
    if (!wanted.some(isItem(item)) && live.some(isItem(item)))
      patches.push({ $patch: 'delete', [mergeKey]: item[mergeKey] })
  }
  if (patches.length === 0) return {}
  return { [`$setElementOrder/${name}`]: wanted.map((item) => ({ [mergeKey]: item[mergeKey] })), [name]: patches }
}
