import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeLabel } from './labels'

const widthOf = (text: string) => text.length * 6
const forms = ['nobody leads: the lease must run out', 'nobody leads', 'none']

test('the longest form that fits is drawn, and none is cut', () => {
  expect(placeLabel(forms, 0, 400, [], widthOf)?.text).toBe(forms[0])
  expect(placeLabel(forms, 0, 100, [], widthOf)?.text).toBe(forms[1])
  expect(placeLabel(forms, 0, 40, [], widthOf)?.text).toBe(forms[2])
  expect(placeLabel(forms, 0, 20, [], widthOf)).toBeNull()
})

test('a label goes to the wider side of the playhead', () => {
  expect(placeLabel(forms, 0, 400, [300], widthOf)!.x).toBeLessThan(300)
  expect(placeLabel(forms, 0, 400, [100], widthOf)!.x).toBeGreaterThan(100)
})

test('wherever the crossings are, no label lies over one or leaves its span', () => {
  const x = fc.integer({ min: 0, max: 1_000 })
  fc.assert(
    fc.property(x, x, fc.array(x, { maxLength: 4 }), (a, b, crossings) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)]
      const placed = placeLabel(forms, from, to, crossings, widthOf)
      if (!placed) return
      const end = placed.x + widthOf(placed.text)
      expect(placed.x).toBeGreaterThanOrEqual(from)
      expect(end).toBeLessThanOrEqual(to)
      for (const crossing of crossings.filter((at) => at > from && at < to))
        expect(crossing <= placed.x || crossing >= end).toBe(true)
    })
  )
})
