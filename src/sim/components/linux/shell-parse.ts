import type { Code, Instruction, Part, Redirect, Word } from './shell-code'
import { reserved, textOf, tokenize, Unfinished, type Token } from './shell-tokens'

export type { Code, Instruction, Part, Redirect, Word } from './shell-code'

/**
 * Turns a shell script into flat code: what a POSIX `sh -c` line of a pod's command needs (lists, `&&` `||`, `if`,
 * `while`, `until`, `for`, groups, `trap`, redirections, `$VAR`, `$?`, `$((…))`, `$(…)`). Flat, because a process that
 * sleeps in the middle of it is then plain data: a position in the code.
 *
 * @throws Error with the shell's `syntax error` text; `Unfinished` if more lines could make it a script
 */
export function parseScript(script: string): Code {
  const parser: Parser = { tokens: tokenize(script, parseScript), at: 0, code: [], slots: 0 }
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

// --- grammar ----------------------------------------------------------------------------------------------------------

const peek = (p: Parser): Token | undefined => p.tokens[p.at]
const isOp = (token: Token | undefined, ...texts: string[]): boolean =>
  token?.kind === 'op' && texts.includes(token.text)

/** A list of commands until one of the reserved words `until` (not taken). */
function list(p: Parser, until: readonly string[]): void {
  for (;;) {
    while (isOp(peek(p), ';', '\n')) p.at++
    const token = peek(p)
    if (!token || until.includes(reserved(token)) || isOp(token, ')', ';;')) return
    const start = p.code.length
    andOr(p)
    if (!isOp(peek(p), '&')) continue
    p.at++
    if (p.code.length > start + 1 || p.code[start]?.op !== 'run') setAside(p, start)
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
  if (isOp(peek(p), '|', '|&')) {
    openPipe(p, start)
    while (isOp(peek(p), '|', '|&')) {
      if (isOp(peek(p), '|&')) joinErrors(p)
      p.at++
      while (isOp(peek(p), '\n')) p.at++
      const next = p.code.push({ op: 'read-pipe', last: true }) - 1
      command(p)
      if (isOp(peek(p), '|', '|&')) p.code[next] = { op: 'read-pipe', last: false }
    }
    p.code.push({ op: 'end-pipe' })
  }
  if (negated) p.code.push({ op: 'not' })
}

/** What stands before a `&`, if it is more than a program: a shell of its own does it. */
function setAside(p: Parser, start: number): void {
  const code = p.code
    .splice(start)
    .map((each) => moved(each.op === 'run' && each.background ? { ...each, background: false } : each, -start))
  p.code.push({ op: 'subshell', code: Object.freeze(code), redirects: [], aside: true })
}

/** Redirections behind a compound command are those of all that is in it. */
function redirected(p: Parser, start: number): void {
  const redirects: Redirect[] = []
  for (let token = peek(p); token && redirect(p, token, redirects);) token = peek(p)
  if (redirects.length === 0) return
  const code = p.code.splice(start).map((each) => moved(each, -start))
  p.code.push({ op: 'subshell', code: Object.freeze(code), redirects: Object.freeze(redirects), same: true })
}

/** `|&`: the command before it sends its errors the same way. */
function joinErrors(p: Parser): void {
  const last = p.code[p.code.length - 1]
  if (last?.op === 'run') p.code[p.code.length - 1] = { ...last, redirects: [...last.redirects, both] }
}

/** Puts the pipe's beginning before its first member, whose jumps move by one. */
function openPipe(p: Parser, start: number): void {
  const member = p.code.splice(start)
  p.code.push({ op: 'pipe' })
  for (const instruction of member) p.code.push(moved(instruction, 1))
}

function moved(instruction: Instruction, by: number): Instruction {
  if (instruction.op === 'loop') return { ...instruction, start: instruction.start + by, end: instruction.end + by }
  return 'to' in instruction ? { ...instruction, to: instruction.to + by } : instruction
}

function command(p: Parser): void {
  const start = p.code.length
  if (compound(p)) redirected(p, start)
  else simpleOrFunction(p)
}

/** Takes a compound command, if one begins here. */
function compound(p: Parser): boolean {
  const commands: Readonly<Record<string, () => void>> = {
    if: () => ifCommand(p),
    while: () => whileCommand(p, 'while'),
    until: () => whileCommand(p, 'until'),
    for: () => forCommand(p),
    case: () => caseCommand(p),
    '{': () => group(p, '}')
  }
  const found = Object.entries(commands).find(([word]) => word === reserved(peek(p)))
  found?.[1]()
  return found !== undefined
}

function simpleOrFunction(p: Parser): void {
  const name = functionName(p)
  if (name !== undefined) return functionCommand(p, name)
  if (isOp(peek(p), '(')) {
    return subshell(p)
  }
  simple(p)
}

function simple(p: Parser): void {
  const words: Word[] = []
  const redirects: Redirect[] = []
  for (let token = peek(p); token; token = peek(p)) {
    const list = token.kind === 'word' && words.length === 0 && isOp(p.tokens[p.at + 1], '(') ? listName(token) : null
    if (list) return array(p, list)
    if (token.kind === 'word') {
      words.push(token.word)
      p.at++
    } else if (!redirect(p, token, redirects)) break
  }
  if (words.length === 0 && redirects.length === 0) {
    const token = peek(p)
    if (!token) throw new Unfinished('syntax error: unexpected end of file')
    throw new Error(`syntax error: unexpected "${textOf(token)}"`)
  }
  p.code.push({
    op: 'run',
    words: Object.freeze(words),
    redirects: Object.freeze(redirects),
    background: isOp(peek(p), '&')
  })
}

/** Takes one redirection, if the next token is one. */
function redirect(p: Parser, token: Token, redirects: Redirect[]): boolean {
  if (token.kind !== 'op' || !redirections.has(token.text)) return false
  const target = p.tokens[p.at + 1]
  if (target?.kind !== 'word') throw new Error('syntax error: unexpected redirection')
  p.at += 2
  const fd = token.fd >= 0 ? token.fd : token.text.startsWith('<') ? 0 : 1
  if (token.text === '>&' || token.text === '&>') {
    const isNumber = /^[0-9-]$/.test(textOf(target))
    redirects.push({ kind: isNumber ? '>&' : '>', fd, target: target.word })
    if (!isNumber) redirects.push(both)
  } else if (token.text.startsWith('<<')) redirects.push({ kind: '<<', fd: 0, target: target.word })
  // A file that is opened for both is read; what is written to it goes nowhere.
  else if (token.text === '<>') redirects.push({ kind: '<', fd, target: target.word })
  else redirects.push({ kind: token.text as '>' | '>>' | '<', fd, target: target.word })
  return true
}
const redirections: ReadonlySet<string> = new Set(['>&', '&>', '<<', '<<-', '<<<', '<>', '>', '>>', '<'])

/** `2>&1` */
const both: Redirect = { kind: '>&', fd: 2, target: [{ kind: 'text', text: '1', quoted: false }] }

function expect(p: Parser, word: string): void {
  const token = peek(p)
  const expected = `(expecting "${word}")`
  if (!token) throw new Unfinished(`syntax error: unexpected end of file ${expected}`)
  if (reserved(token) !== word) throw new Error(`syntax error: unexpected "${textOf(token)}" ${expected}`)
  p.at++
}

function group(p: Parser, close: string): void {
  p.at++
  list(p, [close])
  expect(p, close)
}

/** `name=` before a bracket. */
const listName = (token: Token): RegExpExecArray | null => /^([A-Za-z_][A-Za-z_0-9]*)(\+?)=$/.exec(textOf(token))

function array(p: Parser, [, name = '', plus]: RegExpExecArray): void {
  p.at += 2
  const words: Word[] = []
  while (peek(p)?.kind === 'word' || isOp(peek(p), '\n')) {
    const token = peek(p)!
    if (token.kind === 'word') words.push(token.word)
    p.at++
  }
  if (!isOp(peek(p), ')')) throw new Unfinished('syntax error: unexpected end of file (expecting ")")')
  p.at++
  p.code.push({ op: 'array', name, words: Object.freeze(words), appends: plus === '+' })
}

function subshell(p: Parser): void {
  const body: Parser = { tokens: p.tokens, at: p.at + 1, code: [], slots: 0 }
  list(body, [])
  if (!isOp(peek(body), ')')) throw new Unfinished('syntax error: unexpected end of file (expecting ")")')
  p.at = body.at + 1
  const redirects: Redirect[] = []
  for (let token = peek(p); token && redirect(p, token, redirects);) token = peek(p)
  p.code.push({ op: 'subshell', code: Object.freeze(body.code), redirects: Object.freeze(redirects) })
}

/** The name that a function is given here: `name() …`, `function name …`. */
function functionName(p: Parser): string | undefined {
  const [first, second, third] = p.tokens.slice(p.at, p.at + 3)
  if (reserved(first) === 'function' && second?.kind === 'word') return reserved(second)
  return first?.kind === 'word' && isOp(second, '(') && isOp(third, ')') && !listName(first)
    ? reserved(first)
    : undefined
}

function functionCommand(p: Parser, name: string): void {
  p.at += reserved(peek(p)) === 'function' ? 2 : 1
  if (isOp(peek(p), '(')) p.at += 2
  while (isOp(peek(p), '\n')) p.at++
  const body: Parser = { tokens: p.tokens, at: p.at, code: [], slots: p.slots }
  command(body)
  p.at = body.at
  p.slots = body.slots
  p.code.push({ op: 'function', name, code: Object.freeze(body.code) })
}

function caseCommand(p: Parser): void {
  p.at++
  const subject = peek(p)
  if (subject?.kind !== 'word') throw new Unfinished('syntax error: unexpected end of file')
  p.at++
  while (isOp(peek(p), '\n')) p.at++
  expect(p, 'in')
  const slot = p.slots++
  p.code.push({ op: 'case', slot, word: subject.word })
  const ends: number[] = []
  for (;;) {
    while (isOp(peek(p), '\n', ';;')) p.at++
    if (reserved(peek(p)) === 'esac') break
    const patterns: Word[] = []
    for (let token = peek(p); !isOp(token, ')'); token = peek(p)) {
      if (!token) throw new Unfinished('syntax error: unexpected end of file (expecting "esac")')
      if (token.kind === 'word') patterns.push(token.word)
      p.at++
    }
    p.at++
    const match = p.code.push({ op: 'jump', to: 0 }) - 1
    list(p, ['esac'])
    ends.push(p.code.push({ op: 'jump', to: 0 }) - 1)
    p.code[match] = { op: 'match', slot, patterns: Object.freeze(patterns), to: p.code.length }
  }
  expect(p, 'esac')
  p.code.push(fine)
  for (const end of ends) p.code[end] = { op: 'jump', to: p.code.length }
}

/** Where no branch was taken the command has not failed. */
const fine: Instruction = { op: 'failed-as', status: 0 }

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
  } else p.code.push(fine)
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
  const end = p.code.push({ op: 'endloop', isFine: true }) - 1
  p.code[branch] = { op: 'branch', when: word === 'while' ? 'failed' : 'ok', to: end }
  p.code[loop] = { op: 'loop', start, end }
}

