import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Moment, TimelineView } from '../sim/view/types'
import { idleness, useLab, type Lab } from './lab'
import { toMoment } from './moments'
import { seekTo } from './seek'

vi.mock('./connection', () => ({ askAloud: () => Promise.resolve({}) }))

const moment = (at: number): Moment => ({ id: String(at), at, said: [], isFault: false, entry: 0 })
const record = (read: boolean, end: number, ...at: number[]): TimelineView => ({
  branch: 0,
  branches: [],
  end,
  until: 100,
  entries: 0,
  read,
  lanes: [],
  tracks: [],
  milestones: [],
  faults: [],
  moments: at.map(moment),
  hash: '',
  broken: []
})
const hear = (timeline: TimelineView): void => useLab.setState({ timeline })
const lab = (): Lab => useLab.getState()

beforeEach(() => {
  seekTo(0)
  useLab.setState({ notice: null, timeline: record(false, 0), revision: { run: 1, branch: 0, entries: 0 } })
})

describe('a moment that is not known yet', () => {
  it('is gone to as soon as it is, whether the record is unread or not simulated so far', () => {
    toMoment(1, 'none')
    expect(lab()).toMatchObject({ playhead: 0, wishing: true })
    expect(idleness(lab())).toBe('false')
    hear(record(true, 10))
    expect(lab().wishing).toBe(true)
    hear(record(true, 20, 15, 18))
    expect(lab()).toMatchObject({ playhead: 15, wishing: false, notice: null })
  })

  it('is given up, in a sentence, when all is simulated and there is none', () => {
    toMoment(1, 'No moment after so far')
    hear(record(true, 100))
    expect(lab()).toMatchObject({ playhead: 0, wishing: false, notice: { text: 'No moment after so far' } })
  })

  it('is forgotten when somebody goes elsewhere meanwhile', () => {
    toMoment(1, 'none')
    seekTo(5)
    hear(record(true, 20, 15))
    expect(lab()).toMatchObject({ playhead: 5, wishing: false, notice: null })
  })

  it('the way back leads to the last one before, never to one that an unread record does not show', () => {
    hear(record(true, 20, 4, 15))
    seekTo(9)
    toMoment(-1, 'none')
    expect(lab().playhead).toBe(4)
  })
})

describe('idle', () => {
  it('is not said before the record is read as far as the instant shown', () => {
    const known = { frame: { now: 0 } as Lab['frame'], playhead: 0, outstanding: 0, playing: false }
    expect(idleness({ ...lab(), ...known })).toBe('false')
    expect(idleness({ ...lab(), ...known, timeline: record(true, 0) })).toBe('true')
    expect(idleness({ ...lab(), ...known, timeline: record(true, 0), trying: true })).toBe('trying')
    const later = { ...known, frame: { now: 9 } as Lab['frame'], playhead: 9 }
    expect(idleness({ ...lab(), ...later, timeline: record(true, 5) })).toBe('false')
    expect(idleness({ ...lab(), ...known, playhead: 9, timeline: record(true, 20) })).toBe('false')
  })
})
