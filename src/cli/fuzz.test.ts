import { describe, expect, it } from 'vitest'
import { randomScenario } from './commands/random-scenario'
import { fuzzed, shrink } from './fuzzing'

describe('fuzz', () => {
  it('draws every kind of fault, on every machine and process', () => {
    const scenarios = Array.from({ length: 40 }, (_, seed) => randomScenario(seed))
    const faults = scenarios.flatMap((scenario) => scenario.faults)
    const words = new Set(faults.map((fault) => fault.split(' ')[1]))
    expect(words.size).toBe(18)
    const text = faults.join('\n')
    for (const target of [
      'users/traffic',
      'users/kubectl',
      'lb/load-balancer',
      'worker-1/linux',
      'master-1/etcd',
      'users'
    ])
      expect(text).toContain(`restart ${target}`)
    expect(text).toMatch(/link \S+ -> \S+ latency/)
  })

  it('finds nothing in a short run', () => {
    for (const seed of [2]) {
      const outcome = fuzzed({ ...randomScenario(seed), untilSeconds: 12 }, { events: 6_000, heapMiB: 4_000 })
      expect(outcome.breaches).toEqual([])
      expect(outcome.faults).toBeGreaterThan(0)
    }
  }, 60_000)

  it('takes away the faults that a finding does not need', () => {
    const scenario = { ...randomScenario(2), untilSeconds: 15 }
    // A budget of memory that no run keeps: no fault is needed for it.
    const budget = { events: 500, heapMiB: 1 }
    const [breach] = fuzzed(scenario, budget).breaches
    expect(breach?.invariant).toBe('memory-within-budget')
    expect(shrink(scenario, breach!, budget, 4).faults).toEqual([])
  }, 60_000)
})
