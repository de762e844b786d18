/**
 * Settings as objects: what unit, range and allowed values each has, what it does, and what 0 means. Every component lists
 * its own in `flags.ts`, under upstream's names; the command line, the page and links refuse what does not fit before a run
 * begins, in upstream's words where upstream refuses.
 */
export type FlagValue = number | string | boolean

export type Unit = 's' | 'ms' | '/s' | 'MiB' | 'GiB' | 'MiB/s' | '%' | 'share' | 'CPU' | ''

export interface Flag<T extends FlagValue = FlagValue> {
  readonly default: T
  readonly unit: Unit
  /** Smallest and greatest number; `above` is not itself allowed. */
  readonly min: number
  readonly above: number
  readonly max: number
  readonly whole: boolean
  /** All that may be said, if that is a list. */
  readonly values: readonly T[] | null
  /** How a text must be written, if not every text will do; `refusal` says it. */
  readonly form: RegExp | null
  /** What it does, in one line. */
  readonly doc: string
  /** What the component itself says of a value out of range: upstream's words, with `%v` for the value. */
  readonly refusal: string
}

/** What most numbers need not say. */
export interface Range {
  readonly min?: number
  readonly above?: number
  readonly max?: number
  readonly refusal?: string
}

const number = (value: number, unit: Unit, doc: string, range: Range, whole: boolean): Flag<number> =>
  Object.freeze({
    default: value,
    unit,
    min: range.min ?? 0,
    above: range.above ?? -Infinity,
    max: range.max ?? Infinity,
    whole,
    values: null,
    form: null,
    doc,
    refusal: range.refusal ?? ''
  })

/** A duration in seconds; `period`s of loops must be above 0. */
export const seconds = (value: number, doc: string, range: Range = {}): Flag<number> =>
  number(value, 's', doc, { max: year, ...range }, false)
/** A duration in milliseconds. */
export const millis = (value: number, doc: string, range: Range = {}): Flag<number> =>
  number(value, 'ms', doc, { max: year * 1_000, ...range }, false)
/** A whole number of things. */
export const count = (value: number, doc: string, range: Range = {}): Flag<number> =>
  number(value, '', doc, { max: 1_000_000, ...range }, true)
/** Any other measure. */
export const amount = (value: number, unit: Unit, doc: string, range: Range = {}): Flag<number> =>
  number(value, unit, doc, range, false)

export const toggle = (value: boolean, doc: string): Flag<boolean> => other<boolean>(value, doc, [true, false])
export const choice = <T extends string | number>(value: T, values: readonly T[], doc: string): Flag<T> =>
  other<T>(value, doc, values)
/** A text that its component reads by itself; one that does not have the form is refused with the sentence's end. */
export const text = (value: string, doc: string, form: RegExp | null = null, refusal = ''): Flag<string> =>
  Object.freeze({ ...other<string>(value, doc, null), form, refusal })

const other = <T extends FlagValue>(value: T, doc: string, values: readonly T[] | null): Flag<T> =>
  Object.freeze({
    default: value,
    unit: '',
    min: -Infinity,
    above: -Infinity,
    max: Infinity,
    whole: false,
    values,
    form: null,
    doc,
    refusal: ''
  })

/** Longer than any run. */
const year = 31_536_000

/** The range of what a loop waits between two rounds: without a wait it would never let anything else happen. */
export const period: Range = Object.freeze({ above: 0 })

export type FlagTable = Readonly<Record<string, Flag>>
export type Defaults<T extends FlagTable> = {
  readonly [K in keyof T]: T[K]['default'] extends boolean ? boolean : T[K]['default']
}

/** The defaults of a component's flags, by name. */
export const defaultsOf = <T extends FlagTable>(flags: T): Defaults<T> =>
  Object.freeze(Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, flag.default]))) as Defaults<T>

/** Why a value does not fit, as a sentence's end (`expected …`) or in upstream's words; empty if it does. */
export function problemOf(flag: Flag, value: FlagValue): string {
  if (flag.values)
    return (flag.values as readonly FlagValue[]).includes(value) ? '' : `expected ${flag.values.join(' or ')}`
  if (typeof value !== typeof flag.default)
    return `expected ${typeof flag.default === 'number' ? `a number${rangeText(flag)}` : 'a text'}`
  if (typeof value !== 'number') return flag.form && !flag.form.test(String(value)) ? flag.refusal : ''
  const fits =
    Number.isFinite(value) &&
    value >= flag.min &&
    value > flag.above &&
    value <= flag.max &&
    (!flag.whole || Number.isInteger(value))
  if (fits) return ''
  const expected = `expected a ${flag.whole ? 'whole ' : ''}number${rangeText(flag)}`
  return flag.refusal ? `${flag.refusal.replaceAll('%v', String(value))} (${expected})` : expected
}

function rangeText({ min, above, max, unit }: Flag): string {
  const low = above >= min ? ` above ${above}` : ` of ${min} or more`
  return `${low}${max < year ? `, at most ${max}` : ''}${unit ? ` (${unit})` : ''}`
}
