import { late } from '../../base/late'
import { rareKinds, schemas } from './generated/schemas'

/**
 * What is known of the types that the API serves. A line of the generated text is `name version apiVersion|field;field…`:
 * `version` of the Go package if it is not v1, `apiVersion` for a type that is a kind. A field is `name:type` and marks:
 *
 * | type | JSON | mark | meaning |
 * |---|---|---|---|
 * | `s` `i` `l` `n` `b` | string, int32, int64, double, bool | `!` | required |
 * | | | `?` `*` | as Go writes it: left out when it is zero, written when it is zero |
 * | `y` | base64 | `+` | a struct that is always there (no pointer in Go) |
 * | `q` `o` | Quantity, IntOrString | `=value` | default |
 * | `t` `u` | time in seconds, in microseconds | `~key` | a strategic patch merges the list by this key (none: as a set) |
 * | `x` | anything | `^` `%` | patch strategy retainKeys, replace |
 * | `[T` `{T` | list, map from strings | `#a,b` | list of type map by these keys (none: a set) |
 * | `Name` | struct | `(A,B)` | the only values |
 * | | | `&` | an atomic map, replaced as a whole; of a type: a fourth word `atomic` |
 */
export interface Struct {
  /** Unique here: `Deployment`, `Subject@rbac.v1`. */
  readonly name: string
  /** As Go prints the type: `v1.Deployment`. */
  readonly goType: string
  readonly fields: ReadonlyMap<string, Field>
  /** Replaced as a whole by who applies it. */
  readonly atomic: boolean
  /** What is always there: structs that are held by value, scalars that are written when they are zero. */
  readonly always: readonly Field[]
  /** Lists, maps, times and some pointers that are written as null when they are not there. */
  readonly nulls: readonly Field[]
  readonly defaults: readonly Field[]
}

export interface Field {
  readonly name: string
  readonly type: Type
  readonly required: boolean
  readonly always: boolean
  /** Left out when it is zero: '', 0, false, an empty list or map. */
  readonly omitsZero: boolean
  /** Written when it is zero. */
  readonly writesZero: boolean
  readonly default: string | number | undefined
  /** `merge` lists by `mergeKey`, or as a set without one. */
  readonly merge: boolean
  readonly mergeKey: string | undefined
  readonly retainKeys: boolean
  readonly replace: boolean
  /** Keys of a list of type map. */
  readonly listKeys: readonly string[]
  /** A list of type set. */
  readonly isSet: boolean
  /** A map that is replaced as a whole. */
  readonly atomic: boolean
  readonly values: readonly string[]
}

export type Primitive = 's' | 'i' | 'l' | 'n' | 'b' | 'y' | 'q' | 'o' | 't' | 'u' | 'x'
export type Type =
  | { readonly form: 'primitive'; readonly of: Primitive }
  | { readonly form: 'list' | 'map'; readonly of: Type }
  | { readonly form: 'struct'; readonly of: string }
  /** What a definition made. */
  | { readonly form: 'custom'; readonly of: Struct }

const kinds = new Map<string, string>()
const isKind = (name: string, apiVersion: string): void => void kinds.set(`${apiVersion} ${plain(name)}`, name)
for (const kind of rareKinds.split(';')) {
  const [name = '', apiVersion = ''] = kind.split(' ')
  isKind(name, apiVersion)
}

function linesOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [name = '', , apiVersion = ''] = line.slice(0, line.indexOf('|')).split(' ')
    found.set(name, line)
    if (apiVersion !== '') isKind(name, apiVersion)
  }
  return found
}
const lines = linesOf(schemas)

/** Types that no preset begins with. */
const rareTypes = late<ReadonlyMap<string, string>>('what is known of rare types')
/** @param text lines as the generator writes them */
export const provideRareTypes = (text: string): void => rareTypes.provide(linesOf(text))

/** Name of a kind's type; undefined if no such kind is served. */
export const typeNameOf = (apiVersion: string, kind: string): string | undefined => kinds.get(`${apiVersion} ${kind}`)

const structs = new Map<string, Struct>()

/** The struct that a type is; undefined: it is none. */
export const membersOf = (type: Type | undefined): Struct | undefined =>
  type?.form === 'struct' ? structOf(type.of) : type?.form === 'custom' ? type.of : undefined

