import { expect, test } from 'vitest'
import { layoutOf, type Box, type Shown } from './layout'
import { cellMiddle } from './regions'

const cluster = (masters: number, workers: number, zones: number): Shown[] => {
  const zoneOf = (i: number) => (zones === 0 ? '' : `zone-${1 + (i % zones)}`)
  return [
    ...Array.from({ length: masters }, (_, i) => ({ id: `master-${i + 1}`, role: 'master' as const, zone: zoneOf(i) })),
    ...Array.from({ length: workers }, (_, i) => ({ id: `worker-${i + 1}`, role: 'worker' as const, zone: zoneOf(i) })),
    ...(masters > 1 ? [{ id: 'lb', role: 'lb' as const, zone: '' }] : []),
    { id: 'users', role: 'users' as const, zone: '' }
  ]
}

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width - 0.01 && b.x < a.x + a.width - 0.01 && a.y < b.y + b.height && b.y < a.y + a.height
const inside = (a: Box, b: Box) =>
  a.x >= b.x - 0.01 && a.y >= b.y && a.x + a.width <= b.x + b.width + 0.01 && a.y + a.height <= b.y + b.height

const sizes = [1, 2, 3, 5, 7].flatMap((masters) =>
  [0, 1, 3, 6, 12, 13, 40, 100, 101, 5_000].flatMap((workers) =>
    [0, 1, 2, 3, 5, 8, 20].map((zones) => [masters, workers, zones] as const)
  )
)

test.each(sizes)('%i masters and %i workers in %i zones stand apart, each in its zone', (masters, workers, zones) => {
  const machines = cluster(masters, workers, zones)
  const { boxes, regions, bounds, workers: mode } = layoutOf(machines)
  const all = Object.values(boxes)
  expect(all).toHaveLength(masters + (mode === 'cards' ? workers : 0) + (masters > 1 ? 2 : 1))
  expect(all.flatMap((a, i) => all.slice(i + 1).filter((b) => overlap(a, b)))).toEqual([])
  for (const box of [...all, ...regions.map((region) => region.box)]) expect(inside(box, bounds)).toBe(true)
  for (const region of regions) {
    expect(inside(region.field, region.box)).toBe(true)
    const own = machines.filter(({ role, zone }) => zone === region.zone && (role === 'master' || role === 'worker'))
    for (const { id } of own) if (boxes[id]) expect(inside(boxes[id], region.box)).toBe(true)
    // A heat map's cells are all alike: the first and the last say enough.
    for (const id of [region.workers[0], region.workers.at(-1)]) {
      if (mode === 'cards' || id === undefined) continue
      const [x, y] = cellMiddle(region, id)!
      expect(inside({ x, y, width: 0, height: 0 }, region.field)).toBe(true)
    }
  }
})

test('a small cluster keeps its size on the page, a large one has the same width', () => {
  expect(layoutOf(cluster(3, 6, 3)).bounds.width).toBe(layoutOf(cluster(3, 5_000, 3)).bounds.width)
  expect(layoutOf(cluster(3, 3, 0)).bounds.height).toBeLessThan(420)
})

test('five masters are compact, three are not', () => {
  expect(layoutOf(cluster(3, 3, 0)).compact).toBe(false)
  expect(layoutOf(cluster(5, 3, 0)).compact).toBe(true)
})
