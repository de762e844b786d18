import { overLines } from './lines'
import { done, type Outcome, type Surroundings } from './program'

/**
 * jq's simple paths: `.items[].metadata.name`, `.spec["a-b"]`, `.[0]`, `| length`, `| keys`, `| .a`, `,`, `select(.a == "x")`,
 * string interpolation is not there. `-r` prints texts bare, `-c` on one line.
 */
export function jq(args: readonly string[], around: Surroundings, stdin: string): Outcome {
  const flags = args.filter((arg) => arg.startsWith('-') && arg !== '-').join('')
  const [filter = '.', ...paths] = args.filter((arg) => !arg.startsWith('-') || arg === '-')
  return overLines('jq', paths, around, stdin, (_lines, content) => {
    let input: unknown
    try {
      input = JSON.parse(content)
    } catch {
      return done(2, '', content.trim() === '' ? '' : 'jq: parse error: the input is no JSON\n')
    }
    try {
      const found = [filter].flatMap((text) => evaluate(text, [input]))
      const text = found.map((value) =>
        flags.includes('r') && typeof value === 'string'
          ? value
          : JSON.stringify(value, null, flags.includes('c') ? 0 : 2)
      )
      return done(0, text.map((line) => `${line}\n`).join(''))
    } catch (error) {
      return done(error instanceof Unknown ? 3 : 5, '', `jq: ${(error as Error).message}\n`)
    }
  })
}

/** The lab's jq does not know it. */
class Unknown extends Error {}

/** The parts of a text between marks that stand in no bracket and no quotes. */
function split(text: string, mark: string): string[] {
  const parts: string[] = []
  let depth = 0
  let quoted = false
  let from = 0
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (c === '"' && text[i - 1] !== '\\') quoted = !quoted
    if (quoted) continue
    if ('([{'.includes(c)) depth++
    if (')]}'.includes(c)) depth--
    if (c === mark && depth === 0) {
      parts.push(text.slice(from, i))
      from = i + 1
    }
  }
  return [...parts, text.slice(from)]
}

function evaluate(filter: string, inputs: readonly unknown[]): unknown[] {
  let values = [...inputs]
  for (const stage of split(filter, '|')) {
    const terms = split(stage, ',')
    values = values.flatMap((value) => terms.flatMap((term) => single(term.trim(), value)))
  }
  return values
}

function single(term: string, value: unknown): unknown[] {
  const select = /^select\((.*)\)$/s.exec(term)
  if (select) return holds(select[1]!, value) ? [value] : []
  const map = /^map\((.*)\)$/s.exec(term)
  if (map) return [listOf(value).flatMap((item) => evaluate(map[1]!, [item]))]
  const collected = /^\[(.*)\]$/s.exec(term)
  if (collected) return [evaluate(collected[1]!, [value])]
  const built = /^\{(.*)\}$/s.exec(term)
  if (built) return [objectOf(built[1]!, value)]
  if (/^"(?:[^"\\]|\\.)*"$/.test(term)) return [interpolated(term.slice(1, -1), value)]
  if (/^-?\d+(\.\d+)?$/.test(term)) return [Number(term)]
  switch (term) {
    case 'length':
      return [Array.isArray(value) || typeof value === 'string' ? value.length : Object.keys(fieldsOf(value)).length]
    case 'keys':
      return [Array.isArray(value) ? value.map((_, i) => i) : Object.keys(fieldsOf(value)).sort()]
    case 'to_entries':
      return [Object.entries(fieldsOf(value)).map(([key, of]) => ({ key, value: of }))]
    case 'sort':
      return [[...listOf(value)].sort()]
    case 'unique':
      return [[...new Set(listOf(value))].sort()]
    case 'add':
      return [
        listOf(value).reduce((sum: unknown, item) =>
          typeof sum === 'number' && typeof item === 'number' ? sum + item : `${String(sum)}${String(item)}`
        )
      ]
    case 'first':
      return [listOf(value)[0] ?? null]
    case 'last':
      return [listOf(value).at(-1) ?? null]
    case 'tostring':
      return [typeof value === 'string' ? value : JSON.stringify(value)]
    case 'empty':
      return []
    default:
      return path(term, value)
  }
}

/** A text with `\(…)` filled in. */
const interpolated = (text: string, value: unknown): string =>
  text
    .replace(/\\\(([^()]*(?:\([^()]*\)[^()]*)*)\)/g, (_, inner: string) => {
      const [found] = evaluate(inner, [value])
      return typeof found === 'string' ? found : JSON.stringify(found ?? null)
    })
    .replace(/\\([nt"\\])/g, (_, letter: string) => ({ n: '\n', t: '\t' })[letter] ?? letter)

function objectOf(text: string, value: unknown): Record<string, unknown> {
  return Object.fromEntries(
    split(text, ',').map((part) => {
      const [name = '', ...rest] = split(part.trim(), ':')
      const key = name.trim().replace(/^"|"$/g, '')
      const [found = null] = evaluate(rest.length > 0 ? rest.join(':').trim() : `.${key}`, [value])
      return [key, found]
    })
  )
}

function holds(text: string, value: unknown): boolean {
  for (const word of [' and ', ' or '] as const) {
    const at = text.indexOf(word)
    if (at < 0) continue
    const [left, right] = [holds(text.slice(0, at), value), holds(text.slice(at + word.length), value)]
    return word === ' and ' ? left && right : left || right
  }
  const compared = /^(.*?)\s*(==|!=|>=|<=|>|<)\s*(.*)$/s.exec(text)
  if (!compared) {
    const [found] = evaluate(text, [value])
    return found !== null && found !== undefined && found !== false
  }
  const [left] = evaluate(compared[1]!.trim(), [value])
  const literal = compared[3]!.trim()
  const [right] =
    literal === 'null'
      ? [null]
      : literal === 'true'
        ? [true]
        : literal === 'false'
          ? [false]
          : evaluate(literal, [value])
  const same = JSON.stringify(left ?? null) === JSON.stringify(right ?? null)
  const [a, b] = [left as number, right as number]
  return { '==': same, '!=': !same, '>': a > b, '<': a < b, '>=': a >= b, '<=': a <= b }[compared[2]!]!
}

/** `.a.b[0]["c"][]?` */
function path(text: string, value: unknown): unknown[] {
  let rest = text.trim()
  if (!rest.startsWith('.')) throw new Unknown(`the lab does not know '${text}'`)
  let values: unknown[] = [value]
  if (rest === '.') return values
  while (rest !== '') {
    const found = /^(?:\.?\[\]\??|\.?\[(-?\d+)\]|\.?\["([^"]*)"\]\??|\."([^"]*)"\??|\.([A-Za-z_$][\w$]*)\??)/.exec(rest)
    if (!found) throw new Unknown(`the lab does not know '${rest}'`)
    rest = rest.slice(found[0].length)
    const [, index, key, quoted, name] = found
    const field = key ?? quoted ?? name
    if (index !== undefined) values = values.map((each) => listOf(each).at(Number(index)) ?? null)
    else if (field !== undefined)
      values = values.map((each) => (each === null ? null : (fieldsOf(each)[field] ?? null)))
    else values = values.flatMap((each) => (Array.isArray(each) ? (each as unknown[]) : Object.values(fieldsOf(each))))
  }
  return values
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[]
  throw new Error(`error: Cannot iterate over ${nameOf(value)}`)
}

function fieldsOf(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new Error(`error: Cannot index ${nameOf(value)}`)
}

const nameOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)
