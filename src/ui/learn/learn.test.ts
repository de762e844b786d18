import { beforeEach, expect, test, vi } from 'vitest'
import { parseExpression, type Call } from '../../book/expression'
import type { Block } from '../../book/types'
import type { RunInfo, TimelineView } from '../../live'
import { learnAddress, readLearnAddress } from './address'
import { answerOf, type Facts } from './facts'
import { findIn } from './find-in'
import { isNear } from './question'
import { rowsOf } from './rows'
import { written } from './write'

vi.mock('../../worker/worker?worker', () => ({ default: class {} }))

const paragraph = (text: string): Block => ({ type: 'paragraph', of: [{ type: 'text', text }] })
const figure: Block = { type: 'figure', id: 'a', run: 'r', from: 0, to: 9, at: 1, lanes: [], caption: true, faults: [] }
const predict: Block = { type: 'predict', figure: 'a', questions: [] }
const side: Block = { type: 'side', of: [paragraph('note')] }
const claims: Block = { type: 'claims', run: 'r', rows: [] }
const kinds = (blocks: readonly Block[]) =>
  rowsOf(blocks).map(
    ({ kind, main, beside, notes }) =>
      `${kind}: ${main.map(({ type }) => type).join()} | ${beside.map(({ type }) => type).join()} | ${notes.length}`
  )

test('questions stand beside their figure, short text beside a figure without any, notes beside the row before them', () => {
  expect(kinds([figure, predict, side, paragraph('b')])).toEqual([
    'figure: figure | predict | 1',
    'text: paragraph |  | 0'
  ])
  expect(kinds([figure, paragraph('b'), side])).toEqual(['figure: figure | paragraph | 1'])
  expect(kinds([figure, paragraph('b'), predict])).toEqual(['figure: figure |  | 0', 'text: paragraph | predict | 0'])
  expect(kinds([side, paragraph('a'), predict, claims])).toEqual([
    'text: paragraph | predict | 1',
    'wide: claims |  | 0'
  ])
})

test('no block of a chapter is lost, whatever their order', () => {
  const all = [figure, predict, side, claims, paragraph('x'), paragraph('y'.repeat(900))]
  for (let seed = 0; seed < 200; seed++) {
    const blocks = Array.from({ length: 7 }, (_, i) => all[(seed * 7 + i * i + seed * i) % all.length]!)
    const placed = rowsOf(blocks).flatMap(({ main, beside, notes }) => [...main, ...beside, ...notes])
    expect(placed.map(({ type }) => type).sort()).toEqual(blocks.map(({ type }) => type).sort())
  }
})

const facts: Facts = {
  info: {
    faultAt: 10e6,
    flags: [{ name: 'haproxy-fall', value: 3, default: 3, description: '' }]
  } as Partial<RunInfo> as RunInfo,
  timeline: {
    milestones: [
      {
        id: 'node-not-ready',
        at: 50e6,
        afterFault: 40e6,
        component: '',
        setting: '',
        entry: 1,
        documentS: 15,
        recordedS: null,
        why: ''
      }
    ],
    lanes: [
      {
        id: 'etcd',
        title: 'etcd',
        members: 0,
        spans: [
          { from: 0, to: 10e6, health: 'lead', text: '', short: [], count: '', entry: 0 },
          { from: 10e6, to: 11.5e6, health: 'none', text: '', short: [], count: '', entry: 0 }
        ]
      },
      {
        id: 'users',
        title: 'users',
        members: 0,
        spans: [],
        requests: { step: 1e6, ok: [5, 5, 0], slow: [0, 1, 0], failed: [0, 0, 4] }
      }
    ]
  } as Partial<TimelineView> as TimelineView,
  whole: true,
  asked: {}
}
const ask = (text: string) => {
  const read = parseExpression(text)
  return read.ok && read.value.type === 'call' ? answerOf(facts, read.value satisfies Call) : 'wrong'
}

test.each([
  ['milestone(node-not-ready)', 40],
  ['milestone(pod-ready)', 'never'],
  ['document(node-not-ready)', 15],
  ['recorded(node-not-ready)', 'never'],
  ['missing(etcd)', 1.5],
  ['lane(etcd) @ 1s', 'none'],
  ['lane(etcd) @ -2s', 'lead'],
  ['users(total)', 15],
  ['users(answered)', 11],
  ['users(failed)', 4],
  ['users(failed) @ -8s', 4],
  ['users(answered) @ -9s', 6],
  ['flag(haproxy-fall)', 3],
  ['works(writes) @ 5s', undefined],
  ['pods(worker-1) @ 5s', undefined]
])('a run answers %s', (text, value) => {
  expect(ask(text)).toEqual(value)
})

