import { embeddedPath, stringType } from './go-names'
import { jsonKind } from './patch/json'
import { canonicalQuantity } from './quantity'
import { goType, structOf, type Field, type Primitive, type Struct, type Type } from './schema'
import type { KubeObject } from './types'

/** What a body became: an object whose fields all have their types, and the fields that its type does not have. */
export type Decoded =
  | { readonly ok: true; readonly object: KubeObject; readonly unknown: readonly string[] }
  /** The first thing that does not fit, in the words of Go's decoder. */
  | { readonly ok: false; readonly error: string }

/**
 * Reads a JSON value as an object of a type, as Go does: null is the same as absent, structs that are held by value are
 * always there, unknown fields are left out and named, a wrong type is an error. What comes out can be read without
 * fear. Models sigs.k8s.io/json UnmarshalStrict and apimachinery/pkg/runtime/serializer/json.
 * @param known an object that was decoded before: what the value shares with it is not looked at again
 */
export function decode(value: unknown, typeName: string, known?: unknown): Decoded {
  const decoder = new Decoder()
  try {
    const object = decoder.value(value, { form: 'struct', of: typeName }, known)
    if (decoder.error !== undefined) return { ok: false, error: decoder.error }
    return { ok: true, object: object as KubeObject, unknown: decoder.unknown }
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, error: error.message }
    throw error
  }
}

/** Lists and maps that were given and are empty: they are left out, but errors show them. */
const emptied = new WeakMap<object, readonly string[]>()

/** Whether a decoded struct was given a list or map that is empty. */
export const gaveEmpty = (struct: object | undefined, field: string): boolean =>
  struct !== undefined && (emptied.get(struct)?.includes(field) ?? false)

/** An error of a type with its own decoder (a time, a quantity): it ends the decoding, and counts before all others. */
class Unreadable extends Error {}

/** A field's name, an index of a list, or a key of a map (which type errors do not tell). */
type Step = string | number | { readonly key: string }

class Decoder {
  readonly unknown: string[] = []
  error: string | undefined
  /** Where the decoder is: names of fields, keys of maps, indices of lists. */
  private readonly steps: Step[] = []
  /** Go structs that it is in. */
  private readonly owners: string[] = []

  /** Gives the value as its type has it; undefined for one that is as good as absent. */
  value(value: unknown, type: Type, known: unknown): unknown {
    if (value === null || value === undefined) return undefined
    if (value === known && typeof value === 'object') return value
    switch (type.form) {
      case 'primitive':
        return this.primitive(value, type.of)
      case 'list':
        return this.list(value, type.of, known)
      case 'map':
        return this.map(value, type.of, known)
      case 'struct':
        return this.struct(value, type.of, known)
    }
  }

  private struct(value: unknown, name: string, known: unknown): unknown {
    const struct = structOf(name)
    if (!isObject(value)) return this.mismatch(value, struct.goType) ?? withAlways({}, struct)
    const before = isObject(known) ? known : undefined
    const result: Record<string, unknown> = {}
    this.owners.push(struct.goType)
    for (const key of Object.keys(value)) {
      const item = value[key]
      const field = struct.fields.get(key)
      this.steps.push(key)
      if (!field) this.unknown.push(this.place())
      else if (item === null && isTime(field)) result[key] = null
      else {
        const read = this.value(item, field.type, before?.[key])
        if (read !== undefined && !(field.omitsZero && isZero(read))) result[key] = read
        else if (typeof read === 'object') emptied.set(result, [...(emptied.get(result) ?? []), key])
      }
      this.steps.pop()
    }
    this.owners.pop()
    return withAlways(result, struct)
  }

  private list(value: unknown, type: Type, known: unknown): unknown {
    if (!Array.isArray(value)) return this.mismatch(value, goType({ form: 'list', of: type }))
    const before = Array.isArray(known) ? (known as unknown[]) : []
    return value.map((item, i) => {
      this.steps.push(i)
      const read = this.value(item, type, before[i]) ?? zeroOf(type)
      this.steps.pop()
      return read
    })
  }

  private map(value: unknown, type: Type, known: unknown): unknown {
    if (!isObject(value)) return this.mismatch(value, goType({ form: 'map', of: type }))
    const before = isObject(known) ? known : undefined
    const result: Record<string, unknown> = {}
    for (const key of Object.keys(value)) {
      this.steps.push({ key })
      result[key] = this.value(value[key], type, before?.[key]) ?? zeroOf(type)
      this.steps.pop()
    }
    return result
  }

  private primitive(value: unknown, of: Primitive): unknown {
    switch (of) {
      case 'x':
        return value
      case 's':
        return typeof value === 'string' ? value : this.wrong(value, of)
      case 'b':
        return typeof value === 'boolean' ? value : this.wrong(value, of)
      case 'n':
        return typeof value === 'number' ? value : this.wrong(value, of)
      case 'i':
      case 'l':
        return isInteger(value, of) ? value : this.wrong(value, of)
      case 'o':
        if (typeof value === 'string' || isInteger(value, 'i')) return value
        return this.mismatch(value, typeof value === 'number' ? 'int32' : 'string')
      case 'q':
        return quantity(value)
      case 't':
      case 'u':
        if (typeof value !== 'string') throw new Unreadable(this.described(value, 'string'))
        return time(value)
      case 'y':
        return typeof value === 'string' ? base64(value) : this.wrong(value, of)
    }
  }

