import type { Proc } from './proc'
import type { Surroundings } from './programs'
import type { Code, Word } from './shell-parse'

/** Runs the code of a `$(…)`; gives what it printed. */
export type Substitute = (proc: Proc, code: Code, around: Surroundings) => string

/** A command's words after expansion: one each, but an unquoted `$(…)` is split at blanks and an empty `$x` vanishes. */
export function expandAll(proc: Proc, words: readonly Word[], around: Surroundings, substitute: Substitute): string[] {
  const found: string[] = []
  for (const word of words) {
    const text = expand(proc, word, around, substitute)
    const splits =
      word.some((part) => part.kind === 'command') && !word.some((part) => part.kind === 'text' && part.quoted)
    if (splits) found.push(...text.split(/\s+/).filter((item) => item !== ''))
    else if (text !== '' || word.some((part) => part.kind === 'text')) found.push(text)
  }
  return found
}

/** One word with its variables, arithmetic and command substitutions filled in. */
export function expand(proc: Proc, word: Word, around: Surroundings, substitute: Substitute): string {
  let text = ''
  for (const part of word) {
    if (part.kind === 'text') text += part.text
    else if (part.kind === 'var') text += variable(proc, part.name, around) || part.fallback
    else if (part.kind === 'arith') text += String(arithmetic(part.text, (name) => variable(proc, name, around)))
    else text += substitute(proc, part.code, around)
  }
  return text
}

function variable(proc: Proc, name: string, around: Surroundings): string {
  if (name === '?') return String(proc.status)
  if (name === '$') return '1'
  if (name === 'HOSTNAME') return around.hostname
  return proc.vars[name] ?? around.env[name] ?? ''
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
