import { expect, test } from 'vitest'
import { seconds } from '../../../base/time'
import type { KubeObject } from '../../api/types'
import type { ApiServer } from './context'
import { levelOf } from './priority-level'
import { borrow, limitsOf, noteDemand, notePeak, seatsNow } from './flow-limits'
import { flowcontrolObjects } from './bootstrap/flowcontrol'

/** As much of a server as seats are counted on, with the levels of a new cluster. */
function lab() {
  const levels = flowcontrolObjects('')
    .filter(({ resource }) => resource === 'prioritylevelconfigurations')
    .map(({ name, object }) => [name, { ...object, metadata: { name } } as unknown as KubeObject] as const)
  const server = {
    now: 0,
    borrowsAt: 0,
    flows: Object.freeze({}),
    levels: new Map(),
    caches: new Map([['prioritylevelconfigurations', { objects: new Map(levels) }]]),
    settings: { maxReads: 400, maxWrites: 200 }
  } as unknown as ApiServer
  borrow(server)
  const needs = (name: string, awaited: number) => {
    const level = levelOf(server, name)
    noteDemand(server, level)
    level.awaited = awaited
    notePeak(level)
  }
  const pass = () => {
    server.now += seconds(10)
    expect(borrow(server)).toBe(true)
  }
  return { server, needs, pass }
}

test('levels have seats by their shares, and lend what the objects of a new cluster say', () => {
  const { server } = lab()
  expect(limitsOf(server).get('workload-low')).toEqual({ exempt: false, nominal: 245, min: 24, max: 600 })
  expect(limitsOf(server).get('leader-election')).toMatchObject({ nominal: 25, min: 25 })
  expect(seatsNow(server, 'exempt')).toBe(Infinity)
})

test('who needs more than its share borrows what others do not need, and keeps them their least', () => {
  const { server, needs, pass } = lab()
  needs('workload-low', 1_000)
  pass()
  const borrowed = seatsNow(server, 'workload-low')
  expect(borrowed).toBeGreaterThan(245)
  for (const [name, { exempt, min }] of limitsOf(server))
    if (!exempt) expect(seatsNow(server, name)).toBeGreaterThanOrEqual(min)
  // What the others need of their own share comes back to them.
  needs('workload-high', 98)
  pass()
  expect(seatsNow(server, 'workload-high')).toBeGreaterThanOrEqual(98)
  expect(seatsNow(server, 'workload-low')).toBeLessThan(borrowed)
})
