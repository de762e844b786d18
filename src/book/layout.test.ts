import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseDiagram } from './diagram'
import type { DiagramLayout, Point } from './types'

const folder = 'src/book/diagrams'
const diagrams = readdirSync(folder).map((file) => {
  const read = parseDiagram(file, readFileSync(`${folder}/${file}`, 'utf8'))
  if (!read.ok) throw new Error(read.error)
  return read.value
})
type Box = DiagramLayout['boxes'][number]

const touches = ({ x, y, w, h }: Box, point: Point) =>
  point.x >= x - 1 && point.x <= x + w + 1 && point.y >= y - 1 && point.y <= y + h + 1
/** Whether a piece of a line passes well inside of a box. */
const crosses = (from: Point, to: Point, { x, y, w, h }: Box) =>
  Array.from({ length: 60 }, (_, i) => i / 59).some((part) => {
    const at = { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }
    return at.x > x + 3 && at.x < x + w - 3 && at.y > y + 3 && at.y < y + h - 3
  })

test.each(diagrams.map((diagram) => [diagram.id, diagram] as const))(
  '%s fits a column and a phone; nothing lies over another',
  (_, diagram) => {
    for (const [layout, most] of [
      [diagram.wide, 570],
      [diagram.narrow, 304]
    ] as const) {
      expect(layout.width).toBeLessThanOrEqual(most)
      const { boxes } = layout
      for (const [i, a] of boxes.entries()) {
        expect(a.w).toBeGreaterThan(80)
        for (const b of boxes.slice(i + 1))
          expect(a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h).toBe(false)
      }
      for (const [i, { from, to }] of diagram.edges.entries()) {
        const points = layout.lines[i]!
        const of = (id: string) => boxes[diagram.nodes.findIndex((node) => node.id === id)]!
        expect(touches(of(from), points[0]!), `${from} to ${to} begins at its box`).toBe(true)
        expect(touches(of(to), points.at(-1)!), `${from} to ${to} ends at its box`).toBe(true)
      }
    }
  }
)

test('on the page of a column lines go around boxes that they have nothing to do with', () => {
  const through = diagrams.flatMap((diagram) =>
    diagram.edges.flatMap(({ from, to }, i) => {
      const others = diagram.wide.boxes.filter((_, k) => ![from, to].includes(diagram.nodes[k]!.id))
      const points = diagram.wide.lines[i]!
      const hit = points.slice(1).some((point, k) => others.some((box) => crosses(points[k]!, point, box)))
      return hit ? [`${diagram.id}: ${from} to ${to}`] : []
    })
  )
  expect(through).toEqual([])
})

test('the document has fifteen drawings: its sequence is the run’s own, the others stand here, each box but users’ ideas lit by a run', () => {
  expect(diagrams.length).toBeGreaterThanOrEqual(14)
  const unlit = diagrams.flatMap(({ id, nodes }) =>
    nodes.filter(({ of }) => of === null).map((node) => `${id}: ${node.id}`)
  )
  expect(unlit).toEqual(['overview: volume', 'overview: ingress'])
})
