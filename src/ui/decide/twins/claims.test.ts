import { describe, expect, it } from 'vitest'
import type { OutcomeView } from '../../../sim/view/types'
import {
  containersDown,
  eventBy,
  notRestarted,
  podsBack,
  podsGone,
  salesLost,
  usersFailFor,
  type Known
} from './claims'
import { days } from './days'

const minute = 60_000_000
/** A day from 11:59:50 on: ten pods, of which three are away from 12:01 to 12:03. */
const known = (end: number): Known => ({
  outcome: {
    end,
    failed: 30,
    lostRevenue: 95,
    curve: {
      step: minute / 2,
      failed: [0, 0, 0, 10, 20, 30, 30, 30, 30].slice(0, end / (minute / 2) + 1),
      pods: [10, 10, 10, 7, 7, 7, 7, 10, 10].slice(0, end / (minute / 2) + 1)
    },
    events: [
      { at: 20_000_000, entry: 1, what: 'container-exited', about: 'web', timedBy: '' },
      { at: 21_500_000, entry: 1, what: 'container-started', about: 'web', timedBy: '' },
      { at: 75_000_000, entry: 1, what: 'lb-backend-down', about: 'master-1', timedBy: 'haproxy-fall' },
      { at: 80_000_000, entry: 1, what: 'container-exited', about: 'web', timedBy: '' }
    ].filter(({ at }) => at <= end)
  } as Partial<OutcomeView> as OutcomeView,
  milestones: [],
  clockStartSeconds: 43_190,
  until: 4 * minute,
  faultAt: 10_000_000
})

describe('what the document says, held against a run', () => {
  it('is measured at its time of the day, and agrees within a tenth', () => {
    expect(podsGone('12:02', 30)(known(4 * minute))).toMatchObject({
      text: '30\u00a0%: 7 pods answer users, 10 did before',
      verdict: 'agrees'
    })
    expect(podsGone('12:02', 50)(known(4 * minute))).toMatchObject({ verdict: 'less', at: 130_000_000 })
    expect(podsGone('12:02', 0)(known(4 * minute))).toMatchObject({ verdict: 'more' })
    expect(podsBack('12:02', '12:05')(known(4 * minute))).toMatchObject({ text: 'by 12:03:20', verdict: 'sooner' })
    expect(eventBy('lb-backend-down', '', '12:00', '12:00:03')(known(4 * minute))).toMatchObject({ verdict: 'later' })
    expect(notRestarted('12:00', 'web')(known(4 * minute))).toMatchObject({
      text: 'started again 1.5\u00a0s after it ended',
      verdict: 'does not happen'
    })
    expect(notRestarted('12:01', 'web')(known(4 * minute))).toMatchObject({ verdict: 'agrees' })
    expect(containersDown('12:02', 1, 'web')(known(4 * minute))).toMatchObject({ verdict: 'agrees' })
    expect(containersDown('12:00:30', 5, 'web')(known(4 * minute))).toMatchObject({ verdict: 'less' })
    expect(usersFailFor(0)(known(4 * minute))).toMatchObject({ verdict: 'more', at: minute })
    expect(salesLost(100)(known(4 * minute))).toMatchObject({ text: '$95', verdict: 'agrees' })
  })

  it('is open until the run has come there', () => {
    const early = known(minute)
    for (const measure of [
      podsGone('12:02', 30),
      podsBack('12:02', '12:05'),
      eventBy('node-not-ready', '', '12:00', '12:03'),
      notRestarted('12:01', 'web'),
      containersDown('12:02', 1, 'web'),
      usersFailFor(0),
      salesLost(0)
    ])
      expect(measure(early)).toBeNull()
  })

  it('stands beside a cluster of its day', () => {
    for (const { claims = [], clusters } of days) for (const { side } of claims) expect(clusters[side]).toBeDefined()
  })
})
