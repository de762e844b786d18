import { describe, expect, it } from 'vitest'
import { scheme } from '../sim/api/scheme'
import { makers } from './random/objects'
import { randomScenario } from './random/scenario'
import { fuzzed, shrink } from './fuzzing'

describe('fuzz', () => {
  it('draws every kind of fault, on every machine and process', () => {
    const scenarios = Array.from({ length: 40 }, (_, seed) => randomScenario(seed))
    const faults = scenarios.flatMap((scenario) => scenario.faults)
    const words = new Set(faults.map((fault) => fault.split(' ')[1]))
    expect(words.size).toBe(21)
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

  it('draws objects of every kind that may be made, and lines about them and about etcd', () => {
    const made = scheme.filter(({ stored, verbs }) => stored && verbs.includes('create')).map(({ kind }) => kind)
    expect([...makers.keys()].filter((kind) => kind !== 'Anything').sort()).toEqual([...made].sort())
    const scenarios = Array.from({ length: 60 }, (_, seed) => randomScenario(seed))
    const drawn = new Set(scenarios.flatMap(({ workloads }) => workloads.map(({ kind }) => kind)))
    expect([...makers.keys()].filter((kind) => !drawn.has(kind))).toEqual([])
    const lines = scenarios.flatMap(({ commands }) =>
      commands.map((line) => (typeof line === 'string' ? line : line.line))
    )
    for (const word of ['kubectl apply', 'kubectl drain', 'etcdctl member add', 'etcdutl snapshot restore', 'sed -i'])
      expect(lines.some((line) => line.includes(word))).toBe(true)
    const values = (name: string) => new Set(scenarios.map(({ flags }) => flags[name]))
    expect(values('proxy-mode')).toContain('ipvs')
    expect(values('cni')).toContain('calico')
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
