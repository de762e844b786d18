import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDuration, parseDuration } from './duration'

test.each([
  ['10s', 10_000_000],
  ['250ms', 250_000],
  ['1m30s', 90_000_000],
  ['1.5h', 5_400_000_000],
  ['15us', 15],
  ['0s', 0]
])('%s', (text, micros) => {
  expect(parseDuration(text)).toEqual({ ok: true, value: micros })
})

test.each(['', '10', 's', '-1s', '1d', '10 s', '1e3s', '9999999h'])('%j is refused', (text) => {
  expect(parseDuration(text).ok).toBe(false)
})

test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_600_000_000_000 }), (micros) => {
      expect(parseDuration(formatDuration(micros))).toEqual({ ok: true, value: micros })
    })
  )
})
