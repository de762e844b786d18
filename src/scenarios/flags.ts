import { fail, ok, type Result } from '../base/result'
import { flagDefaults, type Flags } from '../sim'
import { describeFlag } from './flag-descriptions'

export type FlagValue = number | string | boolean

/** One setting: an upstream flag or constant under its own name, or a latency of the simulated machines. */
export interface Flag {
  readonly name: string
  readonly default: FlagValue
  /** Whose it is, and what it does. Durations are seconds unless the name says ms. */
  readonly description: string
}

/** Every setting there is, in the order in which the page lists them. One that several components read is listed once. */
export const allFlags: readonly Flag[] = [...new Set(Object.values(flagDefaults).flatMap(Object.keys))].map((name) => {
  const readers = Object.entries(flagDefaults).filter(([, flags]) => name in flags)
  const value = readers[0]![1][name]!
  const others = readers
    .filter(([, flags]) => flags[name] !== value)
    .map(([owner, flags]) => ` (${owner}: ${flags[name]})`)
  const owners = readers.map(([owner]) => owner).join(', ')
  return { name, default: value, description: `${owners}: ${describeFlag(name)}${others.join('')}` }
})

export const defaultFlags: Flags = Object.fromEntries(allFlags.map((flag) => [flag.name, flag.default]))

/** Checks a setting from outside: the name must be known, the value of the default's kind. */
export function checkFlag(name: string, value: FlagValue): Result<FlagValue> {
  if (!Object.hasOwn(defaultFlags, name)) return fail(`Flag '${name}' is unknown; ${nearest(name)}.`)
  const expected = typeof defaultFlags[name]
  const fits = typeof value === expected && (typeof value !== 'number' || (Number.isFinite(value) && value >= 0))
  return fits
    ? ok(value)
    : fail(`Flag '${name}' is ${JSON.stringify(value)}; expected ${kinds[expected as keyof typeof kinds]}.`)
}

/** Reads `name=value` as typed on a command line. */
export function parseFlag(text: string): Result<readonly [string, FlagValue]> {
  const [, name, typed] = /^([^=]+)=(.*)$/.exec(text) ?? []
  if (name === undefined || typed === undefined)
    return fail(`Flag '${text}' has no value; expected name=value, such as node-monitor-grace-period=40.`)
  const value = checkFlag(name, readValue(typed, typeof defaultFlags[name]))
  return value.ok ? ok([name, value.value]) : value
}

const kinds = { number: 'a number of 0 or more', boolean: 'true or false', string: 'a text' }

function readValue(typed: string, expected: string): FlagValue {
  if (expected === 'boolean' && (typed === 'true' || typed === 'false')) return typed === 'true'
  // Durations are seconds; 40s is what upstream writes for the same.
  const digits = /^(\d+(?:\.\d+)?)s?$/.exec(typed)
  return expected === 'number' && digits ? Number(digits[1]) : typed
}

function nearest(name: string): string {
  const words = name.split('-').filter((word) => word.length > 2)
  const near = allFlags.filter((flag) => words.some((word) => flag.name.includes(word))).slice(0, 5)
  const shown = (near.length > 0 ? near : allFlags.slice(0, 5)).map((flag) => flag.name)
  return `expected one such as ${shown.join(', ')} (all: npm run --silent lab -- flags)`
}
