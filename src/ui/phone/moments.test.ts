import { expect, test } from 'vitest'
import type { MilestoneView } from '../../store'
import { besideMoment, momentsOf } from './moments'

const milestone = (id: string, at: number, more: Partial<MilestoneView> = {}): MilestoneView => ({
  id,
  at,
  afterFault: at - 10,
  component: '',
  setting: '',
  entry: at,
  documentS: null,
  recordedS: null,
  why: '',
  ...more
})

test('faults and milestones are one story in order, and a fault is told once', () => {
  const moments = momentsOf(
    [
      { index: 0, at: 10, text: '10s crash master-1' },
      { index: 1, at: 30, text: '30s restart master-1' }
    ],
    [
      milestone('fault-injected', 10),
      milestone('etcd-leader-elected', 20, { component: 'master-2/etcd', recordedS: { median: 1.232, min: 1, max: 2 } })
    ]
  )
  expect(moments.map(({ text, beside }) => [text, beside])).toEqual([
    ['crash master-1', ''],
    ['etcd leader elected, master-2', 'recorded 1.2 s'],
    ['restart master-1', '']
  ])
})

test('the moments beside an instant are never the one that is shown', () => {
  const moments = momentsOf([{ index: 0, at: 10, text: '10s crash master-1' }], [milestone('lb-backend-down', 20)])
  expect(besideMoment(moments, 10)).toMatchObject({ before: null, after: { at: 20 } })
  expect(besideMoment(moments, 15)).toMatchObject({ before: { at: 10 }, after: { at: 20 } })
  expect(besideMoment(moments, 20)).toMatchObject({ before: { at: 10 }, after: null })
})
