import type { Micros } from '../../../base/time'

const dollars = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 })
export const moneyText = (amount: number): string => dollars.format(amount)

const grouped = new Intl.NumberFormat('en')
export const countText = (count: number): string => grouped.format(Math.round(count))

/** A stretch of time as people say it: `0 s`, `3.4 s`, `84 min`, `2.5 h`. The number and its unit stay together. */
export function spanText(micros: Micros): string {
  const seconds = micros / 1_000_000
  if (seconds === 0) return '0\u00a0s'
  if (seconds < 100) return `${seconds.toFixed(1)}\u00a0s`
  if (seconds < 600) return `${Math.round(seconds)}\u00a0s`
  return seconds < 7_200 ? `${(seconds / 60).toFixed(0)}\u00a0min` : `${(seconds / 3_600).toFixed(1)}\u00a0h`
}

/** The time of day at an instant, as the cluster's clocks read it. */
export function dayTime(clockStartSeconds: number, at: Micros, exact = true): string {
  const seconds = Math.floor(clockStartSeconds + at / 1_000_000) % 86_400
  const two = (n: number) => String(n).padStart(2, '0')
  const hm = `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}`
  return exact ? `${hm}:${two(seconds % 60)}` : hm
}