test('what has not happened yet may come, until the run has been read to its end', () => {
  const early: Facts = { ...facts, whole: false }
  const call: Call = { type: 'call', name: 'milestone', of: 'node-not-ready', at: null, run: '' }
  expect(answerOf(early, call)).toBe(40)
  expect(answerOf(early, { ...call, of: 'pod-ready' })).toBeUndefined()
  expect(answerOf(early, { ...call, name: 'users', of: 'failed' })).toBeUndefined()
  expect(answerOf(facts, { ...call, of: 'pod-ready' })).toBe('never')
})

test('numbers are written with their unit; what did not happen is said so', () => {
  expect(written(1.432, 'duration', 0, 0)).toBe('1.4\u00a0s')
  expect(written(0.004, 'duration', 0, 0)).toBe('4\u00a0ms')
  expect(written(341.8, 'after-fault', 0, 0)).toBe('+342\u00a0s')
  expect(written(11, 'clock', 36_000, 10e6)).toBe('10:00:21.000')
  expect(written(2600, 'count', 0, 0)).toBe('2,600')
  expect(written('never', 'duration', 0, 0)).toBe('did not happen in this run')
})

test('a link says chapter, figure, instant, fault and size, and nothing that is not one of them', () => {
  const asked = { fault: 'partition master-1 | users & more', at: -2.5, presenter: true }
  expect(readLearnAddress(learnAddress('etcd', 'lead', asked))).toEqual({ chapter: 'etcd', place: 'lead', ...asked })
  expect(learnAddress('etcd')).toBe('#etcd')
  expect(readLearnAddress('#etcd/lead?at=soon')).toEqual({
    chapter: 'etcd',
    place: 'lead',
    fault: '',
    at: null,
    presenter: false
  })
})

test('a guess is right within a quarter, or two units', () => {
  expect([isNear(10, 12), isNear(8, 12), isNear(0, 1.4), isNear(75, 100), isNear(70, 100), isNear(5, 'never')]).toEqual(
    [true, false, true, true, false, false]
  )
})

test('all words of what is searched stand in a place, at the beginning of words', () => {
  const chapter = {
    id: 'c',
    number: 1,
    title: 'Raft',
    minutes: 1,
    run: 'r',
    document: 'd',
    headings: [],
    drills: [],
    predictions: 0,
    quizzes: 0,
    runs: {},
    lead: [paragraph('A leader is chosen by vote.')],
    sections: [{ id: 's', title: 'Terms', blocks: [paragraph('Each vote belongs to a term.')] }]
  }
  expect(findIn([chapter], 'vote').map(({ place }) => place)).toEqual(['', 's'])
  expect(findIn([chapter], 'vote term').map(({ place }) => place)).toEqual(['s'])
  expect(findIn([chapter], 'ote')).toEqual([])
  expect(findIn([chapter], ' ')).toEqual([])
})

beforeEach(() => vi.resetModules())

test('what somebody did is kept, a given answer stays, and a strange file is refused with a reason', async () => {
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value)
  })
  const progress = await import('./progress')
  progress.predict('c', 'f', 2, 0, 1)
  progress.predict('c', 'f', 2, 0, 0)
  expect(progress.progressOf(progress.useProgress.getState(), 'c').predictions).toEqual({ f: [1, null] })
  progress.markRead('c')
  const file = progress.formatProgress(progress.useProgress.getState())
  progress.eraseProgress()
  expect(progress.useProgress.getState().chapters).toEqual({})
  const parsed = progress.parseProgress(file)
  expect(parsed).toMatchObject({ ok: true, value: { chapters: { c: { read: true, predictions: { f: [1, null] } } } } })
  expect(progress.parseProgress('no')).toMatchObject({ ok: false, error: expect.stringMatching(/not JSON/) })
  expect(progress.parseProgress('{"chapters":{"c":{"read":"yes"}}}')).toMatchObject({
    ok: false,
    error: expect.stringMatching(/chapters\.c\.read/)
  })
  vi.unstubAllGlobals()
})

test('where nothing can be kept, it is said, and works on', async () => {
  vi.stubGlobal('localStorage', {
    getItem: () => {
      throw new Error('denied')
    },
    setItem: () => {
      throw new Error('denied')
    }
  })
  const progress = await import('./progress')
  progress.markRead('c')
  expect(progress.useProgress.getState()).toMatchObject({ kept: false, chapters: { c: { read: true } } })
  vi.unstubAllGlobals()
})
