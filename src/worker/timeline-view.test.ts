import { expect, it } from 'vitest'
import { seconds } from '../base/time'
import { frameOf } from '../sim'
import './rest'
import { opened } from './test-session'
import { timelineView } from './timeline-view'

it('is drawn ten times a second: of what a long run forgets nothing is replayed for it', () => {
  const { session } = opened()
  const { history } = session.branch.simulation
  const { timeline } = history
  let recalled = 0
  timeline.recall = () => recalled++
  for (let s = 1; s <= 6; s++) {
    history.advance(seconds(s))
    timeline.forget(timeline.length)
    expect(timelineView(session.branches!).milestones.length > 0).toBe(s >= 3)
    frameOf(history.head, timeline, timeline.length - 2)
  }
  expect(timeline.length).toBeGreaterThan(2 * 4_096)
  expect(recalled).toBe(0)
})
