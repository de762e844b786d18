import { expect, test } from 'vitest'
import { seconds } from '../base/time'
import { clockText, secondsText, sinceFaultText } from './clock'

test('ten o’clock is ten seconds after 09:59:50', () => {
  expect(clockText(seconds(15.32), 35_990)).toBe('10:00:05.320')
  expect(clockText(0, 35_990)).toBe('09:59:50.000')
  expect(clockText(seconds(60), 86_399)).toBe('00:00:59.000')
})

test('the distance to the fault says its side', () => {
  expect(sinceFaultText(seconds(15.32), seconds(10))).toBe('+5.3 s after the fault')
  expect(sinceFaultText(seconds(6), seconds(10))).toBe('4.0 s before the fault')
  expect(sinceFaultText(seconds(6), null)).toBe('')
})

test('seconds lose their idle digits', () => {
  expect([1.417, 85.25, 2, 0, 40].map(secondsText)).toEqual(['1.417 s', '85.3 s', '2 s', '0 s', '40 s'])
})
