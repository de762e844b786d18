import { expect, test } from 'vitest'
import { layoutOf } from './layout'
import { routeOf } from './routes'

const layout = layoutOf([
  { id: 'master-1', role: 'master' },
  { id: 'master-2', role: 'master' },
  { id: 'master-3', role: 'master' },
  { id: 'worker-1', role: 'worker' },
  { id: 'worker-2', role: 'worker' },
  { id: 'worker-3', role: 'worker' },
  { id: 'lb', role: 'lb' },
  { id: 'users', role: 'users' }
])
const box = (id: string) => layout.boxes[id]!

test('a message leaves at the sender and arrives at the receiver, whichever way the line was drawn', () => {
  const there = routeOf(box('lb'), box('worker-3'), 'api', layout)
  const back = routeOf(box('worker-3'), box('lb'), 'api', layout)
  expect(there.at(0)).toEqual([0, 60])
  expect(there.at(1)[1]).toBe(box('worker-3').y)
  expect(back.at(0)).toEqual(there.at(1))
  expect(back.at(1)).toEqual(there.at(0))
})

test('members that are not neighbours are joined below the one between them', () => {
  const { at } = routeOf(box('master-1'), box('master-3'), 'raft', layout)
  expect(at(0.5)[1]).toBeGreaterThan(box('master-2').y + box('master-2').height)
})

test('users’ traffic goes around the masters', () => {
  const { at } = routeOf(box('users'), box('worker-2'), 'traffic', layout)
  const crossed = Array.from({ length: 101 }, (_, i) => at(i / 100)).filter(([x, y]) =>
    ['master-1', 'master-2', 'master-3'].some((id) => {
      const card = box(id)
      return x > card.x && x < card.x + card.width && y > card.y && y < card.y + card.height
    })
  )
  expect(crossed).toEqual([])
  expect(at(1)[1]).toBe(box('worker-2').y)
})
