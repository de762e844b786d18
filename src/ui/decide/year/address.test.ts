import { describe, expect, it } from 'vitest'
import { openTyped, useBusiness } from '../roi/business'
import { formatTexts, readKept } from './address'
import { usualTexts } from './texts'

describe('what the address says of the years', () => {
  it('is read as it was written, the usual where it says nothing', () => {
    const texts = {
      ...usualTexts,
      zone: { every: 'never', lasts: '1 h' },
      disk: { every: '2 y weibull 1.5', lasts: '' }
    }
    expect(readKept(formatTexts(texts))).toEqual({ texts, problem: '' })
    expect(readKept('')).toEqual({ texts: usualTexts, problem: '' })
  })

  it.each(['earthquake 1 y/1 h', 'machine', 'machine 1 h'])('is refused with a sentence: %s', (text) => {
    const { texts, problem } = readKept(`${text};zone never/1 h`)
    expect(problem).toContain(`'${text}'`)
    expect(texts.zone.every).toBe('never')
  })
})

it('a field of the calculation that does not exist is named', () => {
  expect(openTyped('hour=$10k;hours=3')).toMatch(/^Address, roi: 'hours=3' .+ fields are hour, .+\.$/)
  expect(useBusiness.getState().business.hour).toBe(10_000)
  expect(openTyped('')).toBe('')
  expect(useBusiness.getState().business.hour).toBe(50_000)
})
