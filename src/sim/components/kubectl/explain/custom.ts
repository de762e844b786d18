import { placeOf, typeAt, type Field, type Type } from '../../../api/explain/types'
import type { CustomDocument, Described } from '../../../api/structural/openapi'
import { isMeta, type Schema } from '../../../api/structural/schema'

/** A type by its place. */
export type Types = (place: number) => Type

/** Places of types that a document brings begin here. */
const first = 1_000_000

export interface Gvk {
  readonly group: string
  readonly version: string
  readonly kind: string
}

/** The types of a kind that a definition made, and the place of the whole; undefined: the document has none of it. */
export function typesIn(
  { components }: CustomDocument,
  { group, version, kind }: Gvk
): { readonly types: Types; readonly place: number } | undefined {
  const schema = Object.values(components.schemas).find((one) =>
    one['x-kubernetes-group-version-kind']?.some(
      (gvk) => gvk.group === group && gvk.version === version && gvk.kind === kind
    )
  )
  if (!schema) return undefined
  const own: Type[] = []
  const place = placed(schema, own)
  return { place, types: (at) => (at >= first ? own[at - first]! : typeAt(at)) }
}

function placed(schema: Described, own: Type[]): number {
  const at = own.length
  const type = { name: 'Object', shape: 'object', text: '', fields: [] }
  own.push(type)
  const whole = at === 0
  // What every object has has the same words everywhere.
  const common = whole ? typeAt(placeOf('', 'v1', 'ConfigMap')!).fields.filter(({ name }) => isMeta(name)) : []
  const fields = Object.entries(schema.properties ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, of]): Field =>
        common.find((field) => field.name === name) ?? {
          name,
          shape: shapeOf(of, own),
          text: of.description ?? '',
          required: schema.required?.includes(name) === true,
          values: of.enum ?? []
        }
    )
  // Words of what is inside stand at its field.
  own[at] = { ...type, text: whole ? (schema.description ?? '') : '', fields }
  return first + at
}

function shapeOf(schema: Schema, own: Type[]): string {
  if (schema.items) return `[]${shapeOf(schema.items, own)}`
  if (typeof schema.additionalProperties === 'object') return `{}${shapeOf(schema.additionalProperties, own)}`
  return schema.properties ? `#${placed(schema, own)}` : (schema.type ?? '')
}
