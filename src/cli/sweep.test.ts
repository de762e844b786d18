import { expect, test } from 'vitest'
import { prepare } from '../scenarios'
import { randomScenario } from './random/scenario'
import { spreadOf } from './commands/sweep'
import { table } from './table'

test('the median of an even number of times is the mean of the middle two', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ n: 3, median_s: 2, min_s: 1, max_s: 3 })
  expect(spreadOf([4, 1, 10, 2])).toEqual({ n: 4, median_s: 3, min_s: 1, max_s: 10 })
  expect(spreadOf([0.1 + 0.2])).toEqual({ n: 1, median_s: 0.3, min_s: 0.3, max_s: 0.3 })
})

test('columns line up, numbers to the right', () => {
  expect(
    table([
      ['what', 's', 'why'],
      ['a', '1.5', ''],
      ['bcd', '100.0', 'x']
    ])
  ).toBe('what      s  why\na       1.5\nbcd   100.0  x\n')
})

test('every random scenario is one that the simulator accepts, and the same again for the same seed', () => {
  const kinds = new Set<string>()
  for (let seed = 1; seed <= 200; seed++) {
    const scenario = randomScenario(seed)
    const spec = prepare(scenario)
    expect(spec).toMatchObject({ ok: true })
    expect(randomScenario(seed)).toEqual(scenario)
    for (const fault of scenario.faults) kinds.add(fault.split(' ')[1]!)
  }
  expect(kinds.size).toBeGreaterThanOrEqual(17)
})
