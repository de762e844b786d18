import type { Field, Type } from '../schema'

/** A set of fields: each by its way from the object's root, steps as FieldsV1 writes them, one a line. */
export type Paths = ReadonlySet<string>

/** FieldsV1: what is in the set is an empty object, or (with more below it) has a `.`. Models structured-merge-diff/fieldpath/serialize.go. */
export interface FieldsV1 {
  readonly [step: string]: FieldsV1
}

const split = '\n'
export const below = (path: string, step: string): string => (path === '' ? step : path + split + step)

export function readPaths(fields: FieldsV1 | undefined): Set<string> {
  const paths = new Set<string>()
  const walk = (tree: FieldsV1, path: string) => {
    for (const [step, inner] of Object.entries(tree)) {
      if (step === '.') {
        paths.add(path)
        continue
      }
      const at = below(path, step)
      if (Object.keys(inner).length === 0) paths.add(at)
      else walk(inner, at)
    }
  }
  walk(fields ?? {}, '')
  return paths
}

export function writePaths(paths: Paths): FieldsV1 {
  interface Node {
    member: boolean
    children: Map<string, Node>
  }
  const root: Node = { member: false, children: new Map() }
  for (const path of paths) {
    let node = root
    for (const step of path.split(split)) {
      let next = node.children.get(step)
      if (!next) node.children.set(step, (next = { member: false, children: new Map() }))
      node = next
    }
    node.member = true
  }
  const written = (node: Node): FieldsV1 => {
    const found: Record<string, FieldsV1> = {}
    if (node.member && node.children.size > 0) found['.'] = {}
    for (const [step, child] of [...node.children].sort(([a], [b]) => (a < b ? -1 : 1))) found[step] = written(child)
    return found
  }
  return written(root)
}

/** Whether a field, or anything below it, is in the set. Models fieldpath.Set.EnsureNamedFieldsAreMembers. */
export function has(paths: Paths, path: string): boolean {
  if (paths.has(path)) return true
  const start = path + split
  for (const one of paths) if (one.startsWith(start)) return true
  return false
}

export const union = (a: Paths, b: Paths): Set<string> => new Set([...a, ...b])
export const minus = (a: Paths, b: Paths): Set<string> => new Set([...a].filter((path) => !b.has(path)))
export const common = (a: Paths, b: Paths): Set<string> => new Set([...a].filter((path) => b.has(path)))
export const same = (a: Paths, b: Paths): boolean => a.size === b.size && [...a].every((path) => b.has(path))

/** How an error names a path: `.spec.containers[name="c"].image`. Models fieldpath.Path.String. */
export const shownPath = (path: string): string =>
  path
    .split(split)
    .map((step) => {
      if (step.startsWith('f:')) return `.${step.slice(2)}`
      if (step.startsWith('k:')) {
        const keys = JSON.parse(step.slice(2)) as Readonly<Record<string, unknown>>
        return `[${Object.keys(keys)
          .sort()
          .map((key) => `${key}=${JSON.stringify(keys[key])}`)
          .join(',')}]`
      }
      return step.startsWith('v:') ? `[=${step.slice(2)}]` : `[${step.slice(2)}]`
    })
    .join('')

/** How the items of a list are told apart: by keys, by themselves, or not at all. */
export type ListForm = { readonly keys: readonly string[] } | 'set' | 'atomic'
export const listForm = (field: Field): ListForm =>
  field.listKeys.length > 0 ? { keys: field.listKeys } : field.isSet ? 'set' : 'atomic'

/** The step to an item of a list that is told by keys or by its value. */
export function itemStep(form: Exclude<ListForm, 'atomic'>, item: unknown): string {
  if (form === 'set') return `v:${JSON.stringify(item)}`
  const fields = (item ?? {}) as Readonly<Record<string, unknown>>
  const found: Record<string, unknown> = {}
  for (const key of form.keys.toSorted())
    found[key] = fields[key] ?? (key === 'protocol' ? 'TCP' : key === 'name' ? '' : null)
  return `k:${JSON.stringify(found)}`
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isEmptyObject = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0

/** What a map's values are, if it is one. */
export const valueType = (type: Type | undefined): Type | undefined =>
  type?.form === 'map' || type?.form === 'list' ? type.of : undefined
