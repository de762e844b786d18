import { expect, test } from 'vitest'
import { seconds } from '../../base/time'
import type { Lane, LaneSpan, MilestoneView } from '../../store'
import { measured } from './measure'

const span = (from: number, to: number, health: LaneSpan['health']): LaneSpan => ({
  from: seconds(from),
  to: seconds(to),
  health,
  text: health,
  short: [],
  count: '',
  entry: 0
})
const lanes: Lane[] = [
  {
    id: 'users',
    title: 'users',
    spans: [],
    members: 0,
    requests: { step: seconds(1), ok: [5, 5, 3, 0, 5], slow: [0, 0, 1, 0, 0], failed: [0, 0, 1, 5, 0] }
  },
  { id: 'etcd', title: 'etcd', spans: [span(0, 2, 'lead'), span(2, 3.5, 'none'), span(3.5, 9, 'lead')], members: 3 },
  { id: 'kubelet', title: 'kubelets', spans: [span(0, 9, 'ok')], members: 3 }
]
const elected: MilestoneView = {
  id: 'etcd-leader-elected',
  at: seconds(3.5),
  afterFault: seconds(1.5),
  component: 'master-2/etcd',
  setting: 'election-timeout',
  entry: 1,
  documentS: null,
  recordedS: null,
  why: ''
}
const timeline = {
  lanes,
  faults: [{ index: 0, at: seconds(2), text: '2s crash master-1' }],
  milestones: [elected]
}

test('a stretch says its length, what happened in it, what was asked in vain and who was missing', () => {
  expect(measured(timeline, seconds(2), seconds(4))).toEqual({
    length: seconds(2),
    happened: [
      { at: seconds(2), text: 'crash master-1', isFault: true },
      { at: seconds(3.5), text: 'etcd leader elected', isFault: false }
    ],
    requests: [{ title: 'users', all: 10, slow: 1, failed: 6 }],
    troubled: [{ title: 'etcd', length: seconds(1.5) }]
  })
})

test('of a lane that was unwell for longer only what lies in the stretch counts', () => {
  expect(measured(timeline, seconds(3), seconds(9)).troubled).toEqual([{ title: 'etcd', length: seconds(0.5) }])
})
