import type { Field, Struct, Type } from '../schema'
import type { Schema } from './schema'

const types = new WeakMap<Schema, Type>()

/**
 * A schema as a type, so that writers of a custom resource's fields are told apart as those of every object's are: lists by their keys,
 * sets by their values, what is atomic as a whole. Models apiextensions-apiserver's OpenAPI for managedfields.
 */
export function typeOfSchema(schema: Schema): Type {
  const known = types.get(schema)
  if (known) return known
  const type = made(schema)
  types.set(schema, type)
  return type
}

const objects = new WeakMap<Schema, Type>()

/** A custom resource as a whole: its metadata is that of every object. */
export function objectTypeOf(schema: Schema): Type {
  const known = objects.get(schema)
  if (known) return known
  const { metadata: _own, ...properties } = schema.properties ?? {}
  const { of } = struct({ ...schema, properties })
  const metadata = fieldOf('metadata', { form: 'struct', of: 'ObjectMeta' }, {})
  const type: Type = { form: 'custom', of: { ...of, fields: new Map([...of.fields, ['metadata', metadata]]) } }
  objects.set(schema, type)
  return type
}

function made(schema: Schema): Type {
  const { type, items, properties, additionalProperties } = schema
  if (type === 'array') return { form: 'list', of: items ? typeOfSchema(items) : anything }
  if (properties) return struct(schema)
  if (typeof additionalProperties === 'object') return { form: 'map', of: typeOfSchema(additionalProperties) }
  return type === 'object' || type === undefined ? { form: 'custom', of: structWith(schema, []) } : anything
}

const anything: Type = { form: 'primitive', of: 'x' }

const struct = (schema: Schema): { readonly form: 'custom'; readonly of: Struct } => ({
  form: 'custom',
  of: structWith(
    schema,
    Object.entries(schema.properties ?? {}).map(([name, inner]) => fieldOf(name, typeOfSchema(inner), inner))
  )
})

const structWith = (schema: Schema, fields: readonly Field[]): Struct => ({
  name: '',
  goType: '',
  fields: new Map(fields.map((field) => [field.name, field])),
  atomic: schema['x-kubernetes-map-type'] === 'atomic',
  always: [],
  nulls: [],
  defaults: []
})

const fieldOf = (name: string, type: Type, schema: Schema): Field => ({
  name,
  type,
  required: false,
  always: false,
  omitsZero: false,
  writesZero: false,
  default: undefined,
  merge: false,
  mergeKey: undefined,
  retainKeys: false,
  replace: false,
  listKeys: schema['x-kubernetes-list-type'] === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : [],
  isSet: schema['x-kubernetes-list-type'] === 'set',
  atomic: schema['x-kubernetes-map-type'] === 'atomic',
  values: []
})
