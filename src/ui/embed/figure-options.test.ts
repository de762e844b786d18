import { expect, it } from 'vitest'
import { asksForFigure, figureCode, formatFigure, readFigure, type FigureOptions } from './figure-options'

it('reads what it writes', () => {
  for (const theme of ['light', 'dark', 'system'] as const)
    for (const play of [true, false])
      for (const fault of ['', 'crash master-2', 'partition master-1 | worker-1,worker-2']) {
        const options: FigureOptions = { lanes: ['etcd', 'users'], from: -5, to: 70.5, at: 5.3, fault, theme, play }
        const search = `?${formatFigure(options)}`
        expect(asksForFigure(search)).toBe(true)
        expect(readFigure(search)).toEqual({ ok: true, value: options })
      }
})

it('says what does not fit', () => {
  const error = (search: string) => {
    const read = readFigure(search)
    return read.ok ? '' : read.error
  }
  expect(error('?view=figure&at=soon')).toBe('Figure, at: expected seconds such as 5.3.')
  expect(error('?view=figure&from=9&to=1')).toMatch(/ends at 1 s and begins at 9 s/)
  expect(error('?view=figure&colour=red')).toMatch(/no such option; expected view, lanes/)
  expect(error('?view=figure')).toBe('')
  expect(asksForFigure('?parts=topology')).toBe(false)
})

it('is safe within an attribute', () => {
  expect(figureCode('https://host/embed.html?a=1&fault="x"#z1:a', 'A "figure"')).toContain(
    'src="https://host/embed.html?a=1&amp;fault=&quot;x&quot;#z1:a"'
  )
})
