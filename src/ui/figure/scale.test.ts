import { expect, test } from 'vitest'
import type { FrameView, TimelineView } from '../../sim/view/types'
import { litOf } from './lit'
import { figureScale, marksOf } from './scale'

const s = (value: number) => value * 1e6

test('a scale is stretched only where events would lie upon each other', () => {
  expect(figureScale(s(9), s(80), s(10), [s(10), s(11.1), s(11.2), s(21)]).stretched).toBe(true)
  expect(figureScale(s(0), s(60), s(0), [s(10), s(30), s(50)]).stretched).toBe(false)
})

test('time and place are each other’s, in order, from end to end', () => {
  for (const scale of [figureScale(s(9), s(80), s(10), [s(10), s(10.1)]), figureScale(s(0), s(60), s(0), [])]) {
    expect(scale.toShare(scale.from)).toBeCloseTo(0)
    expect(scale.toShare(scale.to)).toBeCloseTo(1)
    let before = -1
    for (let at = scale.from; at <= scale.to; at += s(0.5)) {
      expect(scale.toShare(at)).toBeGreaterThan(before)
      before = scale.toShare(at)
      expect(Math.abs(scale.toTime(before) - at)).toBeLessThan(10)
    }
    expect(scale.toTime(-1)).toBe(scale.toTime(0))
  }
})

test('marks have room beside each other, and the origin has one', () => {
  for (const width of [240, 480, 900]) {
    const scale = figureScale(s(8), s(80), s(10), [s(10), s(10.1)])
    const marks = marksOf(scale, s(10), width)
    expect(marks.map(({ text }) => text)).toContain('0')
    for (const [i, { at }] of marks.slice(1).entries())
      expect((scale.toShare(at) - scale.toShare(marks[i]!.at)) * width).toBeGreaterThanOrEqual(30)
  }
})

const by = (now: number, read = true) => ({
  frame: { now, machines: [], links: [], balancer: null } as Partial<FrameView> as FrameView,
  timeline: {
    read,
    end: s(100),
    until: s(100),
    milestones: [
      {
        id: 'lb-backend-down',
        at: s(21),
        afterFault: s(11),
        component: '',
        setting: '',
        entry: 0,
        documentS: null,
        recordedS: null,
        why: ''
      }
    ],
    lanes: []
  } as Partial<TimelineView> as TimelineView,
  pills: [],
  faultAt: s(10)
})

test('a box of a milestone says since when it is true, or how long it takes yet, or that this run has no such thing', () => {
  const lit = (id: string, now: number, read = true) => litOf({ type: 'milestone', id }, by(s(now), read))
  expect(lit('lb-backend-down', 5)).toEqual({ state: 'waits', text: 'nothing has happened' })
  expect(lit('lb-backend-down', 15)).toEqual({ state: 'waits', text: 'not yet: in 6.0 s' })
  expect(lit('lb-backend-down', 21)).toEqual({ state: 'true', text: 'true since +11.0 s' })
  expect(lit('pod-ready', 21)).toEqual({ state: 'waits', text: 'not in this run' })
  expect(lit('pod-ready', 21, false).state).toBe('unknown')
  expect(litOf({ type: 'machine', id: 'master-9' }, by(0))).toMatchObject({
    state: 'unknown',
    text: 'not in this cluster'
  })
})
