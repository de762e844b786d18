import { describe, expect, it } from 'vitest'
import { parseCommand, prepare, presetOf, type Scenario } from '../scenarios'
import { effectOf } from './effect'
import { practicesOf } from './practices'

const presets = ['ha-worker-fails', 'single-worker-fails'].map((id) => presetOf(id)!)
const measured = (scenario: Scenario) => JSON.stringify([scenario.cluster, scenario.workloads])

describe('a practice', () => {
  it.each(presets)('of $id is one change of the cluster, and both sides can be run', (preset) => {
    for (const { id, on, without, with: having } of practicesOf(preset)) {
      for (const line of [...without.commands, ...having.commands]) expect(parseCommand(line).ok, line).toBe(true)
      for (const { scenario, faults } of [without, having]) {
        const prepared = prepare({
          ...scenario,
          faults: faults
            .filter((fault) => !fault.includes('@'))
            .map((fault) => (/^\d/.test(fault) ? fault : `1s ${fault}`))
        })
        expect(prepared.ok ? '' : `${id}: ${prepared.error}`).toBe('')
      }
      if (without.link === having.link) {
        // Not the cluster is another one, but what somebody has kept of it.
        expect(without.commands, id).not.toEqual(having.commands)
        continue
      }
      expect(measured(without.scenario), id).not.toBe(measured(having.scenario))
      // Machines without zones stand in one place: a zone of that name is what can be lost.
      if (id !== 'zones') expect(measured(on ? having.scenario : without.scenario), id).toBe(measured(preset))
      const [a, b] = [without.scenario, having.scenario]
      expect(
        [
          a.cluster !== b.cluster && JSON.stringify(a.cluster) !== JSON.stringify(b.cluster),
          JSON.stringify(a.workloads) !== JSON.stringify(b.workloads)
        ].filter(Boolean),
        id
      ).toHaveLength(1)
    }
  })

  it('that is switched on is on, and can be switched off again', () => {
    const base = presets[0]!
    for (const { id, on, with: having } of practicesOf(base)) {
      if (on || id === 'spare' || id === 'backups') continue
      const again = practicesOf(having.scenario).find((practice) => practice.id === id)!
      expect(again.on, id).toBe(true)
    }
  })
})

it('an effect for good is no number', () => {
  const away = { answered: 5, failed: 3, longest_s: 400, from_s: 1, to_s: 400, lasting: true }
  const none = { answered: 5, failed: 0, longest_s: 0, from_s: null, to_s: null, lasting: false }
  const lost = {
    until_s: 420,
    users: none,
    reads: away,
    writes: away,
    workloads: [],
    pending_s: 0,
    notReady: [],
    unled: [],
    dataLost: false
  }
  expect(effectOf('writes', lost).value).toBeNull()
  expect(effectOf('writes', { ...lost, writes: { ...none, longest_s: 13 } })).toEqual({ value: 13, text: '13\u00a0s' })
})
