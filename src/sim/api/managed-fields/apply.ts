import { membersOf, type Field, type Type } from '../schema'
import type { KubeObject } from '../types'
import { compare, fieldsOf, isLeaf } from './compare'
import { isSameManager, readManagers, type Manager } from './managers'
import { below, common, has, isObject, itemStep, listForm, minus, same, shownPath, union, type Paths } from './paths'
import { emptyOf, owned, typed, withManagers, type Writer } from './update'

/** Another manager has fields that the configuration would change. */
export interface Conflict {
  readonly manager: Manager
  readonly paths: readonly string[]
}

export type Applied = { readonly object: KubeObject } | { readonly conflicts: readonly Conflict[] }

/**
 * Server-side apply: the configuration's fields become the object's and the manager's; what the manager applied before and no
 * longer does, and nobody else has, goes. Models structured-merge-diff/merge/update.go Apply.
 * @param complete what the server makes of the merged object (defaults) before it is compared
 */
export function applied(
  live: KubeObject | null,
  config: KubeObject,
  type: string | Type | undefined,
  writer: Writer,
  force: boolean,
  complete: (object: KubeObject) => KubeObject
): Applied {
  const of = typed(type)
  const known = live ? managersBefore(live, type, writer) : []
  const about = {
    manager: writer.manager,
    operation: 'Apply',
    apiVersion: writer.apiVersion,
    subresource: writer.subresource
  } as const
  const before = known.find((manager) => isSameManager(manager, about))
  const others = known.filter((manager) => manager !== before)
  const set = owned(fieldsOf(config, of))
  const given = minus(before?.paths ?? new Set<string>(), set)
  const staying = [set, ...others.map(({ paths }) => paths)]
  const free = [...given].filter((path) => !staying.some((paths) => has(paths, path)))
  // Merged first, as upstream: what is emptied by what goes is no more, though the configuration has it as an empty one.
  const merged = merge(live, config, of) as KubeObject
  const left = (emptied: null | undefined) => complete(live ? without(merged, new Set(free), of, emptied) : merged)
  const next = left(undefined)
  // Who else has a map or list that is emptied now keeps it: to those who compare it is there, and null.
  const { added, modified, removed } = compare(live ?? emptyOf(type), free.length > 0 ? left(null) : next, of)
  const changed = union(added, modified)
  const conflicts = others.flatMap((manager): Conflict[] => {
    const paths = [...common(common(manager.paths, changed), set)]
    return paths.length > 0 ? [{ manager, paths }] : []
  })
  if (conflicts.length > 0 && !force) return { conflicts }
  const kept = others.map((manager) => {
    const paths = minus(minus(manager.paths, common(changed, set)), removed)
    return same(paths, manager.paths) ? manager : { ...manager, paths }
  })
  const unchanged = before !== undefined && same(before.paths, set)
  const mine: Manager = unchanged ? before : { ...about, time: writer.time, paths: set }
  return { object: withManagers(next, [...kept, mine]) }
}

/**
 * Of an object that nobody has an account of all fields are somebody's, who wrote before the first apply.
 * Models managedfields/internal/skipnonapplied.go.
 */
function managersBefore(
  live: KubeObject,
  type: string | Type | undefined,
  { apiVersion, time }: Writer
): readonly Manager[] {
  const known = readManagers(live)
  if (known.length > 0) return known
  const paths = owned(compare(emptyOf(type), live, typed(type)).added)
  return [{ manager: 'before-first-apply', operation: 'Update', apiVersion, subresource: '', time, paths }]
}

/** Models merge/conflict.go Conflicts.Error and its apiserver wrapping. */
export function conflictText(conflicts: readonly Conflict[]): {
  readonly message: string
  readonly causes: readonly { reason: string; message: string; field: string }[]
} {
  const who = ({ manager, operation, apiVersion, subresource }: Manager): string =>
    operation === 'Apply'
      ? JSON.stringify(manager)
      : `${JSON.stringify(manager)}${subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`} using ${apiVersion}`
  const causes = conflicts.flatMap(({ manager, paths }) =>
    paths
      .map(shownPath)
      .sort()
      .map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${who(manager)}`, field }))
  )
  const groups = conflicts.map(({ manager, paths }) => ({ name: who(manager), fields: paths.map(shownPath).sort() }))
  const [first] = groups
  if (causes.length === 1 && first)
    return { causes, message: `Apply failed with 1 conflict: conflict with ${first.name}: ${first.fields[0]}` }
  const lines = groups.map(
    ({ name, fields }) => `conflicts with ${name}:\n${fields.map((field) => `- ${field}`).join('\n')}`
  )
  return { causes, message: `Apply failed with ${causes.length} conflicts: ${lines.join('\n')}` }
}

