import { equal } from '../equality'
import { membersOf, type Field, type Type } from '../schema'
import { below, isEmptyObject, isObject, itemStep, listForm, type ListForm } from './paths'

/** What an object has that another has not, and the other way round. Models structured-merge-diff/typed Comparison. */
export interface Comparison {
  readonly added: Set<string>
  readonly removed: Set<string>
  readonly modified: Set<string>
}

/** Compares two objects of a type; undefined stands for what is not there. */
export function compare(before: unknown, after: unknown, type: Type | undefined): Comparison {
  const found: Comparison = { added: new Set(), removed: new Set(), modified: new Set() }
  walk(before, after, type, undefined, '', found)
  return found
}

function walk(
  before: unknown,
  after: unknown,
  type: Type | undefined,
  field: Field | undefined,
  path: string,
  found: Comparison
): void {
  if (before === after || (before === undefined && after === undefined)) return
  const sample = after ?? before
  if (
    isLeaf(type, field, sample) ||
    ((before === undefined || isBare(before)) && (after === undefined || isBare(after)))
  ) {
    if (before === undefined) found.added.add(path)
    else if (after === undefined) found.removed.add(path)
    else if (!equal(before, after) || isNew(before, after)) found.modified.add(path)
    return
  }
  if (path !== '') {
    if (before === undefined) found.added.add(path)
    if (after === undefined) found.removed.add(path)
  }
  if (Array.isArray(sample)) return walkList(before, after, type, field!, path, found)
  const [was, is] = [isObject(before) ? before : {}, isObject(after) ? after : {}]
  const struct = membersOf(type)
  for (const key of new Set([...Object.keys(was), ...Object.keys(is)])) {
    // A time that was never set is written by nobody.
    if (key === 'creationTimestamp' && !was[key] && !is[key]) continue
    // Null is what is not there, told.
    if (isObject(before) && isObject(after) && (was[key] ?? null) === null && (is[key] ?? null) === null) continue
    const inner = struct?.fields.get(key)
    const of = inner ? inner.type : type?.form === 'map' ? type.of : undefined
    walk(was[key], is[key], of, inner, below(path, `f:${key}`), found)
  }
}

/** A list that is empty now was none before. */
const isNew = (before: unknown, after: unknown): boolean => before === null && Array.isArray(after)

function walkList(
  before: unknown,
  after: unknown,
  type: Type | undefined,
  field: Field,
  path: string,
  found: Comparison
): void {
  const form = listForm(field)
  if (form === 'atomic') return
  const byStep = (list: unknown) =>
    new Map((Array.isArray(list) ? (list as unknown[]) : []).map((item) => [itemStep(form, item), item]))
  const [was, is] = [byStep(before), byStep(after)]
  const of = type?.form === 'list' ? type.of : undefined
  const several = new Set([...repeated(form, before), ...repeated(form, after)])
  for (const step of new Set([...was.keys(), ...is.keys()]))
    if (several.has(step)) {
      // Items with the same key are one value.
      const at = below(path, step)
      if (!was.has(step)) found.added.add(at)
      else if (!is.has(step)) found.removed.add(at)
      else if (!equal(before, after)) found.modified.add(at)
    } else walk(was.get(step), is.get(step), of, undefined, below(path, step), found)
}

function repeated(form: Exclude<ListForm, 'atomic'>, list: unknown): string[] {
  const steps = (Array.isArray(list) ? (list as unknown[]) : []).map((item) => itemStep(form, item))
  return new Set(steps).size === steps.length ? [] : steps.filter((step, i) => steps.indexOf(step) !== i)
}

/** Where a configuration has two items with one key: the list and the step to them; undefined: nowhere. */
export function duplicateIn(
  value: unknown,
  type: Type | undefined,
  field?: Field,
  path = ''
): readonly [list: string, step: string] | undefined {
  if (isLeaf(type, field, value)) return undefined
  if (Array.isArray(value)) {
    const form = listForm(field!)
    if (form === 'atomic') return undefined
    const [step] = repeated(form, value)
    if (step !== undefined) return [path, step]
    const of = type?.form === 'list' ? type.of : undefined
    return first(value as unknown[], (item) => duplicateIn(item, of, undefined, below(path, itemStep(form, item))))
  }
  if (!isObject(value)) return undefined
  const struct = membersOf(type)
  return first(Object.entries(value), ([key, item]) => {
    const inner = struct?.fields.get(key)
    const of = inner ? inner.type : type?.form === 'map' ? type.of : undefined
    return duplicateIn(item, of, inner, below(path, `f:${key}`))
  })
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

const isBare = (value: unknown): boolean =>
  value === null || isEmptyObject(value) || (Array.isArray(value) && value.length === 0)

/** What is one value for whoever owns it: scalars, and maps, structs and lists that are replaced as a whole. */
export function isLeaf(type: Type | undefined, field: Field | undefined, sample: unknown): boolean {
  if (typeof sample !== 'object' || sample === null) return true
  if (field?.atomic) return true
  const struct = membersOf(type)
  if (struct?.atomic && !(field?.name === 'claimRef' && struct.name === 'ObjectReference')) return true
  if (Array.isArray(sample)) return !field || listForm(field) === 'atomic'
  // FieldsV1, RawExtension and JSON are whatever they are.
  return type?.form === 'primitive'
}

/** The fields that an object names. Models typed.ToFieldSet: those of an applied configuration. */
export function fieldsOf(object: unknown, type: Type | undefined): Set<string> {
  const found = new Set<string>()
  const visit = (value: unknown, of: Type | undefined, field: Field | undefined, path: string) => {
    if (value === undefined) return
    if (isLeaf(of, field, value) || isBare(value)) return void found.add(path)
    if (Array.isArray(value)) {
      const form = listForm(field!)
      if (form === 'atomic') return
      for (const item of value as unknown[]) {
        const at = below(path, itemStep(form, item))
        found.add(at)
        if (form !== 'set') visit(item, of?.form === 'list' ? of.of : undefined, undefined, at)
      }
      return
    }
    if (!isObject(value)) return
    const struct = membersOf(of)
    for (const [key, item] of Object.entries(value)) {
      const inner = struct?.fields.get(key)
      visit(item, inner ? inner.type : of?.form === 'map' ? of.of : undefined, inner, below(path, `f:${key}`))
    }
  }
  visit(object, type, undefined, '')
  found.delete('')
  return found
}
