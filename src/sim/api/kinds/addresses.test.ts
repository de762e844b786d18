import { describe, expect, it } from 'vitest'
import {
  formatIP,
  parseCIDR,
  parseIP,
  validateCIDR,
  validateOrdinaryIP,
  validateStrictCIDR,
  validateStrictIP
} from './addresses'
import { Problems } from './problems'

const told = (check: (text: string, field: string, problems: Problems) => unknown, text: string): string[] => {
  const problems = new Problems()
  check(text, 'ip', problems)
  return problems.list.map((problem) => problem.text.replace(/^Invalid value: "[^"]*": /, ''))
}

describe('addresses', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['::ffff:1.2.3.4', '::ffff:102:304'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3']
  ])('%s is written %s', (text, written) => expect(formatIP(parseIP(text)!)).toBe(written))

  it.each(['', '10.0.0', '10.0.0.256', '1:2:3', '1::2::3', 'g::'])('%s is none', (text) =>
    expect(parseIP(text)).toBeUndefined()
  )

  it('knows networks', () => {
    expect(parseCIDR('10.0.0.0/8')).toEqual({ address: [10, 0, 0, 0], bits: 8, isCanonical: true })
    expect(parseCIDR('10.0.0.1/8')?.isCanonical).toBe(false)
    expect(parseCIDR('10.0.0.0/33')).toBeUndefined()
  })

  it.each([
    [validateStrictIP, '10.0.0.1', []],
    [validateStrictIP, '010.0.0.1', ['must not have leading 0s']],
    [validateStrictIP, '2001:DB8::1', ['must be in canonical form ("2001:db8::1")']],
    [validateCIDR, '10.0.0.1/8', ['must not have bits set beyond the prefix length']],
    [validateStrictCIDR, '2001:DB8::/64', ['must be in canonical form ("2001:db8::/64")']],
    [validateOrdinaryIP, '127.0.0.1', ['may not be in the loopback range (127.0.0.0/8, ::1/128)']],
    [validateOrdinaryIP, '0.0.0.0', ['may not be unspecified (0.0.0.0)']]
  ])('%o of %s', (check, text, expected) => expect(told(check, text)).toEqual(expected))
})
