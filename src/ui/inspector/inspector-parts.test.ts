import { diffLines } from 'diff'
import { describe, expect, it } from 'vitest'
import '../../sim/whole'
import type { ChartView, InspectorView } from '../../store'
import { machines } from '../../sim/components'
import { compile } from '../../sim/kernel/compile'
import { chartRow, leavesOf, shownEdges } from './chart-row'
import { diffRows } from './diff-rows'
import { differenceWords } from './difference-words'
import { folded } from './folded'
import { tabsOf } from './tabs'

/** The chart of a component in a state, nothing taken yet but what is named. */
function chartOf(kind: string, state: string, taken: readonly string[] = []): ChartView {
  const { shape } = compile(machines[kind]!)
  return {
    name: kind,
    states: shape.states.filter(({ path }) => path !== ''),
    edges: shape.edges.flatMap((edge, i) => {
      if (edge.inner) return []
      const count = taken.includes(`${edge.from} ${edge.to}`) ? 1 : 0
      return [
        { from: edge.from, to: edge.to, label: '', taken: count, last: count ? { at: 0, entry: i, by: '' } : null }
      ]
    }),
    items: [{ id: '', state }]
  }
}

describe('a chart in a row', () => {
  it('draws etcd’s four roles and the dot where it began, within the column', () => {
    const row = chartRow(chartOf('etcd', 'leader', ['candidate leader', 'follower preCandidate']), 312)!
    expect(row.nodes.map(({ label, isStart }) => (isStart ? '•' : label))).toEqual([
      '•',
      'follower',
      'preCandidate',
      'candidate',
      'leader'
    ])
    expect(row.width).toBeLessThanOrEqual(312)
    row.nodes.forEach(({ x, width }, i) => {
      if (i > 0) expect(x).toBeGreaterThan(row.nodes[i - 1]!.x + row.nodes[i - 1]!.width)
      expect(x + width).toBeLessThanOrEqual(312)
    })
    // Taken ones, and where a leader can go: no others.
    expect(row.edges.filter(({ taken }) => taken > 0).map(({ from, to }) => `${from.label} ${to.label}`)).toEqual([
      'follower preCandidate',
      'candidate leader'
    ])
    expect(row.edges.filter(({ taken }) => taken === 0).every(({ from }) => from.label === 'leader')).toBe(true)
  })

  it('leaves charts that do not fit to the layout', () => {
    expect(chartRow(chartOf('etcd', 'leader'), 200)).toBeNull()
    for (const kind of Object.keys(machines)) {
      const chart = chartOf(kind, leavesOf(chartOf(kind, ''))[0]!)
      const leaves = new Set(leavesOf(chart))
      for (const { from, to } of shownEdges(chart))
        expect(leaves.has(from) && leaves.has(to), `${kind}: ${from} ${to}`).toBe(true)
    }
  })
})

it('folds the middle of a long chain, and nothing of a short one', () => {
  expect(folded([1, 2, 3, 4, 5, 6], 6)).toEqual([1, 2, 3, 4, 5, 6])
  expect(folded([1, 2, 3, 4, 5, 6, 7, 8], 6)).toEqual([1, 2, 3, { more: [4, 5, 6] }, 7, 8])
  for (let count = 7; count < 40; count++) {
    const shown = folded(
      Array.from({ length: count }, (_, i) => i),
      6
    )
    expect(shown).toHaveLength(6)
    expect(shown.flatMap((part) => (typeof part === 'number' ? [part] : part.more))).toHaveLength(count)
  }
})

describe('a comparison by lines', () => {
  const before = 'a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n'
  const after = 'a: 1\nb: 2\nc: 3\nd: 4\ne: 50\nf: 6\n'

  it('says what went and what came, in place', () => {
    expect(diffRows(diffLines(before, after), Infinity).map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'same a: 1',
      'same b: 2',
      'same c: 3',
      'same d: 4',
      'removed e: 5',
      'added e: 50',
      'same f: 6'
    ])
  })

  it('leaves out what is far from a change', () => {
    expect(diffRows(diffLines(before, after), 1).map(({ text }) => text)).toEqual([
      '⋯',
      'd: 4',
      'e: 5',
      'e: 50',
      'f: 6'
    ])
    expect(diffRows(diffLines(before, before), 1)).toEqual([{ kind: 'gap', text: '⋯' }])
  })
})

it('says how another run differs, in words', () => {
  expect(
    differenceWords({
      milestones: [
        { id: 'etcd-leader-elected', before: 1.105, after: 0.505 },
        { id: 'lb-backend-down', before: 11.852, after: 11.853 },
        { id: 'scheduler-leader-acquired', before: 15.04, after: null },
        { id: 'node-not-ready', before: null, after: 40 }
      ]
    })
  ).toBe(
    'etcd leader elected 0.60 s sooner; Scheduler leader acquired has not come by then; Node not ready only then, at 40.00 s; the rest as before.'
  )
  expect(differenceWords({ milestones: [{ id: 'lb-backend-down', before: 1, after: 1 }] })).toBe(
    'no milestone comes sooner or later.'
  )
})

it('offers only tabs that have something to show', () => {
  const view: InspectorView = {
    id: 'worker-1',
    title: 'worker-1',
    kind: 'machine',
    state: 'up',
    sentence: '',
    states: [],
    numbers: [],
    why: [],
    beliefs: [],
    log: [],
    charts: [],
    yaml: '',
    raft: null,
    placements: [],
    loops: [],
    rules: ''
  }
  expect(tabsOf(view)).toEqual(['state'])
  expect(tabsOf({ ...view, kind: 'etcd', yaml: 'a: 1', log: [{ at: 0, level: 'I', text: '' }] })).toEqual([
    'state',
    'log',
    'yaml',
    'messages'
  ])
})
