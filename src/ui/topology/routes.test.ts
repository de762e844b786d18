import { expect, test } from 'vitest'
import { layoutOf } from './layout'
import { isPlain, routeOf } from './routes'

const machines = (masters: number, workers: number, zones: number) => [
  ...['master', 'worker'].flatMap((role) =>
    Array.from({ length: role === 'master' ? masters : workers }, (_, i) => ({
      id: `${role}-${i + 1}`,
      role: role as 'master' | 'worker',
      zone: zones ? `zone-${1 + (i % zones)}` : ''
    }))
  ),
  { id: 'lb', role: 'lb' as const, zone: '' },
  { id: 'users', role: 'users' as const, zone: '' }
]
const layout = layoutOf(machines(3, 6, 3))
const box = (id: string) => layout.boxes[id]!

test('a message leaves at the sender and arrives at the receiver, whichever way the line was drawn', () => {
  for (const [from, to, purpose] of [
    ['lb', 'master-3', 'api'],
    ['users', 'lb', 'api'],
    ['master-1', 'master-3', 'raft'],
    ['master-1', 'master-2', 'raft'],
    ['lb', 'worker-3', 'api'],
    ['users', 'worker-5', 'traffic']
  ] as const) {
    const there = routeOf(from, to, purpose, layout)!
    const back = routeOf(to, from, purpose, layout)!
    expect(back.at(0)).toEqual(there.at(1))
    expect(back.at(1)).toEqual(there.at(0))
  }
})

test('members that are not neighbours are joined below the one between them', () => {
  const { at } = routeOf('master-1', 'master-3', 'raft', layout)!
  expect(at(0.5)[1]).toBeGreaterThan(box('master-2').y + box('master-2').height)
})

test.each([
  [3, 6, 3],
  [3, 3, 0],
  [5, 12, 8],
  [7, 100, 20],
  [3, 5_000, 2]
])('users’ traffic goes around every card: %i masters, %i workers, %i zones', (masters, workers, zones) => {
  const crowded = layoutOf(machines(masters, workers, zones))
  for (const worker of [1, 2, 3, workers].map((i) => `worker-${i}`)) {
    const { at } = routeOf('users', worker, 'traffic', crowded)!
    const crossed = Object.entries(crowded.boxes).filter(([, card]) =>
      Array.from({ length: 201 }, (_, i) => at(i / 200)).some(
        ([x, y]) => x > card.x && x < card.x + card.width && y > card.y && y < card.y + card.height
      )
    )
    expect(crossed).toEqual([])
  }
})

test('the lines of many members are drawn between neighbours only', () => {
  const crowded = layoutOf(machines(5, 3, 0))
  expect(isPlain('master-1', 'master-2', 'raft', crowded)).toBe(true)
  expect(isPlain('master-1', 'master-4', 'raft', crowded)).toBe(false)
  expect(isPlain('master-1', 'master-3', 'raft', layout)).toBe(true)
})
