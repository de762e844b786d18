/**
 * Turns a shell script into flat code: what a POSIX `sh -c` line of a pod's command needs (lists, `&&` `||`, `if`,
 * `while`, `until`, `for`, groups, `trap`, redirections, `$VAR`, `$?`, `$((…))`, `$(…)`). Flat, because a process that
 * sleeps in the middle of it is then plain data: a position in the code.
 */
export type Instruction =
  | {
      readonly op: 'run'
      readonly words: readonly Word[]
      readonly redirects: readonly Redirect[]
      readonly background: boolean
    }
  | { readonly op: 'jump'; readonly to: number }
  /** Jumps by the last exit status. */
  | { readonly op: 'branch'; readonly when: 'ok' | 'failed'; readonly to: number }
  | { readonly op: 'not' }
  | { readonly op: 'for'; readonly slot: number; readonly words: readonly Word[] }
  | { readonly op: 'next'; readonly slot: number; readonly name: string; readonly to: number }
  | { readonly op: 'loop'; readonly end: number; readonly start: number }
  | { readonly op: 'endloop' }
  /** What is printed from here on goes into a pipe; the next member reads it; the last one's output is the shell's again. */
  | { readonly op: 'pipe' }
  | { readonly op: 'read-pipe'; readonly last: boolean }
  | { readonly op: 'end-pipe' }

export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'var'; readonly name: string; readonly fallback: string }
  | { readonly kind: 'arith'; readonly text: string }
  | { readonly kind: 'command'; readonly code: Code }
export type Word = readonly Part[]
export interface Redirect {
  readonly kind: '>' | '>>' | '<'
  readonly fd: number
  readonly target: Word
}
export type Code = readonly Instruction[]

type Token =
  { readonly kind: 'word'; readonly word: Word } | { readonly kind: 'op'; readonly text: string; readonly fd: number }

const operators = ['&&', '||', ';;', '>>', '>&', ';', '&', '|', '(', ')', '<', '>', '\n']

/** @throws Error with the shell's `syntax error` text */
export function parseScript(script: string): Code {
  const parser: Parser = { tokens: tokenize(script), at: 0, code: [], slots: 0 }
  list(parser, [])
  if (parser.at < parser.tokens.length)
    throw new Error(`syntax error: unexpected "${textOf(parser.tokens[parser.at]!)}"`)
  return Object.freeze(parser.code.map((instruction) => Object.freeze(instruction)))
}

interface Parser {
  readonly tokens: Token[]
  at: number
  readonly code: Instruction[]
  slots: number
}

// --- tokens -----------------------------------------------------------------------------------------------------------

function tokenize(script: string): Token[] {
  const tokens: Token[] = []
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
      if (inTest && (operator === '&&' || operator === '||')) {
        tokens.push({ kind: 'word', word: [{ kind: 'text', text: operator, quoted: true }] })
        i = start + 2
      } else if (operator) {
        tokens.push({ kind: 'op', text: operator, fd: digit ? Number(c) : -1 })
        i = start + operator.length
      } else {
        const [word, next] = readWord(script, i)
        tokens.push({ kind: 'word', word })
        const said = script.slice(i, next)
        inTest = said === '[[' || (inTest && said !== ']]')
        i = next
      }
    }
  }
  return tokens
}

function readWord(script: string, start: number): [Word, number] {
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
      if (end < 0) throw new Error('syntax error: unterminated quoted string')
      text(script.slice(i + 1, end), true)
      i = end
    } else if (c === '"') {
      inDouble = !inDouble
      text('', true)
    } else if (c === '\\') {
      const next = script[++i] ?? ''
      // Within double quotes it is a letter like any other, but before these.
      text(inDouble && !'$`"\\\n'.includes(next) ? `\\${next}` : next, true)
    } else if (c === '`') {
      const end = script.indexOf('`', i + 1)
      parts.push({ kind: 'command', code: parseScript(script.slice(i + 1, end)) })
      i = end
    } else if (c === '$') {
      i = readDollar(script, i, parts, text)
    } else text(c, inDouble)
  }
  if (inDouble) throw new Error('syntax error: unterminated quoted string')
  return [Object.freeze(parts), i]
}

