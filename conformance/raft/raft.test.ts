import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ok } from '../../src/base/result'
import { readScenarios, runScenario } from '../../src/rigs/raft'

const text = readFileSync(new URL('../data/raft-scenarios.json', import.meta.url), 'utf8')
const recorded = readScenarios(text)
const scenarios = recorded.ok ? recorded.value : []

describe("what etcd's Raft library did", () => {
  it('is recorded', () => expect(scenarios).toHaveLength(24))

  for (const scenario of scenarios) {
    it(`${scenario.id}: ${scenario.title}`, () => {
      const { id, checkpoints, expected, messages } = scenario
      expect(runScenario(scenario)).toEqual(ok({ id, checkpoints, expected, messages: messages ?? [] }))
    })
  }
})
