import { structOf, type Struct, type Type } from './schema'

const remembered = new WeakMap<object, unknown>()

/**
 * An object as Go writes it: lists, maps and times that are not there and are no pointers stand as null, others that are null
 * are left out. What is the same already is given back as it is.
 * Models encoding/json with the tags of k8s.io/api.
 */
export function encoded<T extends object>(object: T, typeName: string): T {
  const known = remembered.get(object)
  if (known !== undefined) return known as T
  const found = written(object, { form: 'struct', of: typeName }) as T
  if (Object.isFrozen(object)) remembered.set(object, found)
  return found
}

function written(value: unknown, type: Type): unknown {
  if (typeof value !== 'object' || value === null) return value
  switch (type.form) {
    case 'primitive':
      return value
    case 'list': {
      if (!Array.isArray(value) || type.of.form === 'primitive') return value
      let changed = false
      const items = value.map((item: unknown) => {
        const next = written(item, type.of)
        changed ||= next !== item
        return next
      })
      return changed ? items : value
    }
    case 'map':
      return type.of.form === 'primitive' ? value : withFields(value as Fields, () => type.of, [])
    case 'struct': {
      const struct = structOf(type.of)
      return withFields(value as Fields, (name) => struct.fields.get(name)?.type, struct.nulls)
    }
  }
}

type Fields = Readonly<Record<string, unknown>>

function withFields(value: Fields, typeOf: (name: string) => Type | undefined, nulls: Struct['nulls']): Fields {
  let result: Record<string, unknown> | undefined
  for (const name of Object.keys(value)) {
    const type = typeOf(name)
    if (type === undefined) continue
    const item = value[name]
    if (item === null && !nulls.some((field) => field.name === name)) {
      result ??= { ...value }
      delete result[name]
      continue
    }
    const next = written(item, type)
    if (next === item) continue
    result ??= { ...value }
    result[name] = next
  }
  for (const { name, type } of nulls) {
    const item = value[name]
    if (item !== undefined && !(type.form !== 'primitive' && isEmpty(item))) continue
    result ??= { ...value }
    result[name] = null
  }
  return result ?? value
}

const isEmpty = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length === 0
    : typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** The text of a value with its fields in the order of Go's structs, as encoding/json gives it. */
export function inGoOrder(value: unknown, type: Type | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => inGoOrder(item, type?.form === 'list' ? type.of : undefined))
  if (typeof value !== 'object' || value === null) return value
  const fields = value as Fields
  if (type?.form === 'struct') {
    const known = [...structOf(type.of).fields.values()].filter(({ name }) => fields[name] !== undefined)
    return Object.fromEntries(known.map(({ name, type: of }) => [name, inGoOrder(fields[name], of)]))
  }
  const of = type?.form === 'map' ? type.of : undefined
  return Object.fromEntries(
    Object.keys(fields)
      .sort()
      .map((name) => [name, inGoOrder(fields[name], of)])
  )
}

/**
 * What a patch made of an object, as a text: what it touched has its fields by name, all else in the order of Go's structs.
 * Models evanphx/json-patch, which keeps what it does not touch as it was written.
 */
export function patchedText(next: unknown, base: object, typeName: string | undefined): string {
  const before = typeName === undefined ? base : encoded(base, typeName)
  return JSON.stringify(
    touched(next, base, before, typeName === undefined ? undefined : { form: 'struct', of: typeName })
  )
}

function touched(next: unknown, base: unknown, before: unknown, type: Type | undefined): unknown {
  if (next === base) return inGoOrder(before, type)
  if (typeof next !== 'object' || next === null || Array.isArray(next)) return next
  const fields = next as Fields
  const of = (name: string): Type | undefined =>
    type?.form === 'struct' ? structOf(type.of).fields.get(name)?.type : type?.form === 'map' ? type.of : undefined
  return Object.fromEntries(
    Object.keys(fields)
      .sort()
      .map((name) => [name, touched(fields[name], at(base, name), at(before, name), of(name))])
  )
}

const at = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Fields)[name] : undefined
