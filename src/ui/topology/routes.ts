import type { LinkView } from '../../store'
import type { Box, Layout } from './layout'

export type Point = readonly [x: number, y: number]

/** The way of a line: as an SVG path, and as points at equal shares of it for what travels along it. */
export interface Route {
  readonly path: string
  readonly at: (share: number) => Point
}

const middle = ({ x, width }: Box): number => x + width / 2
const below = ({ y, height }: Box): number => y + height

/** How a link runs between two cards. Null if one of them is not drawn as a card. */
export function routeOf(from: Box, to: Box, purpose: LinkView['purpose'], { busX }: Layout): Route {
  if (purpose === 'traffic') return busRoute(from, to, busX)
  if (from.y === to.y) return sideRoute(from, to)
  const [upper, lower] = from.y < to.y ? [from, to] : [to, from]
  const route = downRoute(upper, lower)
  return upper === from ? route : reversed(route)
}

/** Between neighbours straight across; between others an arc below. */
function sideRoute(from: Box, to: Box): Route {
  const [left, right] = from.x < to.x ? [from, to] : [to, from]
  const y = left.y + left.height * 0.43
  const gap = right.x - (left.x + left.width)
  const route =
    gap < left.width
      ? polyline([
          [left.x + left.width, y],
          [right.x, y]
        ])
      : cubic(
          [middle(left) + 50, below(left)],
          [middle(left) + 90, below(left) + 56],
          [middle(right) - 90, below(right) + 56],
          [middle(right) - 50, below(right)]
        )
  return left === from ? route : reversed(route)
}

function downRoute(upper: Box, lower: Box): Route {
  const start: Point = [middle(upper), below(upper)]
  const end: Point = [middle(lower), lower.y]
  const bend = Math.min(46, (end[1] - start[1]) / 2 + 10)
  return cubic(start, [start[0], start[1] + bend], [end[0], end[1] - bend], end)
}

/** From the users' left side down beside everything, and over the workers' heads. */
function busRoute(users: Box, worker: Box, busX: number): Route {
  const x = worker.x + worker.width * 0.28
  const y = worker.y - 26
  return polyline([
    [users.x, users.y + users.height / 2],
    [busX, users.y + users.height / 2],
    [busX, y],
    [x, y],
    [x, worker.y]
  ])
}

/** Straight between two points: for messages between machines that have no line. */
export const straight = (from: Point, to: Point): Route => polyline([from, to])

export const centre = ({ x, y, width, height }: Box): Point => [x + width / 2, y + height / 2]

const reversed = ({ path, at }: Route): Route => ({ path, at: (share) => at(1 - share) })

function cubic(a: Point, b: Point, c: Point, d: Point): Route {
  const at = (t: number): Point => {
    const u = 1 - t
    const along = (i: 0 | 1) => u * u * u * a[i] + 3 * u * u * t * b[i] + 3 * u * t * t * c[i] + t * t * t * d[i]
    return [along(0), along(1)]
  }
  return { path: `M${a.join(' ')}C${[...b, ...c, ...d].join(' ')}`, at }
}

const corner = 12

function polyline(points: readonly Point[]): Route {
  const lengths = points.slice(1).map((point, i) => distance(points[i]!, point))
  const total = lengths.reduce((sum, length) => sum + length, 0)
  const at = (share: number): Point => {
    let rest = share * total
    for (let i = 0; i < lengths.length; i++) {
      const length = lengths[i]!
      if (rest <= length || i === lengths.length - 1) {
        return between(points[i]!, points[i + 1]!, length === 0 ? 0 : Math.min(1, rest / length))
      }
      rest -= length
    }
    return points[0]!
  }
  return { path: roundedPath(points), at }
}

const distance = (a: Point, b: Point): number => Math.hypot(b[0] - a[0], b[1] - a[1])
const between = (a: Point, b: Point, share: number): Point => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share
]

function roundedPath(points: readonly Point[]): string {
  return points
    .map((point, i) => {
      const before = points[i - 1]
      const next = points[i + 1]
      if (!before) return `M${point.join(' ')}`
      if (!next) return `L${point.join(' ')}`
      const into = between(point, before, Math.min(0.5, corner / distance(point, before)))
      const out = between(point, next, Math.min(0.5, corner / distance(point, next)))
      return `L${into.join(' ')}Q${point.join(' ')} ${out.join(' ')}`
    })
    .join('')
}
