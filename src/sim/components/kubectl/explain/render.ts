import { placeIn, typeAt, type Field } from '../../../api/explain/types'
import { indent, wrap } from './wrap'

/** What is explained: a type, or a field with its own words. */
interface Subject {
  readonly shape: string
  readonly text: string
}

/** The page of `kubectl explain`, as far as it goes when one of the fields does not exist. Models kubectl/pkg/explain/v2/templates/plaintext.tmpl. */
export function explained(
  { group, version, kind }: { readonly group: string; readonly version: string; readonly kind: string },
  place: number,
  path: readonly string[],
  recursive: boolean
): { readonly text: string; readonly missing: boolean } {
  const head = `${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n\n`
  const body = output({ shape: `#${place}`, text: '' }, path, recursive)
  return body === null ? { text: head, missing: true } : { text: `${head}${body}\n`, missing: false }
}

function output(subject: Subject, path: readonly string[], recursive: boolean): string | null {
  const [first, ...rest] = path
  if (first === undefined) {
    const words = descriptions(subject)
    const fields = fieldList(subject.shape, 1, recursive, [])
    return `DESCRIPTION:\n${indent(wrap(words === '' ? '<empty>' : words, 76), 4)}\n${fields === '' ? '' : `FIELDS:\n${fields}`}`
  }
  const inner = subject.shape.replace(/^(?:\[\]|\{\})+/, '')
  const place = placeIn(inner)
  const field = place === undefined ? undefined : typeAt(place).fields.find(({ name }) => name === first)
  if (!field) return null
  const below = output(field, rest, recursive)
  if (below === null || rest.length > 0) return below
  return `FIELD: ${first} <${typeName(field.shape)}>\n${longValues(field)}\n\n${below}`
}

/** Its own words, then those of what it is made of. */
function descriptions({ shape, text }: Subject): string {
  const own = text === '' ? '' : `${text}\n`
  if (shape.startsWith('[]') || shape.startsWith('{}')) return own + descriptions({ shape: shape.slice(2), text: '' })
  const place = placeIn(shape)
  return place === undefined ? own : own + descriptions({ ...typeAt(place), shape: '' })
}

function fieldList(shape: string, level: number, recursive: boolean, above: readonly number[]): string {
  const inner = shape.replace(/^(?:\[\]|\{\})+/, '')
  const place = placeIn(inner)
  if (place === undefined || above.includes(place)) return ''
  return typeAt(place)
    .fields.map(
      (field) =>
        fieldDetail(field, level, recursive) +
        (recursive ? fieldList(field.shape, level + 1, recursive, [...above, place]) : '')
    )
    .join('')
}

function fieldDetail(field: Field, level: number, short: boolean): string {
  const by = level * 2
  const line = `${indent(field.name, by)}\t<${typeName(field.shape)}>${field.required ? ' -required-' : ''}${shortValues(field, by)}\n`
  return short ? line : `${line}${indent(wrap(field.text || '<no description>', 78 - by), by + 2)}\n\n`
}

function typeName(shape: string): string {
  if (shape.startsWith('[]')) return `[]${typeName(shape.slice(2))}`
  if (shape.startsWith('{}')) return `map[string]${typeName(shape.slice(2))}`
  const place = placeIn(shape)
  if (place === undefined) return shape === 'object' || shape === '' ? 'Object' : shape
  const type = typeAt(place)
  return type.shape === 'object' || type.shape === '' ? type.name.split('.').at(-1)! : type.shape
}

const valueText = (value: unknown): string => (value === '' ? '""' : String(value))

function shortValues({ values }: Field, by: number): string {
  if (values.length === 0) return ''
  const shown = values.slice(0, 4).map(valueText).join(', ')
  return `\n${' '.repeat(by)}enum: ${shown}${values.length > 4 ? ', ....' : ''}`
}

const longValues = ({ values }: Field): string =>
  values.length === 0 ? '' : `ENUM:${values.map((value) => `\n    ${valueText(value)}`).join('')}`
