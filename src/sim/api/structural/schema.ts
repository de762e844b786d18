/** A structural schema, as a CustomResourceDefinition has it. Models apiextensions-apiserver/pkg/apiserver/schema Structural. */
export interface Schema {
  /** Another type of a document; definitions have none. */
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly description?: string
  readonly default?: unknown
  readonly nullable?: boolean
  readonly enum?: readonly unknown[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: boolean
  readonly exclusiveMaximum?: boolean
  readonly multipleOf?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly minItems?: number
  readonly maxItems?: number
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly not?: Schema
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean
  readonly 'x-kubernetes-int-or-string'?: boolean
  readonly 'x-kubernetes-embedded-resource'?: boolean
  readonly 'x-kubernetes-list-type'?: string
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-map-type'?: string
  readonly 'x-kubernetes-validations'?: readonly object[]
}

export type Fields = Readonly<Record<string, unknown>>
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What every object has, whatever its schema says. */
export const isMeta = (key: string): boolean => key === 'apiVersion' || key === 'kind' || key === 'metadata'

/** The schema of a field; true: anything; undefined: there is no such field. */
export function fieldOf(schema: Schema, key: string): Schema | true | undefined {
  const own = schema.properties?.[key]
  if (own) return own
  const { additionalProperties: more } = schema
  if (typeof more === 'object') return more
  return more === true || schema['x-kubernetes-preserve-unknown-fields'] === true ? true : undefined
}
