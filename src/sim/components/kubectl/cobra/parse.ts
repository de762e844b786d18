import { fail, ok, type Result } from '../../../../base/result'
import { goQuote } from './quote'
import { fullPath, type CommandRow, type Flag } from './table'
import { readValue, type FlagValue } from './values'

/** Parsed flags by long name: only those that were given. */
export type GivenFlags = Record<string, FlagValue>

export interface ParsedLine {
  /** All arguments, those behind `--` too. */
  readonly args: readonly string[]
  /** How many arguments stand before `--`; undefined: there is none. */
  readonly dash?: number
  readonly flags: GivenFlags
  /** What is said about flags that should not be used any more. */
  readonly notices: readonly string[]
}

/** Reads a command's words as spf13/pflag does; the error is the whole text behind `error: `. */
export function parseLine(command: CommandRow, words: readonly string[]): Result<ParsedLine> {
  const flags: GivenFlags = {}
  const args: string[] = []
  const notices: string[] = []
  const usage = (text: string) =>
    fail(
      `${text}\n${command.path === 'options' ? `Run '${fullPath(command)}' without flags.` : `See '${fullPath(command)} --help' for usage.`}`
    )
  const set = (flag: Flag, text: string): string | undefined => {
    const value = readValue(flag.type, text)
    if (!value.ok) {
      const shown = flag.short ? `-${flag.short}, --${flag.name}` : `--${flag.name}`
      return `invalid argument ${goQuote(text)} for "${shown}" flag: ${value.error}`
    }
    const before = flags[flag.name]
    flags[flag.name] = Array.isArray(before) && Array.isArray(value.value) ? [...before, ...value.value] : value.value
    if (flag.deprecated !== undefined) notices.push(`Flag --${flag.name} has been deprecated, ${flag.deprecated}\n`)
    return undefined
  }
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (word === '--') return ok({ args: [...args, ...words.slice(i + 1)], dash: args.length, flags, notices })
    if (!word.startsWith('-') || word === '-') {
      args.push(word)
      continue
    }
    if (word.startsWith('--')) {
      const text = word.slice(2)
      if (text.startsWith('-') || text.startsWith('=')) return usage(`bad flag syntax: ${word}`)
      const equals = text.indexOf('=')
      const name = equals < 0 ? text : text.slice(0, equals)
      const flag = command.flags.get(name.replaceAll('_', '-'))
      if (!flag) return usage(`unknown flag: --${name}`)
      let value = equals < 0 ? flag.bare : text.slice(equals + 1)
      if (equals < 0 && value === '') {
        if (i + 1 >= words.length) return usage(`flag needs an argument: --${name}`)
        value = words[++i]!
      }
      const bad = set(flag, value)
      if (bad !== undefined) return usage(bad)
      continue
    }
    let letters = word.slice(1)
    while (letters !== '') {
      const letter = letters[0]!
      const flag = command.shorts.get(letter)
      if (!flag) return usage(`unknown shorthand flag: '${letter}' in -${letters}`)
      let value = flag.bare
      let left = letters.slice(1)
      if (letters.length > 2 && letters[1] === '=') {
        value = letters.slice(2)
        left = ''
      } else if (value === '') {
        if (letters.length > 1) value = letters.slice(1)
        else if (i + 1 < words.length) value = words[++i]!
        else return usage(`flag needs an argument: '${letter}' in -${letters}`)
        left = ''
      }
      const bad = set(flag, value)
      if (bad !== undefined) return usage(bad)
      letters = left
    }
  }
  return ok({ args, flags, notices })
}
