import { never, type Value } from '../../book/expression'
import type { Form } from '../../book/types'
import { clockText } from '../../store/clock'

/** A number of a run as text; its unit stays with it. */
export function written(value: Value, form: Form, clockStart: number, origin: number): string {
  if (value === never) return 'did not happen in this run'
  if (typeof value !== 'number') return String(value)
  switch (form) {
    case 'duration':
      return durationText(value)
    case 'after-fault':
      return `${value < 0 ? '−' : '+'}${durationText(Math.abs(value))}`
    case 'clock':
      return clockText(origin + value * 1e6, clockStart)
    case 'count':
      return Math.round(value).toLocaleString('en')
    case 'percent':
      return `${value < 10 || value > 99 ? Number(value.toFixed(1)) : Math.round(value)}\u00a0%`
    case 'plain':
      return Number.isInteger(value) ? value.toLocaleString('en') : String(Number(value.toFixed(2)))
  }
}

/** `4 ms`, `1.4 s`, `342 s`. */
export function durationText(s: number): string {
  const size = Math.abs(s)
  if (size === 0) return '0\u00a0s'
  if (size < 0.1) return `${Math.round(s * 1_000)}\u00a0ms`
  return size < 100 ? `${s.toFixed(1)}\u00a0s` : `${Math.round(s)}\u00a0s`
}
