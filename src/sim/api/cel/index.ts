import type { parse } from '@marcbachmann/cel-js'
import { cel } from './package'

/** What an expression came to. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  /** In the words of cel-go: `no such key: nope`. */
  | { readonly ok: false; readonly error: string }

export type Variables = Readonly<Record<string, unknown>>

type Program = ReturnType<typeof parse>
const programs = new Map<string, Program | string>()

function programOf(expression: string): Program | string {
  let found = programs.get(expression)
  if (found === undefined) {
    const { parse } = cel()
    try {
      found = parse(indexed(plain(expression)))
    } catch (error) {
      found = `compilation failed: ${reasonOf(error)}`
    }
    programs.set(expression, found)
  }
  return found
}

/** `has(list[0].field)`: the parser's macro takes no index, an optional field says the same. */
const indexed = (expression: string): string =>
  expression.replace(/\bhas\(([^()]*\[[^()]*\])((?:\.\w+)*)\.(\w+)\)/g, '$1$2.?$3.hasValue()')

/** Evaluates an expression of the Common Expression Language (cel.dev) as Kubernetes does; what it knows not, it says. */
export function evaluate(expression: string, variables: Variables): Outcome {
  const program = programOf(expression)
  if (typeof program === 'string') return { ok: false, error: program }
  try {
    return { ok: true, value: fromCel(program(asCel(variables) as Record<string, unknown>)) }
  } catch (error) {
    return { ok: false, error: reasonOf(error) }
  }
}

/** The first line of an error, in lower case at its beginning as cel-go writes it. */
function reasonOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return line.charAt(0).toLowerCase() + line.slice(1)
}

/** Whole numbers of JSON are ints of CEL. */
function asCel(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value
  if (Array.isArray(value)) return value.map(asCel)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, asCel(item)]]))
  )
}

function fromCel(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(fromCel)
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), fromCel(item)]))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromCel(item)]))
}

/** `Object.spec{replicas: 1}` and `JSONPatch{op: "add"}` as maps: their types are those of the object that is patched. */
function plain(expression: string): string {
  if (!/\b(?:Object|JSONPatch)\b/.test(expression)) return expression
  const typed: boolean[] = []
  const token = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\b(?:Object(?:\.\w+)*|JSONPatch)\s*\{|[{}]|\b[A-Za-z_]\w*(?=\s*:)/g
  return expression.replace(token, (found) => {
    if (found === '{') typed.push(false)
    else if (found === '}') typed.pop()
    else if (found.endsWith('{')) {
      typed.push(true)
      return '{'
    } else if (/^[A-Za-z_]/.test(found) && typed[typed.length - 1] === true) return JSON.stringify(found)
    return found
  })
}
