import { fail, ok, type Result } from '../base/result'
import { presentName } from './former-flags'
import { flagTables, problemOf, type Flag, type Flags, type FlagValue } from '../sim/first'

/** One setting as the page and the command line list it: an upstream flag or constant, or a latency of the machines. */
export interface ListedFlag {
  readonly name: string
  readonly default: FlagValue
  /** Whose it is, what it does, and its unit if the name does not say it. */
  readonly description: string
  /** All that may be said, if that is a list. */
  readonly values: readonly FlagValue[] | null
}

const owned = Object.entries(flagTables)
const flagOf = new Map<string, Flag>(owned.flatMap(([, table]) => Object.entries(table)).reverse())

/** Every setting there is, in the order in which the page lists them. One that several components read is listed once. */
export const allFlags: readonly ListedFlag[] = [...new Set(owned.flatMap(([, table]) => Object.keys(table)))].map(
  (name) => {
    const readers = owned.filter(([, table]) => name in table)
    const flag = readers[0]![1][name]!
    const others = readers
      .filter(([, table]) => table[name]!.default !== flag.default)
      .map(([owner, table]) => ` (${owner}: ${table[name]!.default})`)
    const owners = readers.map(([owner]) => owner).join(', ')
    const unit = flag.unit === '' || name.endsWith(`-${flag.unit}`) ? '' : ` (${flag.unit})`
    return {
      name,
      default: flag.default,
      description: `${owners}: ${flag.doc}${unit}${others.join('')}`,
      values: flag.values
    }
  }
)

export const defaultFlags: Flags = Object.fromEntries(allFlags.map((flag) => [flag.name, flag.default]))

/** Checks a setting from outside: the name must be known, the value one that its component takes. */
export function checkFlag(name: string, value: FlagValue): Result<FlagValue> {
  const flag = flagOf.get(name)
  if (!flag) return fail(`Flag '${name}' is unknown; ${nearest(name)}.`)
  const problem = problemOf(flag, value)
  return problem === '' ? ok(value) : fail(`Flag '${name}' is ${JSON.stringify(value)}; ${problem}.`)
}

/** Reads `name=value` as typed on a command line. */
export function parseFlag(text: string): Result<readonly [string, FlagValue]> {
  const [, written, typed] = /^([^=]+)=(.*)$/.exec(text) ?? []
  const name = written === undefined ? undefined : presentName(written)
  if (name === undefined || typed === undefined)
    return fail(`Flag '${text}' has no value; expected name=value, such as node-monitor-grace-period=40.`)
  const value = checkFlag(name, readValue(typed, typeof defaultFlags[name]))
  return value.ok ? ok([name, value.value]) : value
}

function readValue(typed: string, expected: string): FlagValue {
  if (expected === 'boolean' && (typed === 'true' || typed === 'false')) return typed === 'true'
  // Durations are seconds; 40s is what upstream writes for the same.
  const digits = /^(-?\d+(?:\.\d+)?)s?$/.exec(typed)
  return expected === 'number' && digits ? Number(digits[1]) : typed
}

function nearest(name: string): string {
  const words = name.split('-').filter((word) => word.length > 2)
  const near = allFlags.filter((flag) => words.some((word) => flag.name.includes(word))).slice(0, 5)
  const shown = (near.length > 0 ? near : allFlags.slice(0, 5)).map((flag) => flag.name)
  return `expected one such as ${shown.join(', ')} (all: npm run --silent lab -- flags)`
}