/** A type by its name, read when it is first wanted. */
export function structOf(name: string): Struct {
  const known = structs.get(name)
  if (known) return known
  const line = lines.get(name) ?? rareTypes().get(name) ?? `${name}  |`
  const bar = line.indexOf('|')
  const [, version, , atomic] = line.slice(0, bar).split(' ')
  const fields = line
    .slice(bar + 1)
    .split(';')
    .filter((text) => text !== '')
    .map(fieldOf)
  const struct: Struct = {
    name,
    atomic: atomic === 'atomic',
    goType: `${version || 'v1'}.${plain(name)}`,
    fields: new Map(fields.map((field) => [field.name, field])),
    always: fields.filter(({ always, writesZero, type }) => always || (writesZero && isScalar(type))),
    nulls: fields.filter(
      (field) => (field.writesZero && !isScalar(field.type)) || isBarePointer(plain(name), field.name)
    ),
    defaults: fields.filter((field) => field.default !== undefined)
  }
  structs.set(name, struct)
  return struct
}

/** Pointers without `omitempty`, which the documents do not tell. */
const isBarePointer = (struct: string, field: string): boolean =>
  field === 'apiGroup' && (struct === 'TypedLocalObjectReference' || struct === 'TypedObjectReference')

function plain(name: string): string {
  const at = name.indexOf('@')
  return at < 0 ? name : name.slice(0, at)
}

/** A list, map or time that is not there is null. */
const isScalar = (type: Type): boolean => type.form === 'primitive' && type.of !== 't' && type.of !== 'u'

const pattern =
  /^([^:]+):([[{]*[\w@.]+)(!?)(\+?)(?:=([^~#(^%&?*]*))?([?*]?)(\^?)(%?)(~(\w*))?(#([\w,]*))?(&?)(?:\((.*)\))?$/

function fieldOf(text: string): Field {
  const [
    ,
    name = '',
    type = 'x',
    required,
    always,
    given,
    zero,
    retain,
    replace,
    merge,
    mergeKey,
    list,
    keys,
    atomic,
    values
  ] = pattern.exec(text) ?? []
  const of = typeOf(type)
  const isNumber = of.form === 'primitive' && (of.of === 'i' || of.of === 'l')
  return {
    name,
    type: of,
    required: required === '!',
    always: always === '+',
    omitsZero: zero === '?',
    writesZero: zero === '*',
    default: given === undefined ? undefined : isNumber ? Number(given) : given,
    merge: merge !== undefined,
    mergeKey: mergeKey === '' ? undefined : mergeKey,
    retainKeys: retain === '^',
    replace: replace === '%',
    listKeys: keys ? keys.split(',') : [],
    isSet: list === '#',
    atomic: atomic === '&',
    values: values ? values.split(',') : []
  }
}

function typeOf(text: string): Type {
  const [first = 'x'] = text
  if (first === '[' || first === '{') return { form: first === '[' ? 'list' : 'map', of: typeOf(text.slice(1)) }
  return text.length > 1 ? { form: 'struct', of: text } : { form: 'primitive', of: first as Primitive }
}

/** As Go prints it: `[]v1.Container`, `map[string]string`, `int32`. */
export function goType(type: Type): string {
  switch (type.form) {
    case 'list':
      return `[]${goType(type.of)}`
    case 'map':
      // A map of quantities is a ResourceList wherever it is one.
      return type.of.form === 'primitive' && type.of.of === 'q' ? 'v1.ResourceList' : `map[string]${goType(type.of)}`
    case 'struct':
      return structOf(type.of).goType
    case 'custom':
      return type.of.goType
    case 'primitive':
      return goPrimitives[type.of]
  }
}

const goPrimitives: Readonly<Record<Primitive, string>> = {
  s: 'string',
  i: 'int32',
  l: 'int64',
  n: 'float64',
  b: 'bool',
  y: '[]uint8',
  q: 'resource.Quantity',
  o: 'intstr.IntOrString',
  t: 'v1.Time',
  u: 'v1.MicroTime',
  x: 'runtime.RawExtension'
}
