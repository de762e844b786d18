import type { Code, Part, Word } from './shell-code'

/** The script goes on: a quote, a here-document or a command is not ended. */
export class Unfinished extends Error {}

type Parse = (script: string) => Code

/** A word, or an operator with the number before it. */
export type Token =
  { readonly kind: 'word'; readonly word: Word } | { readonly kind: 'op'; readonly text: string; readonly fd: number }

const operators = [
  '&&',
  '||',
  '|&',
  ';;',
  '>>',
  '>&',
  '&>',
  '<<<',
  '<<-',
  '<<',
  '<>',
  ';',
  '&',
  '|',
  '(',
  ')',
  '<',
  '>',
  '\n'
]

/** @param parse reads the script of a `$(…)` */
export function tokenize(script: string, parse: Parse): Token[] {
  const tokens: Token[] = []
  /** Here-documents whose text comes after the end of the line. */
  const awaited: HereDocument[] = []
  // Between `[[` and `]]`, `&&` and `||` join conditions, not commands.
  let inTest = false
  let i = 0
  while (i < script.length) {
    const c = script[i]!
    if (c === ' ' || c === '\t') i++
    else if (c === '\\' && script[i + 1] === '\n') i += 2
    else if (c === '#') while (i < script.length && script[i] !== '\n') i++
    else {
      const digit = /^[0-9](?=[<>])/.exec(script.slice(i, i + 2))
      const start = digit ? i + 1 : i
      const operator = operators.find((text) => script.startsWith(text, start))
      const afterMatch = inTest && tokens.length > 0 && textOf(tokens[tokens.length - 1]!) === '=~'
      if (inTest && (operator === '&&' || operator === '||')) {
        tokens.push({ kind: 'word', word: [{ kind: 'text', text: operator, quoted: true }] })
        i = start + 2
      } else if (operator === '(' && !digit && isArithmetic(script, i, tokens)) {
        const end = endOfArithmetic(script, i + 2)
        tokens.push({ kind: 'word', word: [{ kind: 'text', text: '((', quoted: false }] })
        tokens.push({ kind: 'word', word: readText(script.slice(i + 2, end), parse) })
        i = end + 2
      } else if (operator && !afterMatch) {
        tokens.push({ kind: 'op', text: operator, fd: digit ? Number(c) : -1 })
        i = start + operator.length
        if (operator === '\n') for (const each of awaited.splice(0)) i = readBody(script, i, each, parse)
        if (operator === '<<' || operator === '<<-') {
          while (script[i] === ' ') i++
          const from = i
          const [word, next] = readWord(script, i, parse)
          i = next
          const token = { kind: 'word' as const, word: [] }
          tokens.push(token)
          awaited.push({
            token,
            end: textOf({ kind: 'word', word }),
            raw: /['"\\]/.test(script.slice(from, next)),
            tabs: operator === '<<-'
          })
        } else if (operator === '<<<') {
          while (script[i] === ' ') i++
          const [word, next] = readWord(script, i, parse)
          i = next
          tokens.push({ kind: 'word', word: [...word, { kind: 'text', text: '\n', quoted: true }] })
        }
      } else if (afterMatch) {
        // A regular expression: its brackets group nothing of the shell's.
        const [raw] = /^\S+/.exec(script.slice(i))!
        tokens.push({ kind: 'word', word: readText(raw.replace(/^(["'])(.*)\1$/, '$2'), parse) })
        i += raw.length
      } else {
        const [word, next] = readWord(script, i, parse)
        tokens.push({ kind: 'word', word })
        const said = script.slice(i, next)
        inTest = said === '[[' || (inTest && said !== ']]')
        i = next
      }
    }
  }
  if (awaited.length > 0) throw new Unfinished(`syntax error: here-document is not ended (wanted '${awaited[0]!.end}')`)
  return tokens
}

/** `((…))` at the beginning of a command, or behind `for`. */
function isArithmetic(script: string, i: number, tokens: readonly Token[]): boolean {
  const last = tokens[tokens.length - 1]
  const begins = !last || last.kind === 'op' || /^(?:if|elif|while|until|then|do|else|for|!|\{)$/.test(reserved(last))
  return begins && script.startsWith('((', i) && endOfArithmetic(script, i + 2) > 0
}

/** Where the `))` stands that ends what begins at `start`; -1 if nothing does. */
function endOfArithmetic(script: string, start: number): number {
  let depth = 0
  for (let i = start; i < script.length; i++) {
    if (script[i] === '(') depth++
    if (script[i] === ')' && depth-- === 0) return script[i + 1] === ')' ? i : -1
  }
  return -1
}

interface HereDocument {
  readonly token: { word: Word }
  readonly end: string
  readonly raw: boolean
  readonly tabs: boolean
}

/** The lines from `start` up to the one that ends the here-document; gives where the next line begins. */
function readBody(script: string, start: number, { token, end, raw, tabs }: HereDocument, parse: Parse): number {
  let body = ''
  for (let i = start; i < script.length;) {
    const newline = script.indexOf('\n', i)
    const whole = script.slice(i, newline < 0 ? undefined : newline)
    const line = tabs ? whole.replace(/^\t+/, '') : whole
    i = newline < 0 ? script.length : newline + 1
    if (line === end) {
      token.word = raw ? [{ kind: 'text', text: body, quoted: true }] : readText(body, parse)
      return i
    }
    body += `${line}\n`
  }
  throw new Unfinished(`syntax error: here-document is not ended (wanted '${end}')`)
}

/** Text in which only `$…`, backquotes and backslashes before these mean something. */
function readText(body: string, parse: Parse): Word {
  const parts: Part[] = []
  let said = ''
  const text = (value: string) => void (said += value)
  const flush = () => {
    if (said !== '') parts.push({ kind: 'text', text: said, quoted: true })
    said = ''
  }
  for (let i = 0; i < body.length; i++) {
    const c = body[i]!
    if (c === '\\' && '$`\\\n'.includes(body[i + 1] ?? ' ')) text(body[++i] === '\n' ? '' : body[i]!)
    else if (c === '$') {
      const found: Part[] = []
      i = readDollar(body, i, found, text, parse, true)
      if (found.length > 0) flush()
      parts.push(...found)
    } else text(c)
  }
  flush()
  return parts
}

function readWord(script: string, start: number, parse: Parse): [Word, number] {
  const parts: Part[] = []
  const text = (value: string, quoted: boolean) => {
    const last = parts[parts.length - 1]
    if (last?.kind === 'text' && last.quoted === quoted) parts[parts.length - 1] = { ...last, text: last.text + value }
    else parts.push({ kind: 'text', text: value, quoted })
  }
  let i = start
  let inDouble = false
  for (; i < script.length; i++) {
    const c = script[i]!
    if (!inDouble && ' \t\n;&|()<>'.includes(c)) break
    if (c === "'" && !inDouble) {
      const end = script.indexOf("'", i + 1)
      if (end < 0) throw new Unfinished('syntax error: unterminated quoted string')
      text(script.slice(i + 1, end), true)
      i = end
    } else if (c === '"') {
      inDouble = !inDouble
      text('', true)
    } else if (c === '\\') {
      const next = script[++i]
      if (next === undefined) throw new Unfinished('syntax error: unexpected end of file')
      if (next === '\n') continue
      // Within double quotes it is a letter like any other, but before these.
      text(inDouble && !'$`"\\\n'.includes(next) ? `\\${next}` : next, true)
    } else if (c === '`') {
      const end = script.indexOf('`', i + 1)
      if (end < 0) throw new Unfinished('syntax error: unterminated quoted string')
      parts.push({ kind: 'command', code: parse(script.slice(i + 1, end)), quoted: inDouble })
      i = end
    } else if (c === '$') {
      i = readDollar(script, i, parts, text, parse, inDouble)
    } else text(c, inDouble)
  }
  if (inDouble) throw new Unfinished('syntax error: unterminated quoted string')
  return [Object.freeze(parts), i]
}

/** Reads `$…` at `i`; gives the position of its last character. */
function readDollar(
  script: string,
  i: number,
  parts: Part[],
  text: (value: string, quoted: boolean) => void,
  parse: Parse,
  quoted: boolean
): number {
  const rest = script.slice(i + 1)
  const sum = rest.startsWith('((') ? endOfArithmetic(script, i + 3) : -1
  if (sum > 0) {
    parts.push({ kind: 'arith', word: readText(script.slice(i + 3, sum), parse) })
    return sum + 1
  }
  if (rest.startsWith('(')) {
    let depth = 0
    let end = i + 1
    for (; end < script.length; end++) {
      if (script[end] === '(') depth++
      if (script[end] === ')' && --depth === 0) break
    }
    if (depth > 0) throw new Unfinished('syntax error: unexpected end of file (expecting ")")')
    parts.push({ kind: 'command', code: parse(script.slice(i + 2, end)), quoted })
    return end
  }
  const braced = /^\{([A-Za-z_0-9?]+)(?::?-([^}$`]*))?\}/.exec(rest)
  if (braced) {
    parts.push({ kind: 'var', name: braced[1]!, fallback: braced[2] ?? '', quoted })
    return i + braced[0].length
  }
  const param = rest.startsWith('{') ? readParam(rest, parse) : undefined
  if (param) {
    parts.push({ ...param.part, quoted })
    return i + param.length
  }
  if (rest.startsWith('@') || rest.startsWith('*')) {
    const spreads = rest.startsWith('@')
    parts.push({ kind: 'param', name: '@', index: null, operator: '', word: [], spreads, quoted })
    return i + 1
  }
  const plain = /^([A-Za-z_][A-Za-z_0-9]*|[0-9?$#!])/.exec(rest)
  if (plain) {
    parts.push({ kind: 'var', name: plain[0], fallback: '', quoted })
    return i + plain[0].length
  }
  text('$', true)
  return i
}

const operatorsOfParams = /^(:-|:=|:\+|:\?|##|%%|\/\/|\^\^|,,|[-=+?#%/:^,])/

/** `{name#pattern}` and the like, from the brace on; undefined: it is not ended or no such thing. */
function readParam(rest: string, parse: Parse): { part: Extract<Part, { kind: 'param' }>; length: number } | undefined {
  let depth = 0
  let end = 0
  for (; end < rest.length; end++) {
    if (rest[end] === '{') depth++
    if (rest[end] === '}' && --depth === 0) break
  }
  const found = /^(#?)([A-Za-z_][A-Za-z_0-9]*|[0-9@*#?]+)(?:\[([^\]]*)\])?([^]*)$/.exec(rest.slice(1, end))
  if (depth > 0 || !found) return undefined
  const [, size, name, subscript, tail = ''] = found
  const operator = size ? 'length' : (operatorsOfParams.exec(tail)?.[0] ?? '')
  if (!size && operator === '' && tail !== '') return undefined
  const all = subscript === '@' || subscript === '*' || name === '@'
  const index = subscript === undefined ? null : readText(subscript, parse)
  const word = size ? [] : readText(tail.slice(operator.length).replace(/^(["'])([^]*)\1$/, '$2'), parse)
  return {
    part: { kind: 'param', name: name!, index, operator, word, spreads: all && operator === '' },
    length: end + 1
  }
}

export const textOf = (token: Token): string =>
  token.kind === 'op' ? token.text : token.word.map((part) => (part.kind === 'text' ? part.text : '$')).join('')

/** A reserved word, if the token is one (unquoted, literal). */
export function reserved(token: Token | undefined): string {
  if (token?.kind !== 'word' || token.word.length !== 1) return ''
  const part = token.word[0]!
  return part.kind === 'text' && !part.quoted ? part.text : ''
}
