import { describe, expect, it } from 'vitest'
import { formatAddress, longestAddress, readAddress } from './kept'

describe('the address of decide.html', () => {
  it('gives back what each part wrote, whatever its text', () => {
    const parts = { day: 'black-friday', year: '{"machine":"4,000 h & 4 h"}', at: '2400', yours: 'a=b#c%' }
    expect(readAddress(formatAddress(parts))).toEqual({ parts, shown: '', problem: '' })
    expect(formatAddress({ day: '' })).toBe('')
  })

  it('leads to the part that it names without a value', () => {
    expect(readAddress('#year')).toEqual({ parts: {}, shown: 'year', problem: '' })
    expect(readAddress('#day=decay&timers')).toEqual({ parts: { day: 'decay' }, shown: 'timers', problem: '' })
  })

  it('says in a sentence what it does not understand, and keeps the rest', () => {
    expect(readAddress('#day=x&month=y')).toEqual({
      parts: { day: 'x' },
      shown: '',
      problem: expect.stringContaining("'month' is no part of this page; expected day, twins")
    })
    expect(readAddress('#at=%E0%A4%A').problem).toBe("Address, at: '%E0%A4%A' is damaged; copy the whole link.")
    expect(readAddress(`#day=${'x'.repeat(longestAddress)}`).problem).toContain('expected at most')
  })
})
