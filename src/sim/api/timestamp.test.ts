import { describe, expect, it } from 'vitest'
import { seconds } from '../../base/time'
import { formatMicroTime, formatTime, parseTime } from './timestamp'

describe('timestamps', () => {
  it('counts from 2026-01-01 and goes before it', () => {
    expect(formatTime(0)).toBe('2026-01-01T00:00:00Z')
    expect(formatTime(seconds(-1))).toBe('2025-12-31T23:59:59Z')
    expect(formatMicroTime(seconds(61) + 5)).toBe('2026-01-01T00:01:01.000005Z')
    expect(formatMicroTime(-1)).toBe('2025-12-31T23:59:59.999999Z')
  })

  it('reads back what it wrote, leap days included', () => {
    for (let day = -800; day < 1_600; day++) {
      const at = seconds(day * 86_400 + 45_296) + 250_001
      expect(parseTime(formatMicroTime(at))).toBe(at)
      expect(formatTime(at)).toBe(
        new Date(Date.UTC(2026, 0, 1) + Math.floor(at / 1_000)).toISOString().slice(0, 19) + 'Z'
      )
    }
  })

  it('takes no time for what is no time', () => {
    expect(parseTime(undefined)).toBe(0)
    expect(parseTime('yesterday')).toBe(0)
  })
})
