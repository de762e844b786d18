import { expect, test } from 'vitest'
import { seconds } from '../../../../base/time'
import type { KubectlContext } from '../session'
import { triesInVain } from './neighbours'

const host = '10.0.0.99:6443'
const machine = (): KubectlContext => ({ now: 0, neighbours: new Map() }) as unknown as KubectlContext
const kinds = (errors: readonly string[]): readonly string[] =>
  errors.map((error) => (error.includes('no route') ? 'no route' : 'timeout'))

test('without a limit every try waits until the kernel has given up: three seconds each', () => {
  const { errors, took } = triesInVain(machine(), host, 0, 2)
  expect(kinds(errors)).toEqual(['no route', 'no route'])
  expect(took).toBe(2 * seconds(3.05))
})

test('a try that is cut short leaves the kernel asking, and the next waits for the rest only', () => {
  const context = machine()
  const { errors, took } = triesInVain(context, host, seconds(2), 5)
  expect(kinds(errors)).toEqual(['timeout', 'no route', 'timeout', 'no route', 'timeout'])
  expect(took).toBeCloseTo(2 * seconds(3.05) + seconds(2), -3)
  // Another program of the same machine comes upon the same question.
  context.now = took
  expect(kinds(triesInVain(context, host, seconds(2), 1).errors)).toEqual(['no route'])
})
