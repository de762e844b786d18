import type { LinkView } from '../../store'
import type { Box, Layout } from './layout'
import type { Region } from './regions'
import { cubic, polyline, reversed, type Point, type Route } from './curves'

export type { Route } from './curves'

const middle = ({ x, width }: Box): number => x + width / 2
const below = ({ y, height }: Box): number => y + height

/** How a link runs in the picture, from its first end to its second; null if one of them is not drawn. */
export function routeOf(from: string, to: string, purpose: LinkView['purpose'], layout: Layout): Route | null {
  const a = layout.boxes[from]
  const b = layout.boxes[to]
  if (purpose === 'traffic') {
    if (from === 'users') return busRoute(to, layout)
    const back = to === 'users' ? busRoute(from, layout) : null
    return back && reversed(back)
  }
  if (!a || !b) return null
  if (purpose === 'raft') return a.x < b.x || a.y < b.y ? memberRoute(a, b) : reversed(memberRoute(b, a))
  if (a.y > b.y || to === 'users') {
    const there = routeOf(to, from, purpose, layout)
    return there && reversed(there)
  }
  if (from === 'users') return to === 'lb' ? straight(a, b) : fromSide(a, b)
  return down(serverX(from, to, a, layout), below(a), b)
}

/** A balancer's line to a master leaves below that master's counter. */
function serverX(from: string, to: string, box: Box, { boxes }: Layout): number {
  const masters = Object.keys(boxes).filter((id) => id.startsWith('master-'))
  const index = from === 'lb' ? masters.indexOf(to) : -1
  return index < 0 ? middle(box) : box.x + 8 + ((box.width - 16) / masters.length) * (index + 0.5)
}

function straight(a: Box, b: Box): Route {
  const y = a.y + a.height / 2
  return polyline([
    [a.x + a.width, y],
    [b.x, y]
  ])
}

function fromSide(a: Box, b: Box): Route {
  const y = a.y + a.height / 2
  const x = middle(b)
  return polyline([
    [a.x + a.width, y],
    [x, y],
    [x, b.y]
  ])
}

function down(x: number, y: number, to: Box): Route {
  const end: Point = [middle(to), to.y]
  const bend = Math.max(24, (end[1] - y) * 0.6)
  return cubic([x, y], [x, y + bend], [end[0], end[1] - bend], end)
}

/** Between neighbours straight across; between others a lane below the ones between them, or from row to row. */
function memberRoute(a: Box, b: Box): Route {
  if (a.y !== b.y) return down(middle(a), below(a), b)
  const gap = b.x - (a.x + a.width)
  if (gap < a.width) {
    const y = a.y + a.height * 0.64
    return polyline([
      [a.x + a.width, y],
      [b.x, y]
    ])
  }
  const lane = below(a) + 16
  return polyline([
    [a.x + a.width - 24, below(a)],
    [a.x + a.width - 24, lane],
    [b.x + 24, lane],
    [b.x + 24, below(b)]
  ])
}

/** From the users' left side down beside everything, along below the workers, and up to the one that takes the request. */
function busRoute(worker: string, layout: Layout): Route | null {
  const users = layout.boxes['users']
  const region = layout.regions.find(({ workers }) => workers.includes(worker))
  if (!users || !region) return null
  const y = users.y + users.height / 2
  return polyline([[users.x, y], [layout.busX, y], [layout.busX, region.busY], ...stubOf(worker, region, layout)])
}

/** The last part of it, from the bus up: to the worker's card, or to the field in which it is a tile or a cell. */
export function stubOf(worker: string, { busY, field, workers }: Region, { boxes }: Layout): readonly Point[] {
  const card = boxes[worker]
  if (!card)
    return [
      [middle(field), busY],
      [middle(field), below(field)]
    ]
  const hidden = workers.some((other) => {
    const box = boxes[other]
    return box !== undefined && box.y > card.y && box.x < card.x + card.width && card.x < box.x + box.width
  })
  const x = card.x + card.width * 0.3
  if (!hidden)
    return [
      [x, busY],
      [x, below(card)]
    ]
  // Another row of cards is below: up beside them, and in from the left.
  const side = card.y + card.height - 12
  return [
    [card.x - 2, busY],
    [card.x - 2, side],
    [card.x, side]
  ]
}

/** Whether a line is drawn although nobody asks for it: masters that are no neighbours have too many to be told apart. */
export function isPlain(from: string, to: string, purpose: LinkView['purpose'], { boxes, compact }: Layout): boolean {
  if (purpose === 'api') return !to.startsWith('worker')
  if (purpose !== 'raft') return false
  const a = boxes[from]
  const b = boxes[to]
  return !compact || (a !== undefined && b !== undefined && a.y === b.y && Math.abs(a.x - b.x) < a.width * 2)
}
