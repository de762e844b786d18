/**
 * The patch that turns the live object into what was applied: fields set by the manifest, and the removal of those that
 * the last manifest set and this one does not. Models apimachinery/pkg/util/strategicpatch CreateThreeWayMergePatch for
 * the types served here.
 */
type Map = Readonly<Record<string, unknown>>

/** Lists whose elements are merged by a key (`patchMergeKey` in the published types), by the list's field name. */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  topologySpreadConstraints: 'topologyKey',
  conditions: 'type'
}
/** A list named `ports` is merged by another key in a Service than in a container. */
const mergeKeyOf = (field: string, parent: string): string | undefined =>
  field === 'ports' ? (parent === 'spec' ? 'port' : 'containerPort') : mergeKeys[field]

const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value)
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** `undefined`: nothing to do. */
export function threeWayPatch(original: unknown, modified: Map, current: Map, kind: string): Map | undefined {
  return mapPatch(isMap(original) ? original : {}, modified, current, '', kind)
}

function mapPatch(original: Map, modified: Map, current: Map, parent: string, kind: string): Map | undefined {
  const patch: Record<string, unknown> = {}
  for (const key of Object.keys(modified)) {
    const wanted = modified[key]
    const live = current[key]
    if (wanted === null || wanted === undefined) continue
    // A PodDisruptionBudget's selector has patchStrategy=replace: it is always written, changed or not.
    if (kind === 'PodDisruptionBudget' && key === 'selector' && isMap(wanted)) patch[key] = wanted
    else if (isMap(wanted) && isMap(live)) {
      const inner = mapPatch(isMap(original[key]) ? original[key] : {}, wanted, live, key, kind)
      if (inner) patch[key] = inner
    } else if (Array.isArray(wanted) && Array.isArray(live)) {
      Object.assign(patch, listPatch(key, original[key], wanted, live, parent, kind))
    } else if (!isEqualScalar(wanted, live)) patch[key] = wanted
  }
  for (const key of Object.keys(original)) {
    if (!(key in modified) && key in current) patch[key] = null
  }
  return Object.keys(patch).length > 0 ? patch : undefined
}

/** A manifest may write `1` where the server keeps `"1"` (quantities). */
const isEqualScalar = (a: unknown, b: unknown): boolean =>
  typeof a === 'object' || typeof b === 'object' ? same(a, b) : String(a) === String(b) && b !== undefined

function listPatch(
  field: string,
  original: unknown,
  wanted: readonly unknown[],
  live: readonly unknown[],
  parent: string,
  kind: string
): Map {
  const mergeKey = mergeKeyOf(field, parent)
  if (mergeKey === undefined || !wanted.every(isMap) || !live.every(isMap))
    return same(wanted, live) ? {} : { [field]: wanted }
  const before = Array.isArray(original) ? original.filter(isMap) : []
  const patches: Map[] = []
  for (const item of wanted) {
    const found = live.find((other) => other[mergeKey] === item[mergeKey])
    if (!found) patches.push(item)
    else {
      const inner = mapPatch(before.find((other) => other[mergeKey] === item[mergeKey]) ?? {}, item, found, field, kind)
      if (inner) patches.push({ ...inner, [mergeKey]: item[mergeKey] })
    }
  }
  for (const item of before) {
    const isWanted = wanted.some((other) => other[mergeKey] === item[mergeKey])
    if (!isWanted && live.some((other) => other[mergeKey] === item[mergeKey]))
      patches.push({ $patch: 'delete', [mergeKey]: item[mergeKey] })
  }
  if (patches.length === 0) return {}
  return { [`$setElementOrder/${field}`]: wanted.map((item) => ({ [mergeKey]: item[mergeKey] })), [field]: patches }
}
