import type { Say, Words } from './words'
import type { Fault, FaultKind } from '../sim/faults/types'

/** How a language writes what sentences are made of; times count from `zero`, the first fault or the start. */
export function sayIn(words: Words, zero: number): Say {
  const number = (value: number, digits = 0): string => digitsIn(words.locale, digits, digits).format(value)
  const short = (value: number, digits: number): string => digitsIn(words.locale, 0, digits).format(value)
  const signed = (value: number, digits: number): string => {
    const text = number(Math.abs(value), digits)
    return `${value < 0 ? '−' : Number(Math.abs(value).toFixed(digits)) === 0 ? '' : '+'}${text}`
  }
  return {
    number,
    time: (at) => {
      const after = (at - zero) / 1_000_000
      return words.time(signed(after, Math.abs(after) < 100 ? 1 : 0))
    },
    span: (duration) => {
      const total = duration / 1_000_000
      if (total < 1) return `${number(total * 1_000)} ms`
      if (total < 100) return words.time(short(total, total < 10 ? 2 : 1))
      return `${number(Math.floor(total / 60))} min ${words.time(number(Math.floor(total % 60)))}`
    },
    list: (names) => new Intl.ListFormat(words.locale, { type: 'conjunction' }).format(names)
  }
}

/** Making one takes longer than many uses of it. */
const made = new Map<string, Intl.NumberFormat>()
function digitsIn(locale: string, least: number, most: number): Intl.NumberFormat {
  const key = `${locale} ${least} ${most}`
  const known = made.get(key)
  if (known) return known
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: least, maximumFractionDigits: most })
  made.set(key, format)
  return format
}

/** A fault as a sentence; the table has a row for each kind. */
export function faultText<K extends FaultKind>(words: Words, fault: Extract<Fault, { kind: K }>, say: Say): string {
  const row: (one: Extract<Fault, { kind: K }>, how: Say) => string = words.faults[fault.kind as K]
  return row(fault, say)
}
