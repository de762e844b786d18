import type { Proc } from './proc'
import type { Surroundings } from './programs'
import type { Code, Word } from './shell-parse'

/** Runs the code of a `$(…)`; gives what it printed. */
export type Substitute = (proc: Proc, code: Code, around: Surroundings) => string

/** A command's words after expansion: one each, but an unquoted `$(…)` is split at blanks and an empty `$x` vanishes. */
export function expandAll(proc: Proc, words: readonly Word[], around: Surroundings, substitute: Substitute): string[] {
  const found: string[] = []
  let assigns = true
  for (const word of words) {
    const [only, ...more] = word.filter((part) => part.kind !== 'text' || part.text !== '')
    if (only?.kind === 'param' && only.spreads && more.length === 0) {
      found.push(...listOf(proc, only.name))
      continue
    }
    const text = expand(proc, word, around, substitute)
    assigns &&= isAssignment(word)
    const splits =
      !assigns &&
      word.some((part) => part.kind === 'command') &&
      !word.some((part) => part.kind === 'text' && part.quoted)
    if (splits) found.push(...text.split(/\s+/).filter((item) => item !== ''))
    else if (text !== '' || word.some((part) => part.kind === 'text')) found.push(text)
  }
  return found
}

/** `x=…` before a command's name: its value is one, blanks, newlines and all. */
function isAssignment([first]: Word): boolean {
  return first?.kind === 'text' && !first.quoted && /^[A-Za-z_][A-Za-z0-9_]*=/.test(first.text)
}

/** One word with its variables, arithmetic and command substitutions filled in. */
export function expand(proc: Proc, word: Word, around: Surroundings, substitute: Substitute): string {
  let text = ''
  for (const part of word) {
    if (part.kind === 'text') text += part.text
    else if (part.kind === 'var') text += variable(proc, part.name, around) || part.fallback
    else if (part.kind === 'param') text += parameter(proc, part, around, substitute)
    else if (part.kind === 'arith') text += String(arithmetic(part.text, (name) => variable(proc, name, around)))
    else text += substitute(proc, part.code, around)
  }
  return text
}

function variable(proc: Proc, name: string, around: Surroundings): string {
  if (name === '?') return String(proc.status)
  if (name === '$') return '1'
  if (name === '#') return String(proc.params.length)
  if (name === '0') return 'sh'
  if (/^[1-9]/.test(name)) return proc.params[Number(name) - 1] ?? ''
  if (name === 'HOSTNAME') return around.hostname
  if (name === 'PWD' && around.cwd !== undefined) return proc.cwd
  return proc.vars[name] ?? around.env[name] ?? ''
}

/** The elements of an array, or `$1`, `$2`, …. */
function listOf(proc: Proc, name: string): readonly string[] {
  if (name === '@' || name === '*') return proc.params
  const found: string[] = []
  for (let i = 0; proc.vars[`${name}[${i}]`] !== undefined; i++) found.push(proc.vars[`${name}[${i}]`]!)
  return found.length > 0 || proc.vars[name] === undefined ? found : [proc.vars[name]]
}

/** `name=(a b)`: its elements are variables of their own, the first bears the name, too. */
export function setArray(proc: Proc, name: string, words: readonly string[], appends: boolean): void {
  const before = listOf(proc, name)
  if (!appends) before.forEach((_, i) => delete proc.vars[`${name}[${i}]`])
  const all = appends ? [...before, ...words] : words
  all.forEach((word, i) => (proc.vars[`${name}[${i}]`] = word))
  proc.vars[name] = all[0] ?? ''
  proc.status = 0
}

/** A pattern of the shell as a regular expression: `*`, `?`, `[a-z]`. */
export function globOf(pattern: string, whole = true): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '[^]*')
    .replace(/\?/g, '.')
    .replace(/\[!/g, '[^')
  try {
    return new RegExp(whole ? `^(?:${source})$` : source)
  } catch {
    return /^(?!)/
  }
}

type Param = Extract<Word[number], { kind: 'param' }>

/** `${…}` beyond a plain name. */
function parameter(proc: Proc, part: Param, around: Surroundings, substitute: Substitute): string {
  const { name, index, operator } = part
  const at = index === null ? '' : expand(proc, index, around, substitute)
  const all = at === '@' || at === '*' || name === '@' || name === '*'
  const element = /^-?\w/.test(at) ? String(arithmetic(at, (each) => variable(proc, each, around))) : at
  const value = all
    ? listOf(proc, name).join(' ')
    : index === null
      ? variable(proc, name, around)
      : (proc.vars[`${name}[${element}]`] ?? '')
  const word = expand(proc, part.word, around, substitute)
  switch (operator) {
    case 'length':
      return String(all ? listOf(proc, name).length : value.length)
    case ':-':
    case '-':
      return value || word
    case ':=':
    case '=':
      if (value === '') proc.vars[name] = word
      return value || word
    case ':+':
    case '+':
      return value === '' ? '' : word
    case '#':
    case '##':
    case '%':
    case '%%':
      return trimmed(value, word, operator)
    case '/':
    case '//': {
      const [from = '', to = ''] = word.split(/\/(.*)/s)
      const found = globOf(from, false)
      return from === '' ? value : value.replace(operator === '//' ? new RegExp(found, 'g') : found, () => to)
    }
    case ':': {
      const [start = 0, length] = word.split(':').map(Number)
      return value.slice(start, length === undefined ? undefined : (start < 0 ? value.length + start : start) + length)
    }
    case '^^':
      return value.toUpperCase()
    case ',,':
      return value.toLowerCase()
    default:
      return value
  }
}

/** Without what fits at its beginning (`#`) or end (`%`): the shortest piece, doubled the longest. */
function trimmed(value: string, pattern: string, operator: string): string {
  const glob = globOf(pattern)
  const fromStart = operator.startsWith('#')
  const sizes = Array.from({ length: value.length + 1 }, (_, i) => i)
  const size = (operator.length === 2 ? sizes.reverse() : sizes).find((length) =>
    glob.test(fromStart ? value.slice(0, length) : value.slice(value.length - length))
  )
  if (size === undefined) return value
  return fromStart ? value.slice(size) : value.slice(0, value.length - size)
}

/** Integer arithmetic with + - * / % and parentheses. */
export function arithmetic(text: string, variable: (name: string) => string): number {
  const tokens = text.match(/[0-9]+|[A-Za-z_][A-Za-z_0-9]*|\$[A-Za-z_0-9]+|[-+*/%()]/g) ?? []
  let at = 0
  const factor = (): number => {
    const token = tokens[at++] ?? '0'
    if (token === '(') {
      const value = sum()
      at++
      return value
    }
    if (token === '-') return -factor()
    if (/^[0-9]/.test(token)) return Number(token)
    return Number(variable(token.replace('$', ''))) || 0
  }
  const product = (): number => {
    let value = factor()
    for (let token = tokens[at]; token === '*' || token === '/' || token === '%'; token = tokens[at]) {
      at++
      const right = factor()
      value = token === '*' ? value * right : token === '/' ? Math.trunc(value / right) : value % right
    }
    return value
  }
  const sum = (): number => {
    let value = product()
    for (let token = tokens[at]; token === '+' || token === '-'; token = tokens[at]) {
      at++
      value = token === '+' ? value + product() : value - product()
    }
    return value
  }
  return sum()
}
