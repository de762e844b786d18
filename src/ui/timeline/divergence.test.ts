import { expect, test } from 'vitest'
import { seconds } from '../../base/time'
import type { MilestoneView, TrackView } from '../../store'
import { divergenceOf } from './divergence'

const milestone = (id: string, at: number): MilestoneView => ({
  id,
  at: seconds(at),
  afterFault: seconds(at - 10),
  component: '',
  setting: '',
  entry: 0,
  documentS: null,
  recordedS: null,
  why: ''
})
const track = (end: number, milestones: readonly [string, number][]): TrackView => ({
  branch: 1,
  title: 'what if',
  forkedAt: seconds(10),
  end: seconds(end),
  milestones: milestones.map(([id, at]) => ({ id, at: seconds(at) }))
})
const shown = [milestone('etcd-leader-elected', 11.1), milestone('node-not-ready', 50)]

test('differences are said in order of time, the first is where the branches part', () => {
  const other = track(130, [
    ['etcd-leader-elected', 10.5],
    ['pod-evicted', 60]
  ])
  expect(divergenceOf(shown, other).map(({ text }) => text)).toEqual([
    'etcd leader 0.60 s sooner',
    'no NotReady',
    'evicted only here'
  ])
})

test('what is not simulated yet is not missing, and milliseconds are no difference', () => {
  expect(divergenceOf(shown, track(20, [['etcd-leader-elected', 11.104]]))).toEqual([])
})
