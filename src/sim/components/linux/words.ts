import { arithmetic, type Variables } from './arithmetic'
import type { Proc } from './proc'
import type { Surroundings } from './programs'
import type { Code, Word } from './shell-parse'

/** `${name:?word}` of a variable that is not set: the shell ends. */
export class Unset extends Error {}

/** Runs the code of a `$(…)`; gives what it printed. */
export type Substitute = (proc: Proc, code: Code, around: Surroundings) => string

/** One word with its variables, arithmetic and command substitutions filled in. */
export function expand(proc: Proc, word: Word, around: Surroundings, substitute: Substitute): string {
  let text = ''
  for (const part of word) {
    if (part.kind === 'text') text += part.text
    else if (part.kind === 'var') text += variable(proc, part.name, around) || part.fallback
    else if (part.kind === 'param') text += parameter(proc, part, around, substitute)
    else if (part.kind === 'arith') text += sum(proc, part.word, around, substitute)
    else text += substitute(proc, part.code, around)
  }
  return text
}

/** One part of a word as text. */
export const expandPart = (proc: Proc, part: Word[number], around: Surroundings, substitute: Substitute): string =>
  expand(proc, [part], around, substitute)

/** `$((…))`: what it comes to; it may change variables. */
function sum(proc: Proc, word: Word, around: Surroundings, substitute: Substitute): string {
  return String(arithmetic(expand(proc, word, around, substitute), variablesOf(proc, around)))
}

/** A shell's variables, as its arithmetic sees them. */
export const variablesOf = (proc: Proc, around: Surroundings): Variables => ({
  get: (name) => variable(proc, name, around),
  set: (name, value) => void (proc.vars[name] = value)
})

function variable(proc: Proc, name: string, around: Surroundings): string {
  if (name === '?') return String(proc.status)
  if (name === '$') return '1'
  // The number of a process in the background: the shells beside this one have none of their own.
  if (name === '!') return '7'
  if (name === '#') return String(proc.params.length)
  if (name === '0') return 'sh'
  if (/^[1-9]/.test(name)) return proc.params[Number(name) - 1] ?? ''
  if (name === 'HOSTNAME') return around.hostname
  if (name === 'PWD' && around.cwd !== undefined) return proc.cwd
  return proc.vars[name] ?? around.env[name] ?? ''
}

/** The elements of an array, or `$1`, `$2`, …. */
export function listOf(proc: Proc, name: string): readonly string[] {
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
  const source = pattern.replace(/\\([^])|[.+^${}()|\\]|\*|\?|\[!/g, (sign, escaped: string | undefined) =>
    escaped !== undefined
      ? `\\${escaped}`
      : sign === '*'
        ? '[^]*'
        : sign === '?'
          ? '.'
          : sign === '[!'
            ? '[^'
            : `\\${sign}`
  )
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
  const element = /^-?\w/.test(at) ? String(arithmetic(at, variablesOf(proc, around))) : at
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
    case ':?':
    case '?':
      // A shell that runs a script ends; the word says why.
      if (value === '') throw new Unset(`${name}: ${word || 'parameter null or not set'}`)
      return value
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
