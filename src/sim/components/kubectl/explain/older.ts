import { placeIn, type Field } from '../../../api/explain/types'
import type { Gvk, Types } from './custom'
import { fieldsIn, isMany, withinMany, type Explained } from './render'

const width = 80
const fieldIndent = 3
const wordsIndent = 5

/** The page of `kubectl explain --output=plaintext-openapiv2`. Models kubectl/pkg/explain (model_printer.go, fields printers). */
export function explainedOlder(
  { group, version, kind }: Gvk,
  types: Types,
  place: number,
  path: readonly string[],
  recursive: boolean
): Explained {
  let shape = `#${place}`
  let field: Field | undefined
  for (const name of path) {
    field = fieldsIn(types, shape).find((one) => one.name === name)
    if (!field) return { text: '', missing: true }
    shape = field.shape
  }
  const inner = placeIn(withinMany(shape))
  const type = inner === undefined ? undefined : types(inner)
  // Its own words, those of the lists and maps it is made of (none have any), and those of its type.
  const words = [...(field ? [field.text] : []), ...(type ? [type.text] : [])]
  const lines = [`KIND:     ${kind}`, `VERSION:  ${group === '' ? version : `${group}/${version}`}`, '']
  const isObject = type !== undefined && (type.shape === 'object' || type.shape === '')
  if (field) lines.push(`${isObject ? 'RESOURCE:' : 'FIELD:   '} ${field.name} <${typeName(types, shape)}>`, '')
  lines.push('DESCRIPTION:')
  const given = words.filter((text) => text !== '')
  if (given.length === 0) lines.push(...wrapped('<empty>', wordsIndent))
  words.forEach((text, i) => {
    if (text === '') return
    if (i !== 0) lines.push('')
    lines.push(...wrapped(text, wordsIndent))
  })
  if (isObject) {
    lines.push('', 'FIELDS:')
    lines.push(...(recursive ? fieldTree(types, inner!, fieldIndent, []) : fieldPage(types, inner!)))
  }
  return { text: `${lines.join('\n')}\n`, missing: false }
}

const fieldLine = (types: Types, field: Field): string =>
  `${field.name}\t<${typeName(types, field.shape)}>${field.required ? ' -required-' : ''}`

const fieldPage = (types: Types, place: number): string[] =>
  types(place).fields.flatMap((field) => [
    ' '.repeat(fieldIndent) + fieldLine(types, field),
    ...wrapped(field.text, wordsIndent),
    ''
  ])

function fieldTree(types: Types, place: number, by: number, above: readonly number[]): string[] {
  if (above.includes(place)) return []
  return types(place).fields.flatMap((field) => {
    const inner = placeIn(withinMany(field.shape))
    return [
      ' '.repeat(by) + fieldLine(types, field),
      ...(inner === undefined ? [] : fieldTree(types, inner, by + fieldIndent, [...above, place]))
    ]
  })
}

function typeName(types: Types, shape: string): string {
  if (isMany(shape)) return `${shape.startsWith('[]') ? '[]' : 'map[string]'}${typeName(types, shape.slice(2))}`
  const place = placeIn(shape)
  const own = place === undefined ? shape : types(place).shape
  return own === 'object' || own === '' ? 'Object' : own
}

/** Lines of words that fit; lists, what follows a colon, indented lines and empty ones keep their own. Models formatter.go wrapString. */
function wrapped(text: string, by: number): string[] {
  const lines: string[] = []
  let words: string[] = []
  let last = ''
  const flush = () => {
    if (words.length === 0) return
    lines.push(words.join(' '))
    words = []
    last = ''
  }
  for (const line of text.split('\n')) {
    if (line.startsWith('    ')) {
      flush()
      lines.push(line)
      continue
    }
    if (lines.length > 0 && line.trim() === '') {
      flush()
      lines.push('')
      continue
    }
    if (last.endsWith(':') || line.trim() === '' || /^(?:\d+\.?|-|\*)\s/.test(line.trim())) flush()
    for (const word of line.split(/\s+/).filter((one) => one !== '')) {
      if (words.length > 0 && [...words, word].join(' ').length > width - by) flush()
      words.push(word)
      last = word
    }
  }
  flush()
  return lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line))
}