/** `for ((i = 0; i < 3; i++))` */
function countingFor(p: Parser): void {
  p.at++
  const expression = p.tokens[p.at++]
  const parts = partsOf(expression?.kind === 'word' ? expression.word : [])
  const sum = (word: Word): Instruction => ({
    op: 'run',
    words: [[{ kind: 'text', text: '((', quoted: false }], word],
    redirects: [],
    background: false
  })
  while (isOp(peek(p), ';', '\n')) p.at++
  expect(p, 'do')
  p.code.push(sum(parts[0] ?? []))
  const loop = p.code.push({ op: 'jump', to: 0 }) - 1
  const first = p.code.push({ op: 'jump', to: 0 }) - 1
  const start = p.code.push(sum(parts[2] ?? [])) - 1
  p.code[first] = { op: 'jump', to: p.code.length }
  p.code.push(sum(parts[1] ?? [{ kind: 'text', text: '1', quoted: true }]))
  const branch = p.code.push({ op: 'jump', to: 0 }) - 1
  list(p, ['done'])
  expect(p, 'done')
  p.code.push({ op: 'jump', to: start })
  const end = p.code.push({ op: 'endloop', isFine: true }) - 1
  p.code[branch] = { op: 'branch', when: 'failed', to: end }
  p.code[loop] = { op: 'loop', start, end }
}

/** A word cut at its semicolons. */
function partsOf(word: Word): Word[] {
  const found: Part[][] = [[]]
  for (const part of word) {
    if (part.kind !== 'text') found[found.length - 1]!.push(part)
    else
      for (const [i, text] of part.text.split(';').entries()) {
        if (i > 0) found.push([])
        found[found.length - 1]!.push({ ...part, text })
      }
  }
  return found
}

function forCommand(p: Parser): void {
  p.at++
  if (reserved(peek(p)) === '((') return countingFor(p)
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
