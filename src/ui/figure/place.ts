import type { FrameView, MachineView } from '../../sim/view/types'

/** Where something stands in a picture, in its own units (px at full size). */
export interface Box {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** `wide`: a column of text, 572 px. `narrow`: a phone, 334 px. `mini`: two beside each other, 334 px and low. */
export type Size = 'wide' | 'narrow' | 'mini'

/** What stands where. It depends on which machines there are, and on nothing that changes in a run. */
export interface Place {
  readonly size: Size
  readonly width: number
  readonly height: number
  readonly users: Box | null
  readonly balancer: Box | null
  readonly kubectl: Box | null
  readonly masters: ReadonlyMap<string, Box>
  readonly workers: ReadonlyMap<string, Box>
  /** Workers as cells: too many for cards. */
  readonly asCells: boolean
  /** Whether a master's card has room for what each process does. */
  readonly detailed: boolean
  /** The height at which requests of users run beside the workers. */
  readonly road: number
}

const mostCards = 12
const headHeight = 34

export function placeOf(frame: Pick<FrameView, 'machines'>, size: Size): Place {
  const of = (role: MachineView['role']) => frame.machines.filter((machine) => machine.role === role)
  const masters = of('master')
  const workers = of('worker')
  const hasBalancer = of('lb').length > 0
  const width = size === 'wide' ? 572 : 334
  const gap = size === 'wide' ? (masters.length > 3 ? 10 : 22) : 10
  const left = size === 'wide' ? 24 : 12
  const inner = width - left - (size === 'wide' ? 24 : 8)

  const columns = Math.max(1, Math.min(masters.length, size === 'wide' ? 5 : 3))
  const alone = masters.length === 1
  const masterWidth = alone ? Math.min(inner, size === 'mini' ? 112 : 168) : (inner - gap * (columns - 1)) / columns
  const detailed = size === 'wide' && masterWidth >= 150
  const masterHeight = size === 'mini' ? 38 : detailed ? 101 : 122
  const mastersTop = headHeight + (size === 'mini' ? 18 : size === 'wide' ? 38 : 46)
  const rowOf = columns * masterWidth + gap * (columns - 1)
  const start = left + (inner - rowOf) / 2
  const masterBoxes = new Map(
    masters.map(({ id }, i): [string, Box] => [
      id,
      {
        x: start + (i % columns) * (masterWidth + gap),
        y: mastersTop + Math.floor(i / columns) * (masterHeight + 10),
        w: masterWidth,
        h: masterHeight
      }
    ])
  )
  const mastersEnd = mastersTop + Math.ceil(masters.length / columns) * (masterHeight + 10) - 10

  const road = mastersEnd + (size === 'mini' ? 12 : 16)
  const workersTop = road + (size === 'mini' ? 10 : 14)
  const asCells = workers.length > mostCards
  const workerBoxes = asCells
    ? cells(workers, left, workersTop, inner)
    : cards(workers, { left, top: workersTop, inner, gap, size })
  const end = Math.max(workersTop, ...[...workerBoxes.values()].map(({ y, h }) => y + h))

  const third = size === 'wide' ? 164 : 92
  const balancerWidth = size === 'wide' ? 200 : 126
  const hasKubectl = frame.machines.some(({ processes }) => processes.some(({ kind }) => kind === 'kubectl'))
  return {
    size,
    width,
    height: end + 2,
    users: of('users').length > 0 ? { x: 0, y: 0, w: third, h: headHeight } : null,
    balancer: hasBalancer ? { x: (width - balancerWidth) / 2, y: 0, w: balancerWidth, h: headHeight } : null,
    kubectl: hasKubectl ? { x: width - third, y: 0, w: third, h: headHeight } : null,
    masters: masterBoxes,
    workers: workerBoxes,
    asCells,
    detailed,
    road
  }
}

interface Row {
  readonly left: number
  readonly top: number
  readonly inner: number
  readonly gap: number
  readonly size: Size
}

function cards(workers: readonly MachineView[], { left, top, inner, gap, size }: Row): Map<string, Box> {
  const columns = Math.max(1, Math.min(workers.length, size === 'wide' ? (workers.length > 4 ? 6 : 4) : 3))
  const between = columns > 3 ? 8 : gap
  const w = Math.min(168, (inner - between * (columns - 1)) / columns)
  const start = left + (inner - (w * columns + between * (columns - 1))) / 2
  const rows = Math.max(1, Math.ceil(Math.max(1, ...workers.map(({ pods }) => pods.length)) / podColumns(w)))
  const h = 26 + Math.max(18, Math.min(rows, 3) * podStep + 6)
  return new Map(
    workers.map(({ id }, i) => [
      id,
      { x: start + (i % columns) * (w + between), y: top + Math.floor(i / columns) * (h + 8), w, h }
    ])
  )
}

/** A square for each of many workers. */
function cells(workers: readonly MachineView[], left: number, top: number, inner: number): Map<string, Box> {
  const side = workers.length > 400 ? 7 : workers.length > 120 ? 10 : 16
  const columns = Math.floor(inner / (side + 2))
  return new Map(
    workers.map(({ id }, i) => [
      id,
      {
        x: left + (i % columns) * (side + 2),
        y: top + Math.floor(i / columns) * (side + 2),
        w: side,
        h: side
      }
    ])
  )
}

export const podWidth = 14
export const podStep = 15
const podGap = 3.5
/** How many pods stand beside each other in a card of that width. */
export const podColumns = (width: number): number =>
  Math.max(1, Math.floor((width - 16 + podGap) / (podWidth + podGap)))
export const podX = (i: number, width: number): number => 8 + (i % podColumns(width)) * (podWidth + podGap)

/** The squares of a card, and how many have no room: three rows, the last one for a number. */
export function podsShown<T>(
  pods: readonly T[],
  width: number
): { readonly shown: readonly T[]; readonly more: number } {
  const room = podColumns(width) * 3
  if (pods.length <= room) return { shown: pods, more: 0 }
  return { shown: pods.slice(0, room - 2), more: pods.length - room + 2 }
}
