import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seconds } from '../../base/time'
import type { MilestoneView } from '../../store'
import { foldOf } from './fold'
import { placeMilestones } from './milestone-layout'
import { scaleOf } from './scale'

const widthOf = (text: string) => text.length * 6
const milestone = (at: number): MilestoneView => ({
  id: 'etcd-leader-elected',
  at,
  afterFault: at - seconds(10),
  component: 'master-2/etcd',
  setting: 'election-timeout',
  entry: at,
  documentS: 5,
  recordedS: { median: 1.2, min: 1, max: 1.8 },
  why: ''
})

test('labels of milestones never lie over each other or over the names of the lanes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: seconds(60) }), { maxLength: 25 }), (times) => {
      const scale = scaleOf({ from: 0, to: seconds(60) }, 132, 1_000, foldOf([]))
      const placed = placeMilestones(times.sort((a, b) => a - b).map(milestone), scale, 3, widthOf)
      expect(placed).toHaveLength(times.length)
      const boxes = placed.flatMap(({ row, label, x }) => {
        if (!label) return []
        const from = label.x - widthOf([label.title, label.time].filter(Boolean).join(' '))
        expect(from).toBeGreaterThanOrEqual(132 - 1)
        return [{ row, from, to: x }]
      })
      boxes.forEach((box, i) =>
        boxes.slice(i + 1).forEach((other) => {
          if (box.row === other.row) expect(box.to <= other.from || other.to <= box.from).toBe(true)
        })
      )
    })
  )
})