/** Reads `$…` at `i`; gives the position of its last character. */
function readDollar(script: string, i: number, parts: Part[], text: (value: string, quoted: boolean) => void): number {
  const rest = script.slice(i + 1)
  if (rest.startsWith('((')) {
    const end = script.indexOf('))', i)
    parts.push({ kind: 'arith', text: script.slice(i + 3, end) })
    return end + 1
  }
  if (rest.startsWith('(')) {
    let depth = 0
    let end = i + 1
    for (; end < script.length; end++) {
      if (script[end] === '(') depth++
      if (script[end] === ')' && --depth === 0) break
    }
    parts.push({ kind: 'command', code: parseScript(script.slice(i + 2, end)) })
    return end
  }
  const braced = /^\{([A-Za-z_0-9?]+)(?::?-([^}]*))?\}/.exec(rest)
  if (braced) {
    parts.push({ kind: 'var', name: braced[1]!, fallback: braced[2] ?? '' })
    return i + braced[0].length
  }
  const plain = /^([A-Za-z_][A-Za-z_0-9]*|[0-9?$#])/.exec(rest)
  if (plain) {
    parts.push({ kind: 'var', name: plain[0], fallback: '' })
    return i + plain[0].length
  }
  text('$', true)
  return i
}

const textOf = (token: Token): string =>
  token.kind === 'op' ? token.text : token.word.map((part) => (part.kind === 'text' ? part.text : '$')).join('')

/** A reserved word, if the token is one (unquoted, literal). */
function reserved(token: Token | undefined): string {
  if (token?.kind !== 'word' || token.word.length !== 1) return ''
  const part = token.word[0]!
  return part.kind === 'text' && !part.quoted ? part.text : ''
}

// --- grammar ----------------------------------------------------------------------------------------------------------

const peek = (p: Parser): Token | undefined => p.tokens[p.at]
const isOp = (token: Token | undefined, ...texts: string[]): boolean =>
  token?.kind === 'op' && texts.includes(token.text)

/** A list of commands until one of the reserved words `until` (not taken). */
function list(p: Parser, until: readonly string[]): void {
  for (;;) {
    while (isOp(peek(p), ';', '\n', ';;')) p.at++
    const token = peek(p)
    if (!token || until.includes(reserved(token)) || isOp(token, ')')) return
    andOr(p)
    if (isOp(peek(p), '&')) p.at++
  }
}

function andOr(p: Parser): void {
  pipeline(p)
  while (isOp(peek(p), '&&', '||')) {
    const and = isOp(peek(p), '&&')
    p.at++
    while (isOp(peek(p), '\n')) p.at++
    const branch = p.code.push({ op: 'jump', to: 0 }) - 1
    pipeline(p)
    p.code[branch] = { op: 'branch', when: and ? 'failed' : 'ok', to: p.code.length }
  }
}

/** The members of a pipe run one after another, each with all that the one before it printed; the last one's status counts. */
function pipeline(p: Parser): void {
  const negated = reserved(peek(p)) === '!'
  if (negated) p.at++
  const start = p.code.length
  command(p)
  if (isOp(peek(p), '|')) {
    openPipe(p, start)
    while (isOp(peek(p), '|')) {
      p.at++
      while (isOp(peek(p), '\n')) p.at++
      const next = p.code.push({ op: 'read-pipe', last: true }) - 1
      command(p)
      if (isOp(peek(p), '|')) p.code[next] = { op: 'read-pipe', last: false }
    }
    p.code.push({ op: 'end-pipe' })
  }
  if (negated) p.code.push({ op: 'not' })
}

/** Puts the pipe's beginning before its first member, whose jumps move by one. */
function openPipe(p: Parser, start: number): void {
  const member = p.code.splice(start)
  p.code.push({ op: 'pipe' })
  for (const instruction of member) p.code.push(moved(instruction))
}

function moved(instruction: Instruction): Instruction {
  if (instruction.op === 'loop') return { ...instruction, start: instruction.start + 1, end: instruction.end + 1 }
  return 'to' in instruction ? { ...instruction, to: instruction.to + 1 } : instruction
}

function command(p: Parser): void {
  const word = reserved(peek(p))
  if (word === 'if') return ifCommand(p)
  if (word === 'while' || word === 'until') return whileCommand(p, word)
  if (word === 'for') return forCommand(p)
  if (word === '{') return group(p, '}')
  if (isOp(peek(p), '(')) {
    p.at++
    list(p, [])
    if (!isOp(peek(p), ')')) throw new Error('syntax error: unexpected end of file (expecting ")")')
    p.at++
    return
  }
  simple(p)
}

function simple(p: Parser): void {
  const words: Word[] = []
  const redirects: Redirect[] = []
  for (let token = peek(p); token; token = peek(p)) {
    if (token.kind === 'word') {
      words.push(token.word)
      p.at++
    } else if (token.text === '>&') {
      p.at += 2
    } else if (token.text === '>' || token.text === '>>' || token.text === '<') {
      p.at++
      const target = peek(p)
      if (target?.kind !== 'word') throw new Error('syntax error: unexpected redirection')
      redirects.push({
        kind: token.text,
        fd: token.fd >= 0 ? token.fd : token.text === '<' ? 0 : 1,
        target: target.word
      })
      p.at++
    } else break
  }
  if (words.length === 0 && redirects.length === 0)
    throw new Error(`syntax error: unexpected "${peek(p) ? textOf(peek(p)!) : 'end of file'}"`)
  p.code.push({
    op: 'run',
    words: Object.freeze(words),
    redirects: Object.freeze(redirects),
    background: isOp(peek(p), '&')
  })
}

function expect(p: Parser, word: string): void {
  if (reserved(peek(p)) !== word) throw new Error(`syntax error: unexpected end of file (expecting "${word}")`)
  p.at++
}

function group(p: Parser, close: string): void {
  p.at++
  list(p, [close])
  expect(p, close)
}

function ifCommand(p: Parser): void {
  const ends: number[] = []
  for (;;) {
    p.at++
    list(p, ['then'])
    expect(p, 'then')
    const branch = p.code.push({ op: 'jump', to: 0 }) - 1
    list(p, ['elif', 'else', 'fi'])
    ends.push(p.code.push({ op: 'jump', to: 0 }) - 1)
    p.code[branch] = { op: 'branch', when: 'failed', to: p.code.length }
    if (reserved(peek(p)) !== 'elif') break
  }
  if (reserved(peek(p)) === 'else') {
    p.at++
    list(p, ['fi'])
  }
  expect(p, 'fi')
  for (const end of ends) p.code[end] = { op: 'jump', to: p.code.length }
}

function whileCommand(p: Parser, word: 'while' | 'until'): void {
  p.at++
  const loop = p.code.push({ op: 'jump', to: 0 }) - 1
  const start = p.code.length
  list(p, ['do'])
  expect(p, 'do')
  const branch = p.code.push({ op: 'jump', to: 0 }) - 1
  list(p, ['done'])
  expect(p, 'done')
  p.code.push({ op: 'jump', to: start })
  const end = p.code.push({ op: 'endloop' }) - 1
  p.code[branch] = { op: 'branch', when: word === 'while' ? 'failed' : 'ok', to: end }
  p.code[loop] = { op: 'loop', start, end }
}

function forCommand(p: Parser): void {
  p.at++
  const name = reserved(peek(p))
  p.at++
  const words: Word[] = []
  if (reserved(peek(p)) === 'in') {
    p.at++
    for (let token = peek(p); token?.kind === 'word'; token = peek(p)) {
      words.push(token.word)
      p.at++
    }
  }
  while (isOp(peek(p), ';', '\n')) p.at++
  expect(p, 'do')
  const slot = p.slots++
  p.code.push({ op: 'for', slot, words: Object.freeze(words) })
  const loop = p.code.push({ op: 'jump', to: 0 }) - 1
  const start = p.code.length
  p.code.push({ op: 'jump', to: 0 })
  list(p, ['done'])
  expect(p, 'done')
  p.code.push({ op: 'jump', to: start })
  const end = p.code.push({ op: 'endloop' }) - 1
  p.code[loop] = { op: 'loop', start, end }
  p.code[start] = { op: 'next', slot, name, to: end }
}
