/** How Go writes plain data: `fmt.Sprint` of what encoding/json decoded, and encoding/json itself. */

export type Plain =
  string | number | boolean | null | undefined | readonly unknown[] | Readonly<Record<string, unknown>>

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const keysOf = (value: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort(byBytes)

/** Go compares texts by their bytes, which is by code point. */
export function byBytes(a: string, b: string): number {
  if (a === b) return 0
  const [left, right] = [[...a], [...b]]
  for (let i = 0; i < left.length && i < right.length; i++) {
    const [one, other] = [left[i]!.codePointAt(0)!, right[i]!.codePointAt(0)!]
    if (one !== other) return one - other
  }
  return left.length - right.length
}

/** `fmt.Sprint(value)`: `map[a:1 b:[x y]]`, `<nil>`. */
export function sprint(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[${value.map(sprint).join(' ')}]`
  if (isMap(value))
    return `map[${keysOf(value)
      .map((key) => `${key}:${sprint(value[key])}`)
      .join(' ')}]`
  return typeof value === 'number' ? sprintNumber(value) : String(value as string | boolean)
}

/** Whole numbers are int64; others are float64, with `%v`'s shortest form (`%g` with an exponent from 21 digits on). */
function sprintNumber(value: number): string {
  if (Number.isInteger(value)) return Math.abs(value) < 1e21 ? BigInt(value).toString() : exponent(value)
  const size = Math.abs(value)
  return size < 1e-4 || size >= 1e21 ? exponent(value) : String(value)
}
const exponent = (value: number): string =>
  value.toExponential().replace(/e([+-])(\d)$/, (_, sign: string, digit: string) => `e${sign}0${digit}`)

/** `%#v` of what JSON was decoded to. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)'
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`
  if (isMap(value))
    return `map[string]interface {}{${keysOf(value)
      .map((key) => `${quote(key)}:${goSyntax(value[key])}`)
      .join(', ')}}`
  return typeof value === 'string' ? quote(value) : sprint(value)
}

/** `%q`. */
export const quote = (text: string): string =>
  `"${text.replace(/[\\"\p{Cc}\u2028\u2029\ufeff]/gu, (char) => escapes[char] ?? unicode(char))}"`
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v'
}
function unicode(char: string): string {
  const code = char.codePointAt(0)!
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
}

/** encoding/json: keys in order, `<`, `>` and `&` escaped. `indent`: as json.MarshalIndent does, else on one line. */
export function toJson(value: unknown, indent = '', pad = ''): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return jsonText(value)
  if (typeof value === 'number') return jsonNumber(value)
  if (typeof value === 'boolean') return String(value)
  const inner = pad + indent
  const [open, next, end, colon] = indent === '' ? ['', ',', '', ':'] : [`\n${inner}`, `,\n${inner}`, `\n${pad}`, ': ']
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : `[${open}${value.map((item) => toJson(item, indent, inner)).join(next)}${end}]`
  const map = value as Readonly<Record<string, unknown>>
  const keys = keysOf(map)
  if (keys.length === 0) return '{}'
  return `{${open}${keys.map((key) => `${jsonText(key)}${colon}${toJson(map[key], indent, inner)}`).join(next)}${end}}`
}

function jsonNumber(value: number): string {
  const size = Math.abs(value)
  return size !== 0 && (size < 1e-6 || size >= 1e21) ? exponent(value).replace(/e-0/, 'e-') : String(value)
}

const jsonText = (text: string): string =>
  JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
