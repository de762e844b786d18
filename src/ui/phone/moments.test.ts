import { expect, test } from 'vitest'
import type { MilestoneView, Moment } from '../../store'
import { en, sayIn } from '../../words'
import { besideInstant, linesOf } from './moments'

const milestone = (at: number, more: Partial<MilestoneView>): MilestoneView => ({
  id: 'etcd-leader-elected',
  at,
  afterFault: null,
  component: '',
  setting: '',
  entry: at,
  documentS: null,
  recordedS: null,
  why: '',
  ...more
})
const moments: readonly Moment[] = [
  {
    id: 'a',
    at: 10_000_000,
    entry: 1,
    isFault: false,
    said: [{ key: 'heartbeat-stopped', args: { node: 'worker-1' } }]
  },
  {
    id: 'b',
    at: 20_000_000,
    entry: 2,
    isFault: false,
    said: [{ key: 'lb-up', args: { backend: 'master-1', active: 3 } }]
  }
]

test('a moment bears what the recordings, or else the document, say of its time', () => {
  const lines = linesOf(
    moments,
    [
      milestone(10_000_010, { documentS: 5, recordedS: { median: 1.232, min: 1, max: 2 } }),
      milestone(20_000_000, { documentS: 3 })
    ],
    en,
    sayIn(en, 0)
  )
  expect(lines.map(({ beside }) => beside)).toEqual(['recorded 1.2 s', 'document 3 s'])
  expect(lines[0]!.text).toContain('worker-1')
})

test('the moments beside an instant are never the one that is shown', () => {
  expect(besideInstant(moments, 10_000_000)).toMatchObject({ before: null, after: { id: 'b' } })
  expect(besideInstant(moments, 15_000_000)).toMatchObject({ before: { id: 'a' }, after: { id: 'b' } })
  expect(besideInstant(moments, 20_000_000)).toMatchObject({ before: { id: 'a' }, after: null })
})
