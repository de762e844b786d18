import { structOf, type Field, type Type } from '../schema'
import { isFields, PatchError, type Fields, type Json } from './json'

/**
 * Applies a strategic merge patch: a merge patch in which lists with a merge key are merged item by item, as the type's
 * schema says. Models apimachinery/pkg/util/strategicpatch. Throws PatchError.
 * @param type the object's type; where it ends (maps, unknown fields) lists are replaced whole
 * @param ordered what a patch names of a list stands as it names it, what is new before what it does not name, as upstream has it; the
 * simulation's own components, which say no order, mean what is new to stand last
 */
export function strategicPatch(base: Json, patch: Json, type: Type | undefined, ordered = true): Json {
  if (!isFields(patch)) return patch
  if (patch.$patch === 'replace') return withoutDirectives(patch)
  if (patch.$patch === 'delete') return {}
  if (patch.$patch !== undefined) throw unknownDirective(patch)
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
      if (Array.isArray(order) && field?.merge) checkOrder(value, order, field.mergeKey)
      next[key] = mergeList(
        listOf(next[key]),
        value,
        field,
        Array.isArray(order) ? order : ordered ? value : undefined,
        ordered
      )
    } else
      next[key] = strategicPatch(field?.replace ? undefined : next[key], value, field?.type ?? valueType(type), ordered)
  }
  return next
}

/** Models mergepatch.ErrBadPatchType. */
const unknownDirective = (patch: Fields): PatchError =>
  new PatchError(`unknown patch type: ${goMap(patch.$patch)} in map: ${goMap(patch)}`, 500)

/** Models validatePatchWithSetOrderList: what a patch has of a list stands in the order that it names. */
function checkOrder(patch: readonly Json[], order: readonly Json[], key: string | undefined): void {
  const keyOf = (item: Json) => (key !== undefined && isFields(item) ? item[key] : item)
  const kept = patch.filter((item) => !isFields(item) || item.$patch !== 'delete').map(keyOf)
  let at = 0
  for (const one of order) if (at < kept.length && keyOf(one) === kept[at]) at++
  if (at < kept.length)
    throw new PatchError(
      `The order in patch list:\n${goMap(patch)}\n doesn't match $setElementOrder list:\n${goMap(order)}\n`,
      500
    )
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
  order: readonly Json[] | undefined,
  ordered: boolean
): readonly Json[] {
  if (!field?.merge) return patch
  const { mergeKey: key } = field
  if (key === undefined) {
    const all = [...base, ...patch.filter((item) => !base.includes(item))]
    return order ? normalized(all, base, order, (item) => item) : all
  }
  for (const item of patch) {
    if (!isFields(item) || item.$patch === undefined || item.$patch === 'delete' || item.$patch === 'replace') continue
    if (item.$patch === 'merge') throw new PatchError('merging lists cannot yet be specified in the patch', 500)
    throw unknownDirective(item)
  }
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
    else if (at >= 0) next[at] = strategicPatch(next[at], item, itemType(field), ordered)
    else next.push(strategicPatch(undefined, item, itemType(field), ordered))
  }
  return order ? normalized(next, base, order, (item) => (isFields(item) ? item[key] : item)) : next
}

/**
 * What the patch names in its order, and the others where they were before those that they stood before. Models normalizeElementOrder
 * and mergeSortedSlice.
 */
function normalized(
  items: readonly Json[],
  base: readonly Json[],
  order: readonly Json[],
  keyOf: (item: Json) => Json
): Json[] {
  const rank = new Map(order.map((item, i) => [keyOf(item), i]))
  const place = new Map(base.map((item, i) => [keyOf(item), i]))
  const named = items.filter((item) => rank.has(keyOf(item)))
  named.sort((a, b) => rank.get(keyOf(a))! - rank.get(keyOf(b))!)
  const others = items.filter((item) => !rank.has(keyOf(item)))
  const found: Json[] = []
  while (named.length > 0 && others.length > 0) {
    const [other, next] = [place.get(keyOf(others[0])), place.get(keyOf(named[0]))]
    found.push((other !== undefined && next !== undefined && other < next ? others : named).shift())
  }
  return [...found, ...named, ...others]
}

/** `map[a:1 b:map[c:2]]`: a map as Go's %v prints it. */
export function goMap(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`
  if (!isFields(value)) return value === null || value === undefined ? '<nil>' : String(value)
  const pairs = Object.keys(value)
    .sort()
    .map((key) => `${key}:${goMap(value[key])}`)
  return `map[${pairs.join(' ')}]`
}
