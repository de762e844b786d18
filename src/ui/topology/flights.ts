import type { FlightView, FrameView, Lab, LinkView } from '../../store'
import type { Point } from './curves'
import type { Layout } from './layout'
import { isPlain, routeOf, type Route } from './routes'

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
/** How near the mouse must be to a message to name it. */
const reach = 12

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

    /**
     * Gives whether something will have moved by the next picture.
     * @param pointer where the mouse is, in the picture's coordinates: the message there says what it is
     */
    draw(
      context: CanvasRenderingContext2D,
      now: number,
      { frame, playing }: Lab,
      colours: Colours,
      pointer: Point | null
    ): boolean {
      sprites = sprites.filter(({ born }) => now - born < travelMs)
      for (const { route, purpose, born } of sprites) {
        dot(context, route.at((now - born) / travelMs), colours[purpose], colours.ground, purpose === 'raft' ? 4 : 3.5)
      }
      if (!playing && frame) drawStill(frame, context, routeFor, colours, pointer)
      return sprites.length > 0
    }
  }
}

export type Colours = Readonly<Record<LinkView['purpose'] | 'ground' | 'tip' | 'onTip', string>>

/** The colours of what moves, in the theme that is on. */
export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element)
  const of = (name: string) => style.getPropertyValue(`--${name}`)
  return {
    api: of('info'),
    raft: of('lead'),
    traffic: of('ok'),
    health: of('faint'),
    ground: of('bg'),
    tip: of('tip'),
    onTip: of('ontip')
  }
}

/** Where each message really is at the instant shown. */
function drawStill(
  { now, flights }: FrameView,
  context: CanvasRenderingContext2D,
  routeFor: (from: string, to: string, purpose: LinkView['purpose']) => Route | null,
  colours: Colours,
  pointer: Point | null
): void {
  let named: { readonly point: Point; readonly label: string } | null = null
  let nearest = reach
  for (const flight of flights) {
    const { from, to, purpose, label } = flight
    if (machineOf(from) === machineOf(to)) continue
    const route = routeFor(machineOf(from), machineOf(to), purpose)
    if (!route) continue
    const point = route.at(shareOf(flight, now))
    dot(context, point, colours[purpose], colours.ground, 4)
    const distance = pointer ? Math.hypot(point[0] - pointer[0], point[1] - pointer[1]) : Infinity
    if (distance >= nearest) continue
    nearest = distance
    named = { point, label: `${label}, ${machineOf(from)} to ${machineOf(to)}` }
  }
  if (named) tip(context, named.point, named.label, colours)
}

function tip(context: CanvasRenderingContext2D, [x, y]: Point, label: string, colours: Colours): void {
  context.font = "500 11px Inter, 'DejaVu Sans Condensed', system-ui, sans-serif"
  const width = context.measureText(label).width + 16
  context.fillStyle = colours.tip
  context.beginPath()
  context.roundRect(x + 10, y - 12, width, 24, 6)
  context.fill()
  context.fillStyle = colours.onTip
  context.textBaseline = 'middle'
  context.fillText(label, x + 18, y + 0.5)
}

/** How much of its way a message has behind it. */
export function shareOf({ sentAt, arrivesAt }: Pick<FlightView, 'sentAt' | 'arrivesAt'>, now: number): number {
  if (arrivesAt <= sentAt) return 1
  return Math.min(1, Math.max(0, (now - sentAt) / (arrivesAt - sentAt)))
}

function dot(context: CanvasRenderingContext2D, [x, y]: Point, colour: string, ground: string, size: number): void {
  context.beginPath()
  context.arc(x, y, size, 0, 2 * Math.PI)
  context.fillStyle = colour
  context.fill()
  context.lineWidth = 1.5
  context.strokeStyle = ground
  context.stroke()
}

const machineOf = (process: string): string => process.split('/')[0]!

/** Between workers and the balancer messages are drawn only on a line that is drawn. */
function findRoute(layout: Layout, from: string, to: string, purpose: LinkView['purpose']): Route | null {
  if (purpose !== 'traffic' && (from.startsWith('worker') || to.startsWith('worker'))) return null
  return isPlain(from, to, purpose, layout) || purpose === 'traffic' ? routeOf(from, to, purpose, layout) : null
}
