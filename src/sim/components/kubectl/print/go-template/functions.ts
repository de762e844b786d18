import { base64Decode } from '../../../../api/base64'
import { isMap, quote, sprint } from '../go'
import { Wrong } from './parse'

type Call = (...args: readonly unknown[]) => unknown

/** What text/template counts as true: nothing empty, no zero. */
export const isTrue = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length > 0
    : isMap(value)
      ? Object.keys(value).length > 0
      : value !== undefined && value !== null && value !== false && value !== 0 && value !== ''

const kindOf = (value: unknown): string =>
  typeof value === 'number' ? (Number.isInteger(value) ? 'int' : 'float') : typeof value

function same(a: unknown, b: unknown): boolean {
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null)
  if (kindOf(a) !== kindOf(b)) throw new Wrong('error calling eq: incompatible types for comparison')
  if (typeof a === 'object')
    throw new Wrong(`error calling eq: non-comparable type ${sprint(a)}: map[string]interface {}`)
  return a === b
}

function less(a: unknown, b: unknown): boolean {
  if (kindOf(a) !== kindOf(b)) throw new Wrong('error calling lt: incompatible types for comparison')
  if (typeof a !== 'number' && typeof a !== 'string') throw new Wrong('error calling lt: invalid type for comparison')
  return a < (b as typeof a)
}

function index(item: unknown, ...keys: readonly unknown[]): unknown {
  return keys.reduce((found, key) => {
    if (found === null || found === undefined) throw new Wrong('error calling index: index of untyped nil')
    if (isMap(found)) return typeof key === 'string' ? found[key] : undefined
    if (!Array.isArray(found)) throw new Wrong(`error calling index: can't index item of type ${kindOf(found)}`)
    if (typeof key !== 'number')
      throw new Wrong(`error calling index: cannot index slice/array with type ${kindOf(key)}`)
    if (key < 0 || key >= found.length) throw new Wrong(`error calling index: index out of range: ${key}`)
    return found[key] as unknown
  }, item)
}

function length(item: unknown): number {
  if (typeof item === 'string') return [...item].reduce((sum, char) => sum + bytesOf(char.codePointAt(0)!), 0)
  if (Array.isArray(item)) return item.length
  if (isMap(item)) return Object.keys(item).length
  throw new Wrong(
    item === null || item === undefined
      ? 'error calling len: len of nil pointer'
      : `error calling len: len of type ${kindOf(item)}`
  )
}

/** Length in UTF-8. */
const bytesOf = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4)

/** Go's verbs, as far as templates of plain data use them. */
export function sprintf(format: unknown, ...args: readonly unknown[]): string {
  let used = 0
  const text = String(format).replace(
    /%([-+# 0]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g,
    (_, flags: string, width: string, digits: string | undefined, verb: string) => {
      if (verb === '%') return '%'
      if (used >= args.length) return `%!${verb}(MISSING)`
      const value = args[used++]
      const plain = verbText(verb, value, digits)
      if (width === '' || plain.length >= Number(width)) return plain
      return flags.includes('-')
        ? plain.padEnd(Number(width))
        : plain.padStart(Number(width), flags.includes('0') ? '0' : ' ')
    }
  )
  const more = args.slice(used)
  return more.length === 0
    ? text
    : `${text}%!(EXTRA ${more.map((value) => `${typeText(value)}=${sprint(value)}`).join(', ')})`
}

function verbText(verb: string, value: unknown, digits: string | undefined): string {
  const wrong = `%!${verb}(${typeText(value)}=${sprint(value)})`
  switch (verb) {
    case 'v':
      return sprint(value)
    case 's':
      return typeof value === 'number' || typeof value === 'boolean' ? wrong : sprint(value)
    case 'q':
      return typeof value === 'string' ? quote(value) : wrong
    case 'd':
      return typeof value === 'number' && Number.isInteger(value) ? String(value) : wrong
    case 't':
      return typeof value === 'boolean' ? String(value) : wrong
    case 'f':
      return typeof value === 'number' ? value.toFixed(Number(digits ?? 6)) : wrong
    case 'x':
      return typeof value === 'number' ? value.toString(16) : wrong
    case 'T':
      return typeText(value)
    default:
      return wrong
  }
}

const typeText = (value: unknown): string =>
  typeof value === 'string'
    ? 'string'
    : typeof value === 'boolean'
      ? 'bool'
      : typeof value === 'number'
        ? 'float64'
        : Array.isArray(value)
          ? '[]interface {}'
          : value === null || value === undefined
            ? '<nil>'
            : 'map[string]interface {}'

/** fmt.Sprint of several: a blank only between two that are no texts. */
const print = (...args: readonly unknown[]): string =>
  args
    .map(
      (value, i) => (i > 0 && typeof value !== 'string' && typeof args[i - 1] !== 'string' ? ' ' : '') + sprint(value)
    )
    .join('')

function base64decode(value: unknown): string {
  const encoded = String(value)
  const wrong = encoded.replace(/[\r\n]/g, '').search(/[^A-Za-z0-9+/=]/)
  if (wrong >= 0 || encoded.length % 4 !== 0)
    throw new Wrong(
      `error calling base64decode: base64 decode failed: illegal base64 data at input byte ${Math.max(wrong, 0)}`
    )
  return base64Decode(encoded)
}

const html: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&#34;', "'": '&#39;' }

/** The functions of text/template, and kubectl's two. `and` and `or` are evaluated where they stand. */
export const functions: Readonly<Record<string, Call>> = {
  not: (value) => !isTrue(value),
  len: length,
  index,
  slice: (item, from = 0, to) =>
    typeof item === 'string' || Array.isArray(item)
      ? item.slice(Number(from), to === undefined ? undefined : Number(to))
      : item,
  print,
  println: (...args) => `${args.map(sprint).join(' ')}\n`,
  printf: sprintf,
  html: (...args) => print(...args).replace(/[<>&"']/g, (char) => html[char]!),
  js: (...args) => print(...args).replace(/['"\\<>&=\n\r\t]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`)),
  urlquery: (...args) => encodeURIComponent(print(...args)).replace(/%20/g, '+'),
  eq: (first, ...others) => others.some((other) => same(first, other)),
  ne: (a, b) => !same(a, b),
  lt: less,
  le: (a, b) => !less(b, a),
  gt: (a, b) => less(b, a),
  ge: (a, b) => !less(a, b),
  exists: (item, ...keys) => {
    let found = item
    for (const key of keys) {
      if (isMap(found) && typeof key === 'string') found = found[key]
      else if (Array.isArray(found) && typeof key === 'number') found = found[key] as unknown
      else return false
    }
    return found !== undefined && found !== null
  },
  base64decode
}
export const functionNames: ReadonlySet<string> = new Set([...Object.keys(functions), 'and', 'or', 'call'])
