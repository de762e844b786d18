import { structOf, type Field, type Type } from '../schema'
import { isFields, PatchError, type Fields, type Json } from './json'

/**
 * Applies a strategic merge patch: a merge patch in which lists with a merge key are merged item by item, as the type's
 * schema says. Models apimachinery/pkg/util/strategicpatch. Throws PatchError.
 * @param type the object's type; where it ends (maps, unknown fields) lists are replaced whole
 */
export function strategicPatch(base: Json, patch: Json, type: Type | undefined): Json {
  if (!isFields(patch)) return patch
  if (patch.$patch === 'replace') return withoutDirectives(patch)
  if (patch.$patch === 'delete') return {}
  const next: Fields = isFields(base) ? { ...base } : {}
  const kept = patch.$retainKeys
  if (kept !== undefined && kept !== null && !Array.isArray(kept))
    throw new PatchError('invalid patch format of retainKeys', 400)
  if (Array.isArray(kept)) for (const key of Object.keys(next)) if (!kept.includes(key)) delete next[key]
  for (const [key, value] of Object.entries(patch)) {
    const slash = key.indexOf('/')
    if (slash > 0 && key.slice(0, slash) === '$deleteFromPrimitiveList') {
      const name = key.slice(slash + 1)
      const gone = new Set(listOf(value))
      next[name] = listOf(next[name]).filter((item) => !gone.has(item))
      continue
    }
    if (key.startsWith('$')) continue
    const field = fieldOf(type, key)
    if (value === null) delete next[key]
    else if (Array.isArray(value)) {
      const order = patch[`$setElementOrder/${key}`]
      next[key] = mergeList(listOf(next[key]), value, field, Array.isArray(order) ? order : undefined)
    } else next[key] = strategicPatch(field?.replace ? undefined : next[key], value, field?.type ?? valueType(type))
  }
  return next
}

/** The field of a struct; undefined where there is none, or where the type is no struct. */
export const fieldOf = (type: Type | undefined, name: string): Field | undefined =>
  type?.form === 'struct' ? structOf(type.of).fields.get(name) : undefined

/** The type of a map's values. */
export const valueType = (type: Type | undefined): Type | undefined => (type?.form === 'map' ? type.of : undefined)

/** The type of a list's items. */
export const itemType = (field: Field | undefined): Type | undefined =>
  field?.type.form === 'list' ? field.type.of : undefined

const listOf = (value: Json): readonly Json[] => (Array.isArray(value) ? value : [])

function withoutDirectives(patch: Fields): Fields {
  const { $patch: _patch, $retainKeys: _retain, ...rest } = patch
  return rest
}

function mergeList(
  base: readonly Json[],
  patch: readonly Json[],
  field: Field | undefined,
  order: readonly Json[] | undefined
): readonly Json[] {
  if (!field?.merge) return patch
  const { mergeKey: key } = field
  if (key === undefined) return [...base, ...patch.filter((item) => !base.includes(item))]
  if (patch.some((item) => isFields(item) && item.$patch === 'replace'))
    return patch.filter((item) => !isFields(item) || item.$patch === undefined)
  let next = base.slice()
  for (const item of patch) {
    if (!isFields(item)) throw new PatchError(`cannot merge ${JSON.stringify(item)} by ${key}`, 400)
    if (item[key] === undefined || item[key] === null)
      throw new PatchError(`map: ${goMap(item)} does not contain declared merge key: ${key}`, 500)
    const isSame = (found: Json) => isFields(found) && found[key] === item[key]
    const at = next.findIndex(isSame)
    if (item.$patch === 'delete') next = next.filter((found) => !isSame(found))
    else if (at >= 0) next[at] = strategicPatch(next[at], item, itemType(field))
    else next.push(strategicPatch(undefined, item, itemType(field)))
  }
  return order ? sortedBy(next, key, order) : next
}

/** In the order that the patch gives; what it does not name keeps its place after. */
function sortedBy(items: readonly Json[], key: string, order: readonly Json[]): Json[] {
  const rank = new Map(order.map((item, i) => [isFields(item) ? item[key] : item, i]))
  const placeOf = (item: Json) => rank.get(isFields(item) ? item[key] : item) ?? order.length
  return items
    .map((item, i) => ({ item, i }))
    .sort((a, b) => placeOf(a.item) - placeOf(b.item) || a.i - b.i)
    .map(({ item }) => item)
}

/** `map[a:1 b:map[c:2]]`: a map as Go's %v prints it. */
function goMap(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`
  if (!isFields(value)) return value === null || value === undefined ? '<nil>' : String(value)
  const pairs = Object.keys(value)
    .sort()
    .map((key) => `${key}:${goMap(value[key])}`)
  return `map[${pairs.join(' ')}]`
}
