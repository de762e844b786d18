import { isDeepStrictEqual } from 'node:util'
import type { Result } from '../../src/base/result'
import { isAsRecorded, readScenarios, runScenario, type Outcome, type Scenario } from '../../src/rigs/raft'
import { textOf } from '../data'
import type { LedgerRow } from '../../src/base/ledger-row'

/** A recorded scenario, and what our Raft made of it. */
export interface Played {
  readonly scenario: Scenario
  readonly result: Result<Outcome>
}

/** Plays every recorded scenario on the simulated members' Raft. */
export function gradeRaft(): Played[] {
  const scenarios = readScenarios(textOf('raft-scenarios.json'))
  if (!scenarios.ok) throw new Error(scenarios.error)
  return scenarios.value.map((scenario) => ({ scenario, result: runScenario(scenario) }))
}

export function raftRows(played: readonly Played[]): LedgerRow[] {
  const row = (
    id: string,
    behaviour: string,
    method: string,
    isGood: (scenario: Scenario, outcome: Outcome) => boolean | null
  ): LedgerRow => {
    const differs = played.filter(({ scenario, result }) => !result.ok || !isGood(scenario, result.value))
    return {
      id,
      behaviour,
      evidence: "etcd's Raft library 3.6, scenarios with every member's state",
      method,
      agree: played.length - differs.length,
      of: played.length,
      medianErrorPercent: null,
      differs: differs.map(({ scenario }) => scenario.id),
      notModelled: 'Asynchronous storage writes, sizes in bytes'
    }
  }
  const inputs = 'ticks, deliveries and election timeouts are the scenario’s'
  return [
    row(
      'raft-states',
      'Raft: state, term, vote, log, commit and progress of each member',
      `each scenario once, every field of every member at every checkpoint; ${inputs}`,
      isAsRecorded
    ),
    row(
      'raft-messages',
      'Raft: every message, in order',
      `each scenario once, every message with its fields; ${inputs}`,
      (scenario, outcome) => isDeepStrictEqual(outcome.messages, scenario.messages ?? [])
    )
  ]
}
