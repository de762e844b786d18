import { placeIn, type Field } from '../../../api/explain/types'
import type { Gvk, Types } from './custom'
import { indent, wrap } from './wrap'

/** What is explained: a type, or a field with its own words. */
interface Subject {
  readonly shape: string
  readonly text: string
}

/** What a page says, as far as it goes when one of the fields does not exist. */
export interface Explained {
  readonly text: string
  readonly missing: boolean
}

/** The page of `kubectl explain`. Models kubectl/pkg/explain/v2/templates/plaintext.tmpl. */
export function explained(
  { group, version, kind }: Gvk,
  types: Types,
  place: number,
  path: readonly string[],
  recursive: boolean
): Explained {
  const head = `${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n\n`
  const body = new Page(types, recursive).output({ shape: `#${place}`, text: '' }, path)
  return body === null ? { text: head, missing: true } : { text: `${head}${body}\n`, missing: false }
}

class Page {
  constructor(
    private readonly types: Types,
    private readonly recursive: boolean
  ) {}

  output(subject: Subject, path: readonly string[]): string | null {
    const [first, ...rest] = path
    if (first === undefined) {
      const words = this.descriptions(subject)
      const fields = this.fieldList(subject.shape, 1, [])
      return `DESCRIPTION:\n${indent(wrap(words === '' ? '<empty>' : words, 76), 4)}\n${fields === '' ? '' : `FIELDS:\n${fields}`}`
    }
    const field = fieldsIn(this.types, subject.shape).find(({ name }) => name === first)
    if (!field) return null
    const below = this.output(field, rest)
    if (below === null || rest.length > 0) return below
    return `FIELD: ${first} <${this.typeName(field.shape)}>\n${longValues(field)}\n\n${below}`
  }

  /** Its own words, then those of what it is made of. */
  private descriptions({ shape, text }: Subject): string {
    const own = text === '' ? '' : `${text}\n`
    if (isMany(shape)) return own + this.descriptions({ shape: shape.slice(2), text: '' })
    const place = placeIn(shape)
    return place === undefined ? own : own + this.descriptions({ ...this.types(place), shape: '' })
  }

  private fieldList(shape: string, level: number, above: readonly number[]): string {
    const place = placeIn(withinMany(shape))
    if (place === undefined || above.includes(place)) return ''
    return this.types(place)
      .fields.map(
        (field) =>
          this.fieldDetail(field, level) +
          (this.recursive ? this.fieldList(field.shape, level + 1, [...above, place]) : '')
      )
      .join('')
  }

  private fieldDetail(field: Field, level: number): string {
    const by = level * 2
    const line = `${indent(field.name, by)}\t<${this.typeName(field.shape)}>${field.required ? ' -required-' : ''}${shortValues(field, by)}\n`
    return this.recursive ? line : `${line}${indent(wrap(field.text || '<no description>', 78 - by), by + 2)}\n\n`
  }

  private typeName(shape: string): string {
    if (shape.startsWith('[]')) return `[]${this.typeName(shape.slice(2))}`
    if (shape.startsWith('{}')) return `map[string]${this.typeName(shape.slice(2))}`
    const place = placeIn(shape)
    if (place === undefined) return shape === 'object' || shape === '' ? 'Object' : shape
    const type = this.types(place)
    return type.shape === 'object' || type.shape === '' ? type.name.split('.').at(-1)! : type.shape
  }
}

export const isMany = (shape: string): boolean => shape.startsWith('[]') || shape.startsWith('{}')
/** What lists and maps hold. */
export const withinMany = (shape: string): string => shape.replace(/^(?:\[\]|\{\})+/, '')

/** The fields of a type, or of what a list or map holds. */
export function fieldsIn(types: Types, shape: string): readonly Field[] {
  const place = placeIn(withinMany(shape))
  return place === undefined ? [] : types(place).fields
}

const valueText = (value: unknown): string => (value === '' ? '""' : String(value))

function shortValues({ values }: Field, by: number): string {
  if (values.length === 0) return ''
  const shown = values.slice(0, 4).map(valueText).join(', ')
  return `\n${' '.repeat(by)}enum: ${shown}${values.length > 4 ? ', ....' : ''}`
}

const longValues = ({ values }: Field): string =>
  values.length === 0 ? '' : `ENUM:${values.map((value) => `\n    ${valueText(value)}`).join('')}`