/** Both objects in one: the second one's fields count, lists are merged by their keys. Models typed.Merge. */
function merge(a: unknown, b: unknown, type: Type | undefined, field?: Field): unknown {
  if (b === undefined) return a
  if (a === undefined || a === null || b === null || isLeaf(type, field, b)) return b
  if (Array.isArray(b)) {
    const form = field ? listForm(field) : 'atomic'
    if (form === 'atomic' || !Array.isArray(a)) return b
    const of = type?.form === 'list' ? type.of : undefined
    return mergeItems(a as unknown[], b as unknown[], (item) => itemStep(form, item), of)
  }
  if (!isObject(a) || !isObject(b)) return b
  const struct = membersOf(type)
  const result: Record<string, unknown> = { ...a }
  for (const [key, item] of Object.entries(b)) {
    const inner = struct?.fields.get(key)
    result[key] = merge(result[key], item, inner ? inner.type : type?.form === 'map' ? type.of : undefined, inner)
  }
  return result
}

/**
 * Items in the order of the second list; what only the first has stays before what it was before.
 * Models structured-merge-diff/typed/merge.go visitListItems.
 */
function mergeItems(
  a: readonly unknown[],
  b: readonly unknown[],
  stepOf: (item: unknown) => string,
  of: Type | undefined
): unknown[] {
  const before = new Map(a.map((item) => [stepOf(item), item]))
  const now = new Set(b.map(stepOf))
  const shared = b.map(stepOf).filter((step) => before.has(step))
  const merged = new Set<string>()
  const result: unknown[] = []
  for (let left = 0, right = 0; left < a.length || right < b.length;) {
    const step = left < a.length ? stepOf(a[left]) : undefined
    if (step !== undefined && right < b.length && now.has(step) && shared[0] !== step && stepOf(b[right]) !== step) {
      left++
      continue
    }
    if (step !== undefined && !now.has(step)) {
      result.push(a[left++])
      continue
    }
    if (step !== undefined && merged.has(step)) left++
    if (right >= b.length) continue
    const item = b[right++]
    const own = stepOf(item)
    if (own === step && !merged.has(own)) left++
    merged.add(own)
    result.push(merge(before.get(own), item, of))
    if (shared[0] === own) shared.shift()
  }
  return result
}

/**
 * An object without these fields, and without the items that stand for nothing else.
 * @param emptied what becomes of what had only those. Models structured-merge-diff/typed/remove.go
 */
function without(object: KubeObject, paths: Paths, type: Type | undefined, emptied: null | undefined): KubeObject {
  if (paths.size === 0) return object
  const strip = (value: unknown, of: Type | undefined, field: Field | undefined, path: string): unknown => {
    if (isLeaf(of, field, value)) return value
    if (Array.isArray(value)) {
      const form = field ? listForm(field) : 'atomic'
      if (form === 'atomic') return value
      const kept = (value as unknown[]).flatMap((item) => {
        const at = below(path, itemStep(form, item))
        return paths.has(at) ? [] : [strip(item, of?.form === 'list' ? of.of : undefined, undefined, at)]
      })
      return kept.length === 0 && value.length > 0 ? emptied : kept
    }
    if (!isObject(value)) return value
    const struct = membersOf(of)
    const kept: Record<string, unknown> = {}
    for (const [key, item] of Object.entries(value)) {
      const at = below(path, `f:${key}`)
      if (paths.has(at)) continue
      const inner = struct?.fields.get(key)
      const stripped = strip(item, inner ? inner.type : of?.form === 'map' ? of.of : undefined, inner, at)
      if (stripped !== undefined) kept[key] = stripped
    }
    return Object.keys(kept).length === 0 &&
      Object.keys(value).length > 0 &&
      path !== '' &&
      !path.endsWith('f:metadata')
      ? emptied
      : kept
  }
  return strip(object, type, undefined, '') as KubeObject
}
