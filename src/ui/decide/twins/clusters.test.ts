import { describe, expect, it } from 'vitest'
import { readSides } from './clusters'
import { days } from './days'
import { spanText, dayTime } from './words'

describe('the sides of a comparison', () => {
  const [day] = days as [(typeof days)[number]]

  it('are those of the day, or one to four that the address names', () => {
    expect(readSides('', day)).toEqual({ ok: true, value: day.clusters })
    expect(readSides('1 master a\n5 masters z1:abc', day)).toEqual({
      ok: true,
      value: [
        { name: '1 master', link: 'a' },
        { name: '5 masters', link: 'z1:abc' }
      ]
    })
  })

  it.each(['a b\nc d\ne f\ng h\ni j', 'x y\nnoname'])('are refused with a sentence: %j', (text) => {
    expect(readSides(text, day)).toMatchObject({ ok: false, error: expect.stringMatching(/^Clusters: .+\.$/) })
  })
})

describe('times of a day', () => {
  it('are said as people say them', () => {
    expect([0, 3.41e6, 153e6, 5_040e6, 9_000e6].map(spanText)).toEqual([
      '0\u00a0s',
      '3.4\u00a0s',
      '153\u00a0s',
      '84\u00a0min',
      '2.5\u00a0h'
    ])
    expect(dayTime(86_390, 15_000_000)).toBe('00:00:05')
    expect(dayTime(41_390, 610_000_000, false)).toBe('11:40')
  })
})