  private wrong(value: unknown, of: Primitive): undefined {
    return this.mismatch(value, goType({ form: 'primitive', of }))
  }

  /** Only the first one is told. Paths of type errors have names only, and no keys of maps. */
  private mismatch(value: unknown, type: string): undefined {
    if (this.error !== undefined) return undefined
    this.error = this.described(value, type)
    return undefined
  }

  private described(value: unknown, type: string): string {
    const what = typeof value === 'number' && /^(int|float)/.test(type) ? `number ${value}` : jsonKind(value)
    const owner = this.owners.at(-1)
    const name = this.steps.findLast((step) => typeof step === 'string')
    const own =
      owner !== undefined && name !== undefined && /^(\[\])?string$/.test(type) ? stringType(owner, name) : undefined
    const told = own === undefined ? type : type.replace('string', `${owner!.slice(0, owner!.indexOf('.'))}.${own}`)
    const where =
      owner === undefined ? 'value' : `struct field ${owner.slice(owner.indexOf('.') + 1)}.${this.fieldPath()}`
    return `json: cannot unmarshal ${what} into Go ${where} of type ${told}`
  }

  private fieldPath(): string {
    let depth = 0
    return this.steps
      .filter((step) => typeof step === 'string')
      .map((field) => {
        const through = embeddedPath(this.owners[depth++] ?? '', field)
        return through === undefined ? field : `${through}.${field}`
      })
      .join('.')
  }

  /** `spec.containers[0].foo` */
  private place(): string {
    return this.steps.reduce<string>((path, step) => {
      if (typeof step === 'number') return `${path}[${step}]`
      const name = typeof step === 'string' ? step : step.key
      return path === '' ? name : `${path}.${name}`
    }, '')
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A time that was never set is written as null, but for the one that says whether an object is being deleted. */
const isTime = ({ name, type }: Field): boolean =>
  type.form === 'primitive' &&
  (type.of === 't' || type.of === 'u') &&
  name !== 'deletionTimestamp' &&
  name !== 'creationTimestamp'

const isInteger = (value: unknown, of: 'i' | 'l'): boolean =>
  Number.isInteger(value) && Math.abs(value as number) <= (of === 'i' ? 2 ** 31 - 1 : 2 ** 63)

/** What Go leaves out of a field that is no pointer. */
function isZero(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === '' || value === 0 || value === false
  return Array.isArray(value) ? value.length === 0 : isEmpty(value)
}
function isEmpty(value: object): boolean {
  for (const _key in value) return false
  return true
}

/** A struct with the structs that it holds by value, and the scalars that it always tells. */
function withAlways(given: Record<string, unknown>, { always }: Struct): Record<string, unknown> {
  for (const { name: field, type } of always) if (given[field] === undefined) given[field] = zeroOf(type)
  return given
}

/** An object of a type with nothing in it, as Go has it. */
export const zeroObject = (typeName: string): unknown => withAlways({}, structOf(typeName))

/** What null means in a list or map. */
function zeroOf(type: Type): unknown {
  if (type.form === 'struct') return withAlways({}, structOf(type.of))
  if (type.form !== 'primitive') return type.form === 'list' ? [] : {}
  if (type.of === 's' || type.of === 'y') return ''
  if (type.of === 'b') return false
  if (type.of === 'q') return '0'
  return type.of === 'x' || type.of === 't' || type.of === 'u' ? null : 0
}

/** Models apimachinery/pkg/api/resource Quantity.UnmarshalJSON; gives the canonical text. */
function quantity(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const canonical = canonicalQuantity(text)
  if (canonical !== undefined) return canonical
  throw new Unreadable(
    /^[+-]?[0-9.]+[eEinumkKMGTP]*[-+]?[0-9]*$/.test(text)
      ? "unable to parse quantity's suffix"
      : "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
  )
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** Models apimachinery/pkg/apis/meta/v1 Time.UnmarshalJSON. */
function time(value: string): string {
  if (rfc3339.test(value)) return value
  const text = JSON.stringify(value)
  throw new Unreadable(`parsing time ${text} as "2006-01-02T15:04:05Z07:00": cannot parse ${text} as "2006"`)
}

function base64(text: string): string {
  const clean = text.replace(/[\r\n]/g, '')
  const bad = /[^A-Za-z0-9+/=]/.exec(clean)
  if (bad) throw new Unreadable(`illegal base64 data at input byte ${bad.index}`)
  if (clean.length % 4 !== 0)
    throw new Unreadable(`illegal base64 data at input byte ${clean.length - (clean.length % 4)}`)
  return text
}
