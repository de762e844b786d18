import { late } from '../../../base/late'

/** The API's types with their words, as a server's OpenAPI documents have them: long, and needed by `explain` alone. */
export interface Explanations {
  readonly texts: readonly string[]
  /** Name, shape, text (its place, -1: none), fields, and the kinds (`group/version/Kind`) that it is. */
  readonly types: readonly (readonly unknown[])[]
}

export const explanations = late<Explanations>('the descriptions of the API’s types')

export interface Field {
  readonly name: string
  readonly shape: string
  readonly text: string
  readonly required: boolean
  readonly values: readonly unknown[]
}

export interface Type {
  readonly name: string
  /** `object`, another type, or what a scalar is. */
  readonly shape: string
  readonly text: string
  readonly fields: readonly Field[]
}

const textAt = (place: unknown): string => (typeof place === 'number' ? (explanations().texts[place] ?? '') : '')

/** A type by its place in the table. */
export function typeAt(place: number): Type {
  const [name, shape, text, fields] = explanations().types[place] as [string, string, number, unknown[][]]
  return {
    name,
    shape,
    text: textAt(text),
    fields: fields.map(([field, of, words, required, values]) => ({
      name: String(field),
      shape: String(of),
      text: textAt(words),
      required: required === 1,
      values: Array.isArray(values) ? values : []
    }))
  }
}

/** A type by its whole name; undefined: there is none. */
export function typeNamed(name: string): Type | undefined {
  const place = explanations().types.findIndex(([of]) => of === name)
  return place < 0 ? undefined : typeAt(place)
}

/** The place of a kind's type; undefined: it has none. */
export function placeOf(group: string, version: string, kind: string): number | undefined {
  const place = explanations().types.findIndex(([, , , , kinds]) =>
    (kinds as string[] | undefined)?.includes(`${group}/${version}/${kind}`)
  )
  return place < 0 ? undefined : place
}

/** Place of the type that a shape names; undefined: it names none. */
export const placeIn = (shape: string): number | undefined =>
  shape.startsWith('#') ? Number(shape.slice(1)) : undefined
