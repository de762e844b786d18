import { fail, ok, type Result } from '../base/result'

const hours = { s: 1 / 3_600, min: 1 / 60, m: 1 / 60, h: 1, d: 24, w: 168, mo: 730, y: 8_760 } as const

/** Reads a length of time as hours: `4,000 h`, `2 y`, `10 s`, `1.5h`, `30 min`, `never`. */
export function readHours(text: string): Result<number> {
  const trimmed = text.trim().toLowerCase()
  if (trimmed === 'never') return ok(Infinity)
  const [, amount = '', unit = ''] = /^([\d.,_ ]*\d[\d.,_ ]*)\s*([a-z]+)$/.exec(trimmed) ?? []
  const value = plain(amount)
  const word = unit.replace(/^(sec|second|hour|day|week|month|year|minute)s?$/, (_, name: string) => long[name]!)
  const factor = Object.hasOwn(hours, word) ? hours[word as keyof typeof hours] : undefined
  if (value === null || factor === undefined)
    return fail(`'${text.trim()}' is no length of time; expected one such as 4,000 h, 2 y, 30 min or never`)
  if (value === 0) return fail(`'${text.trim()}' is no time at all; expected more than 0`)
  return value * factor <= 1e9 ? ok(value * factor) : fail(`'${text.trim()}' is too long; write never`)
}

const long: Readonly<Record<string, string>> = {
  sec: 's',
  second: 's',
  minute: 'min',
  hour: 'h',
  day: 'd',
  week: 'w',
  month: 'mo',
  year: 'y'
}

/** A number with separators of thousands; null if it is none. */
function plain(text: string): number | null {
  const bare = text.trim().replace(/(?<=\d)[,_ ](?=\d{3}(?!\d))/g, '')
  return /^\d+(\.\d+)?$/.test(bare) ? Number(bare) : null
}

/** Reads money in dollars: `$50k`, `50,000`, `$1.35M`. */
export function readDollars(text: string): Result<number> {
  const [, amount = '', unit = ''] = /^\$?\s*([\d.,_ ]*\d)\s*([km]?)$/i.exec(text.trim()) ?? []
  const value = plain(amount)
  if (value === null) return fail(`'${text.trim()}' is no amount of money; expected one such as $50k or 50,000`)
  return ok(value * ({ k: 1e3, m: 1e6 }[unit.toLowerCase()] ?? 1))
}

/** Reads `5 %` or `5` as a share from 0 to 1. */
export function readShare(text: string): Result<number> {
  const [, amount = ''] = /^([\d.]+)\s*%?$/.exec(text.trim()) ?? []
  const value = plain(amount)
  return value !== null && value <= 100
    ? ok(value / 100)
    : fail(`'${text.trim()}' is no share; expected one from 0 % to 100 %`)
}

/** The shortest text in a unit that fits, with separators: what `readHours` reads back. */
export function formatHours(value: number): string {
  if (value === Infinity) return 'never'
  const [unit, size] = (
    [
      ['y', 8_760],
      ['h', 1],
      ['min', 1 / 60],
      ['s', 0]
    ] as const
  ).find(([name, least]) => value >= least && (name !== 'y' || Number.isInteger(value / 8_760)))!
  return `${grouped(value / (unit === 's' ? hours.s : size))} ${unit}`
}

/** 1234.5 → `1,234.5`; three significant digits below a hundred. */
export function grouped(value: number): string {
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))
  const [whole = '0', part] = String(rounded).split('.')
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return part === undefined ? text : `${text}.${part}`
}

export const formatDollars = (value: number): string =>
  `${value < 0 ? '−' : ''}$${grouped(Math.abs(Math.round(value)))}`
