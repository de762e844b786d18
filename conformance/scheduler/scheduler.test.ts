import { describe, expect, test } from 'vitest'
import { expectWritten } from '../ledger/test-written'
import { comparable } from './agreement'
import { gradeScheduler, schedulerRows } from './grade'
import { newerSchedulerRow } from './newer'

const decided = gradeScheduler()
const recorded = decided.map((each) => each.recorded)
const ours = new Map(decided.map((each) => [each.recorded.id, each.ours]))

describe('the recorded decisions of kube-scheduler 1.25', () => {
  test('all recordings are there', () => {
    expect(recorded).toHaveLength(355)
    expect(new Set(recorded.map(({ category }) => category)).size).toBe(31)
  })

  test('come out as the page says', () => expectWritten(schedulerRows(decided)))

  const categories = [...new Set(recorded.map(({ category }) => category))]
  test.each(categories)('%s', (category) => {
    for (const { id, results } of recorded.filter((each) => each.category === category))
      for (const [i, result] of results.entries())
        expect(comparable(ours.get(id)![i]!), `${id}, pod ${i}`).toEqual(comparable(result))
  })

  test('victims are taken in the recorded order where the real one has an order', () => {
    const inOrder = recorded.flatMap(({ id, category, results }) =>
      category === 'preemption-ties'
        ? []
        : results.flatMap(({ preemption }, i) =>
            Object.entries(preemption?.candidates ?? {}).map(([node, { victims }]) => ({
              victims,
              ours: ours.get(id)![i]!.preemption!.candidates[node]!.victims
            }))
          )
    )
    expect(inOrder.length).toBeGreaterThan(60)
    for (const { victims, ours } of inOrder) expect(ours).toEqual(victims)
  })
})

describe('the recorded decisions of kube-scheduler 1.36', () => {
  test('come out as the page says', () => expectWritten([newerSchedulerRow()]))
})
