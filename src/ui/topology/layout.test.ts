import { expect, test } from 'vitest'
import { layoutOf, mostCards, type Box } from './layout'

const cluster = (masters: number, workers: number) => [
  ...Array.from({ length: masters }, (_, i) => ({ id: `master-${i + 1}`, role: 'master' as const })),
  ...Array.from({ length: workers }, (_, i) => ({ id: `worker-${i + 1}`, role: 'worker' as const })),
  ...(masters > 1 ? [{ id: 'lb', role: 'lb' as const }] : []),
  { id: 'users', role: 'users' as const }
]

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

test.each([
  [1, 1],
  [1, 3],
  [3, 3],
  [5, 4],
  [3, mostCards]
])('%i masters and %i workers stand apart', (masters, workers) => {
  const { boxes, fleet } = layoutOf(cluster(masters, workers))
  const all = Object.values(boxes)
  expect(all).toHaveLength(masters + workers + (masters > 1 ? 2 : 1))
  expect(fleet).toBeNull()
  expect(all.flatMap((a, i) => all.slice(i + 1).filter((b) => overlap(a, b)))).toEqual([])
})

test('the load balancer stands over the middle master', () => {
  const { boxes } = layoutOf(cluster(3, 3))
  expect(boxes['lb']!.x).toBe(boxes['master-2']!.x)
})

test('a hundred workers are one heat map below the masters', () => {
  const { boxes, fleet } = layoutOf(cluster(3, 100))
  expect(Object.keys(boxes).filter((id) => id.startsWith('worker'))).toEqual([])
  expect(fleet!.y).toBeGreaterThan(boxes['master-1']!.y + boxes['master-1']!.height)
})
