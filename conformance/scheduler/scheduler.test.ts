import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readCases, scheduleCase, type Case, type Result } from '../../src/rigs/scheduler'
import { comparable } from './agreement'

type Recorded = Omit<Case, 'category' | 'results'> & {
  readonly category: string
  readonly results: readonly Result[]
}

const text = gunzipSync(readFileSync(new URL('../data/scheduler-cases.jsonl.gz', import.meta.url))).toString()
const recorded = text
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded)
const cases = readCases(text)
// As `lab schedule` prints them: what is undefined is absent.
const ours = new Map(
  (cases.ok ? cases.value : []).map((one) => [one.id, JSON.parse(JSON.stringify(scheduleCase(one))) as Result[]])
)

describe('the recorded decisions of kube-scheduler 1.25', () => {
  test('all recordings are there', () => {
    expect(recorded).toHaveLength(355)
    expect(new Set(recorded.map(({ category }) => category)).size).toBe(31)
  })

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
