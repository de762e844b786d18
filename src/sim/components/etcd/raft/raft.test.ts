import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runScenario, type Scenario } from '../../../../rigs/raft'

type Step = Scenario['steps'][number]
const size = 5
const node = fc.integer({ min: 1, max: size })

/** Anything may happen, in any order: elections, lost messages, crashes, partitions, proposals, changes of membership. */
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ op: fc.constant('campaign' as const), node }) },
  { weight: 6, arbitrary: fc.record({ op: fc.constant('ready' as const), node }) },
  { weight: 6, arbitrary: fc.record({ op: fc.constant('deliver' as const), to: fc.tuple(node) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('drop' as const), to: fc.tuple(node) }) },
  {
    weight: 4,
    arbitrary: fc.record({ op: fc.constant('stabilize' as const), nodes: fc.uniqueArray(node, { minLength: 1 }) })
  },
  { weight: 6, arbitrary: fc.record({ op: fc.constant('propose' as const), node, data: fc.string({ maxLength: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constant('tick' as const), node, count: fc.integer({ min: 1, max: 4 }) })
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('crash' as const), node }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('restart' as const), node }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('compact' as const), node, index: fc.integer({ min: 1, max: 12 }) })
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('transferLeader' as const), node, to: node }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('forgetLeader' as const), node }) },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant('confChange' as const),
      node,
      changes: fc.array(fc.record({ type: fc.constantFrom('addVoter' as const, 'addLearner' as const), node }), {
        maxLength: 2
      }),
      transition: fc.constantFrom('auto' as const, 'implicit' as const, 'explicit' as const)
    })
  }
)

interface State {
  readonly down?: boolean
  readonly state: string
  readonly term: number
  readonly commit: number
  readonly appliedData: readonly string[]
  readonly log: { readonly firstIndex: number; readonly terms: readonly number[] }
}

describe('Raft, whatever happens', () => {
  it('keeps its promises', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), fc.boolean(), fc.boolean(), (steps, preVote, checkQuorum) => {
        // A look at everyone after each step.
        const watched = steps.flatMap((one, i) => [one, { op: 'check' as const, label: String(i) }])
        const voters = [1, 2, 3, 4, 5]
        const config: Scenario['config'] = {
          nodes: size,
          voters,
          learners: [],
          index: 1,
          term: 0,
          preVote,
          checkQuorum,
          stepDownOnRemoval: false,
          disableConfChangeValidation: false,
          readOnly: 'safe'
        }
        const result = runScenario({ id: 'fuzz', title: '', config, steps: watched })
        if (!result.ok) throw new Error(result.error)
        const { checkpoints } = result.value
        const leaders = new Map<number, string>()
        const committed = new Map<number, number>()
        const terms = new Map<string, number>()
        let longest: readonly string[] = []
        for (const states of Object.values(checkpoints) as Record<string, State>[]) {
          for (const [id, { down, state, term, commit, appliedData, log }] of Object.entries(states)) {
            if (down) {
              terms.delete(id)
              continue
            }
            // Election safety.
            if (state === 'Leader') {
              expect(leaders.get(term) ?? id).toBe(id)
              leaders.set(term, id)
            }
            // A term never goes back.
            expect(term).toBeGreaterThanOrEqual(terms.get(id) ?? 0)
            terms.set(id, term)
            // State machine safety, leader completeness, log matching: what is committed is the same for all and stays.
            log.terms.forEach((entryTerm, i) => {
              const index = log.firstIndex + i
              if (index > commit) return
              expect(committed.get(index) ?? entryTerm).toBe(entryTerm)
              committed.set(index, entryTerm)
            })
            const common = Math.min(longest.length, appliedData.length)
            if (log.firstIndex === 2) {
              expect(appliedData.slice(0, common)).toEqual(longest.slice(0, common))
              if (appliedData.length > longest.length) longest = appliedData
            }
          }
        }
      }),
      { numRuns: 150, seed: 7 }
    )
  })
})
