import type { FlightView, FrameView, Lab, LinkView } from '../../store'
import { tileMiddle, type Box, type Layout } from './layout'
import { centre, routeOf, straight, type Route } from './routes'

/** A message that is drawn on its way for longer than it really took: at full speed no one could see it. */
interface Sprite {
  readonly route: Route
  readonly purpose: LinkView['purpose']
  readonly born: number
}

/** How long a message is shown travelling, and how soon another one follows on the same line. */
const travelMs = 420
const spacingMs = 170
const mostSprites = 80
/** With so few of them standing still, each says what it is. */
const mostLabels = 14

const colours = { api: 'info', raft: 'lead', traffic: 'ok', health: 'faint' } as const

/** What moves over the picture: sampled messages while it plays, the true ones where it stands still. */
export function createFlights(layout: Layout) {
  const routes = new Map<string, Route | null>()
  const lastLaunch = new Map<string, number>()
  let sprites: Sprite[] = []

  const routeFor = (from: string, to: string, purpose: LinkView['purpose']): Route | null => {
    const key = `${from}>${to}>${purpose}`
    if (!routes.has(key)) routes.set(key, findRoute(layout, from, to, purpose))
    return routes.get(key)!
  }

  return {
    /** Lets what was on its way or arrived since the last picture start along its line. */
    launch({ arrived, flights }: FrameView, now: number): void {
      for (const { from, to, purpose } of [...arrived, ...flights]) {
        if (sprites.length >= mostSprites) return
        const [a, b] = [machineOf(from), machineOf(to)]
        const key = `${a}>${b}>${purpose}`
        if (a === b || now - (lastLaunch.get(key) ?? 0) < spacingMs) continue
        const route = routeFor(a, b, purpose)
        if (!route) continue
        lastLaunch.set(key, now)
        sprites.push({ route, purpose, born: now })
      }
    },

    /** Gives whether something will have moved by the next picture. */
    draw(context: CanvasRenderingContext2D, now: number, { frame, playing }: Lab): boolean {
      const style = getComputedStyle(context.canvas)
      const colourOf = (purpose: LinkView['purpose']) => style.getPropertyValue(`--${colours[purpose]}`)
      sprites = sprites.filter(({ born }) => now - born < travelMs)
      for (const { route, purpose, born } of sprites) {
        dot(context, route.at((now - born) / travelMs), colourOf(purpose), purpose === 'raft' ? 4.5 : 3.5)
      }
      if (!playing && frame) drawStill(frame, context, routeFor, colourOf, style.getPropertyValue('--panel'))
      return sprites.length > 0
    }
  }
}

/** Where each message really is at the instant shown, with what it says. */
function drawStill(
  { now, flights }: FrameView,
  context: CanvasRenderingContext2D,
  routeFor: (from: string, to: string, purpose: LinkView['purpose']) => Route | null,
  colourOf: (purpose: LinkView['purpose']) => string,
  ground: string
): void {
  const visible = flights.filter(({ from, to }) => machineOf(from) !== machineOf(to))
  for (const flight of visible) {
    const { from, to, purpose, label } = flight
    const route = routeFor(machineOf(from), machineOf(to), purpose)
    if (!route) continue
    const point = route.at(shareOf(flight, now))
    dot(context, point, colourOf(purpose), 4.5)
    if (visible.length > mostLabels) continue
    context.font = '11px ui-monospace, monospace'
    context.textAlign = 'center'
    context.lineWidth = 4
    context.strokeStyle = ground
    context.strokeText(label, point[0], point[1] - 9)
    context.fillStyle = colourOf(purpose)
    context.fillText(label, point[0], point[1] - 9)
  }
}

/** How much of its way a message has behind it. */
export function shareOf({ sentAt, arrivesAt }: Pick<FlightView, 'sentAt' | 'arrivesAt'>, now: number): number {
  if (arrivesAt <= sentAt) return 1
  return Math.min(1, Math.max(0, (now - sentAt) / (arrivesAt - sentAt)))
}

function dot(context: CanvasRenderingContext2D, [x, y]: readonly [number, number], colour: string, size: number): void {
  context.beginPath()
  context.arc(x, y, size, 0, 2 * Math.PI)
  context.fillStyle = colour
  context.fill()
}

const machineOf = (process: string): string => process.split('/')[0]!

function findRoute(layout: Layout, from: string, to: string, purpose: LinkView['purpose']): Route | null {
  const a = boxOf(layout, from)
  const b = boxOf(layout, to)
  if (!a || !b) return null
  if (purpose === 'traffic') {
    if (from === 'users') return routeOf(a, b, 'traffic', layout)
    if (to === 'users') {
      const there = routeOf(b, a, 'traffic', layout)
      return { path: there.path, at: (share) => there.at(1 - share) }
    }
    return straight(centre(a), centre(b))
  }
  if (a.y === b.y && purpose !== 'raft' && from.startsWith('worker')) return straight(centre(a), centre(b))
  return routeOf(a, b, purpose, layout)
}

/** A worker in the heat map stands where its tile is. */
function boxOf(layout: Layout, id: string): Box | null {
  const card = layout.boxes[id]
  if (card) return card
  if (!layout.fleet || !id.startsWith('worker-')) return null
  const [x, y] = tileMiddle(layout.fleet, Number(id.slice('worker-'.length)) - 1, layout.fleetSize)
  return { x, y, width: 0, height: 0 }
}
