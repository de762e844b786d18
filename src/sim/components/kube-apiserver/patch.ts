import type { RequestOptions } from './messages'

type Json = unknown
type Fields = Record<string, Json>

/** Keys by which strategic merge patches match the items of a list; a list without one is replaced. Models the `patchMergeKey` tags. */
const mergeKeys: Readonly<Record<string, string>> = {
  conditions: 'type',
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  env: 'name',
  volumeMounts: 'mountPath',
  ports: 'containerPort',
  ownerReferences: 'uid',
  addresses: 'type',
  podIPs: 'ip',
  hostAliases: 'ip',
  imagePullSecrets: 'name',
  secrets: 'name',
  topologySpreadConstraints: 'topologyKey'
}

/** A patch that cannot be applied; the text goes into a 422 or 400. */
export class PatchError extends Error {}

/** Gives the object with a patch applied. Throws PatchError. */
export function applyPatch(object: Json, patch: Json, type: RequestOptions['patchType']): Json {
  switch (type) {
    case 'json':
      return applyJsonPatch(object, patch as readonly JsonOperation[])
    case 'merge':
      return mergePatch(object, patch)
    case 'strategic':
    case 'apply':
    case undefined:
      return strategicPatch(object, patch, '')
  }
}

/** RFC 7386. */
function mergePatch(base: Json, patch: Json): Json {
  if (!isFields(patch)) return patch
  const next: Fields = isFields(base) ? { ...base } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete next[key]
    else next[key] = mergePatch(next[key], value)
  }
  return next
}

/** Strategic merge: as above, but lists with a merge key are merged item by item. Models apimachinery/pkg/util/strategicpatch. */
function strategicPatch(base: Json, patch: Json, name: string): Json {
  if (Array.isArray(patch)) return mergeList(Array.isArray(base) ? base : [], patch, name, {})
  if (!isFields(patch)) return patch
  if (patch.$patch === 'replace') return without(patch, '$patch')
  const next: Fields = isFields(base) ? { ...base } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const list = key.slice(key.indexOf('/') + 1)
      const gone = new Set(value as Json[])
      next[list] = ((next[list] as Json[] | undefined) ?? []).filter((item) => !gone.has(item))
    } else if (key.startsWith('$')) continue
    else if (value === null) delete next[key]
    else if (Array.isArray(value)) next[key] = mergeList((next[key] as Json[] | undefined) ?? [], value, key, patch)
    else next[key] = strategicPatch(next[key], value, key)
  }
  return next
}

function mergeList(base: readonly Json[], patch: readonly Json[], name: string, parent: Fields): Json[] {
  if (name === 'finalizers') return [...base, ...patch.filter((item) => !base.includes(item))]
  // A Service's ports are matched by port, a container's by containerPort.
  const key = name === 'ports' && (patch[0] as Fields | undefined)?.port !== undefined ? 'port' : mergeKeys[name]
  if (!key || patch.some((item) => !isFields(item))) return patch as Json[]
  if (patch.some((item) => (item as Fields).$patch === 'replace'))
    return patch.filter((item) => (item as Fields).$patch === undefined) as Json[]
  let next = base.slice()
  for (const item of patch as Fields[]) {
    const at = next.findIndex((found) => (found as Fields)[key] === item[key])
    if (item.$patch === 'delete') next = next.filter((found) => (found as Fields)[key] !== item[key])
    else if (at >= 0) next[at] = strategicPatch(next[at], item, '')
    else next.push(item)
  }
  const order = parent[`$setElementOrder/${name}`] as Fields[] | undefined
  if (!order) return next
  const rank = new Map(order.map((item, i) => [item[key], i]))
  const placeOf = (item: Json) => rank.get((item as Fields)[key]) ?? order.length
  return next
    .map((item, i) => ({ item, i }))
    .sort((a, b) => placeOf(a.item) - placeOf(b.item) || a.i - b.i)
    .map(({ item }) => item)
}

interface JsonOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'test'
  readonly path: string
  readonly value?: Json
}

/** RFC 6902, without move and copy. */
function applyJsonPatch(object: Json, operations: readonly JsonOperation[]): Json {
  if (!Array.isArray(operations)) throw new PatchError('a JSON patch is a list of operations')
  return operations.reduce<Json>((result, operation) => {
    const steps = operation.path
      .split('/')
      .slice(1)
      .map((step: string) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    return steps.length === 0 ? operation.value : replaceAt(result, steps, operation)
  }, object)
}

function replaceAt(value: Json, [step, ...rest]: string[], operation: JsonOperation): Json {
  if (Array.isArray(value)) {
    const at = step === '-' ? value.length : Number(step)
    const next = value.slice()
    if (rest.length > 0) next[at] = replaceAt(value[at], rest, operation)
    else if (operation.op === 'add') next.splice(at, 0, operation.value)
    else if (operation.op === 'remove') next.splice(at, 1)
    else if (operation.op === 'replace') next[at] = operation.value
    else test(value[at], operation)
    return next
  }
  if (!isFields(value)) throw new PatchError(`the server rejected our request due to an error in our request`)
  const next = { ...value }
  if (rest.length > 0) next[step!] = replaceAt(value[step!], rest, operation)
  else if (operation.op === 'remove') {
    if (!(step! in next)) throw new PatchError('the server rejected our request due to an error in our request')
    delete next[step!]
  } else if (operation.op === 'test') test(value[step!], operation)
  else next[step!] = operation.value
  return next
}

function test(value: Json, operation: JsonOperation): void {
  if (JSON.stringify(value) !== JSON.stringify(operation.value))
    throw new PatchError(`testing path ${operation.path} value failed`)
}

const isFields = (value: Json): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const without = (fields: Fields, key: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key))
