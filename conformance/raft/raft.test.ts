import { describe, expect, it } from 'vitest'
import { ok } from '../../src/base/result'
import { expectWritten } from '../ledger/test-written'
import { gradeRaft, raftRows } from './grade'

const played = gradeRaft()

describe("what etcd's Raft library did", () => {
  it('is recorded', () => expect(played).toHaveLength(24))

  it('comes out as the page says', () => expectWritten(raftRows(played)))

  for (const { scenario, result } of played) {
    it(`${scenario.id}: ${scenario.title}`, () => {
      const { id, checkpoints, expected, messages } = scenario
      expect(result).toEqual(ok({ id, checkpoints, expected, messages: messages ?? [] }))
    })
  }
})
