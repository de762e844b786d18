import { expect, test } from 'vitest'
import { seconds } from '../../base/time'
import { foldOf, quietStretches } from './fold'
import { follow, panned, zoomed } from './window'

const until = seconds(130)
const straight = foldOf([])
const folded = foldOf(quietStretches([seconds(10), seconds(11.2), seconds(80)], until))

test.each([
  ['straight', straight],
  ['folded', folded]
])('zooming keeps the instant under the pointer where it is: %s', (_, fold) => {
  const before = { from: 0, to: until }
  const window = zoomed(before, 0.5, seconds(13), until, fold)
  const share = ({ from, to }: typeof before) =>
    (fold.fold(seconds(13)) - fold.fold(from)) / (fold.fold(to) - fold.fold(from))
  expect(share(window)).toBeCloseTo(share(before), 4)
})

test('zooming out ends at the whole run, and panning at its ends', () => {
  expect(zoomed({ from: seconds(10), to: seconds(80) }, 4, seconds(20), until, folded)).toEqual({ from: 0, to: until })
  expect(panned({ from: 0, to: seconds(20) }, -0.3, until, straight)).toEqual({ from: 0, to: seconds(20) })
  expect(panned({ from: seconds(100), to: seconds(120) }, 2, until, straight)).toEqual({
    from: seconds(110),
    to: until
  })
})

test('the window follows a playhead that leaves it', () => {
  expect(follow({ from: 0, to: seconds(10) }, seconds(5))).toEqual({ from: 0, to: seconds(10) })
  expect(follow({ from: 0, to: seconds(10) }, seconds(11))).toEqual({ from: seconds(10), to: seconds(20) })
  // Beyond the suggested length, too: a run goes on as far as people play.
  expect(follow({ from: 0, to: until }, seconds(200)).from).toBeGreaterThan(until)
})
