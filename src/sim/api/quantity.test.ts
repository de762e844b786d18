import { describe, expect, test } from 'vitest'
import { isQuantity, quantityMilliValue, quantityValue } from './quantity'

describe('quantities', () => {
  test.each([
    ['0', 0, 0],
    ['1', 1, 1_000],
    ['250m', 1, 250],
    ['1500m', 2, 1_500],
    ['0.1', 1, 100],
    ['.5', 1, 500],
    ['2.', 2, 2_000],
    ['1u', 1, 1],
    ['64Mi', 67_108_864, 67_108_864_000],
    ['7950Mi', 8_336_179_200, 8_336_179_200_000],
    ['1.5Gi', 1_610_612_736, 1_610_612_736_000],
    ['8000000000', 8_000_000_000, 8_000_000_000_000],
    ['1k', 1_000, 1_000_000],
    ['1Ki', 1_024, 1_024_000],
    ['2E', 2e18, 2e21],
    ['12e3', 12_000, 12_000_000],
    ['5e-1', 1, 500],
    ['-1', -1, -1_000]
  ])('%s', (text, value, milli) => {
    expect(quantityValue(text)).toBe(value)
    expect(quantityMilliValue(text)).toBe(milli)
  })

  test.each(['', 'm', '1mi', 'ten', '1 Gi', '0x10', '1K'])('%j is no quantity', (text) => {
    expect(isQuantity(text)).toBe(false)
    expect(quantityValue(text)).toBe(0)
  })

  test('a missing quantity is zero', () => {
    expect(quantityMilliValue(undefined)).toBe(0)
  })
})
