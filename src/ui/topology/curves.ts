export type Point = readonly [x: number, y: number]

/** The way of a line: as an SVG path, and as points at equal shares of it for what travels along it. */
export interface Route {
  readonly path: string
  readonly at: (share: number) => Point
}

export const reversed = ({ path, at }: Route): Route => ({ path, at: (share) => at(1 - share) })

export function cubic(a: Point, b: Point, c: Point, d: Point): Route {
  const at = (t: number): Point => {
    const u = 1 - t
    const along = (i: 0 | 1) => u * u * u * a[i] + 3 * u * u * t * b[i] + 3 * u * t * t * c[i] + t * t * t * d[i]
    return [along(0), along(1)]
  }
  return { path: `M${a.join(' ')}C${[...b, ...c, ...d].join(' ')}`, at }
}

const corner = 6

export function polyline(points: readonly Point[]): Route {
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
