import { parseDuration } from '../base/duration'
import { Panic } from '../base/panic'
import { problemOf, type Flag, type FlagTable, type FlagValue } from './flag'
import type { Flags } from './kernel/types'

/**
 * Settings, and over them what arguments such as `--max-requests-inflight=100` say; those that are no settings of the component's here change nothing.
 * @throws Panic with the words of a program that does not understand its command line, before it does anything
 */
export function settingsWith(config: Flags, args: readonly string[], table: FlagTable): Flags {
  const own: Record<string, FlagValue> = {}
  for (const arg of args) {
    const [, name = '', value = 'true'] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? []
    const known = [name, `etcd-${name}`, `${name}-ms`, `etcd-${name}-ms`].find((one) => Object.hasOwn(table, one))
    if (known !== undefined) own[known] = valueOf(table[known]!, name, value)
  }
  return Object.freeze({ ...config, ...own })
}

/** A number, a duration as Go writes it, a word, true or false. */
function valueOf(flag: Flag, name: string, text: string): FlagValue {
  const duration = flag.unit === 's' || flag.unit === 'ms' ? parseDuration(text) : null
  const perUnit = flag.unit === 's' ? 1e6 : 1e3
  const value = duration?.ok ? duration.value / perUnit : typeof flag.default === 'boolean' ? text === 'true' : text
  const read = typeof flag.default === 'number' && typeof value === 'string' ? Number(value) : value
  const isOdd = typeof flag.default === 'boolean' && text !== 'true' && text !== 'false'
  const problem = isOdd ? 'parse error' : Number.isNaN(read) ? 'parse error' : problemOf(flag, read)
  if (problem !== '') throw new Panic(`invalid argument "${text}" for "--${name}" flag: ${problem}`)
  return read
}
