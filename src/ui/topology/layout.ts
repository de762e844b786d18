import type { MachineView } from '../../store'

/** Where a card stands, in the picture's own coordinates. Sizes are fixed: nothing moves when a text changes. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Layout {
  readonly boxes: Readonly<Record<string, Box>>
  /** Where the heat map of all workers stands, when they are too many for cards. */
  readonly fleet: Box | null
  readonly fleetSize: number
  /** Left of everything: where the users' traffic goes down to the workers. */
  readonly busX: number
}

export const cardWidth = 236
const pitch = 290
const sizes = { master: 142, worker: 164, lb: 46, users: 46 } as const
const mastersTop = 112
const rowGap = 98
const workerRowGap = 44

/** More workers than this are drawn as one heat map. */
export const mostCards = 20
export const fleetTile = { width: 62, height: 34 } as const

/** What a picture has to know of a machine: `chips` is how many processes its card shows. */
export interface Shown extends Pick<MachineView, 'id' | 'role'> {
  readonly chips?: number
}

/** A card is as high as its chips need: two in a row, the last one alone in a lower one. */
const chipRow = 49
const lastChip = 30
function masterHeight(masters: readonly Shown[]): number {
  const chips = Math.max(4, ...masters.map(({ chips = 0 }) => chips))
  return sizes.master + (Math.floor(chips / 2) - 2) * chipRow + (chips % 2) * lastChip
}

export function layoutOf(machines: readonly Shown[]): Layout {
  const of = (role: MachineView['role']) => machines.filter((machine) => machine.role === role)
  const masters = of('master')
  const workers = of('worker')
  const boxes: Record<string, Box> = {}
  const hasBalancer = of('lb').length > 0
  place(boxes, of('lb'), 0, 14, 'lb')
  place(boxes, of('users'), hasBalancer || masters.length > 1 ? -pitch : 0, 14, 'users')
  const height = masterHeight(masters)
  place(boxes, masters, 0, mastersTop, 'master', height)
  const workersTop = mastersTop + height + rowGap
  const fleet = workers.length > mostCards ? fleetBox(workers.length, workersTop) : null
  if (!fleet) {
    const columns = columnsFor(workers.length)
    for (let i = 0; i < workers.length; i += columns) {
      const top = workersTop + (i / columns) * (sizes.worker + workerRowGap)
      place(boxes, workers.slice(i, i + columns), 0, top, 'worker')
    }
  }
  const left = Math.min(...Object.values(boxes).map(({ x }) => x), fleet?.x ?? 0)
  return { boxes, fleet, fleetSize: workers.length, busX: left - 20 }
}

const columnsFor = (count: number): number => (count <= 5 ? Math.max(1, count) : count <= 12 ? 4 : 5)

/** A row of cards around a middle. */
function place(
  boxes: Record<string, Box>,
  row: readonly Pick<MachineView, 'id'>[],
  middle: number,
  y: number,
  role: MachineView['role'],
  height: number = sizes[role]
): void {
  const left = middle - ((row.length - 1) * pitch + cardWidth) / 2
  row.forEach(({ id }, i) => {
    boxes[id] = { x: left + i * pitch, y, width: cardWidth, height }
  })
}

export const fleetColumns = (count: number): number => Math.ceil(Math.sqrt(count * 2.4))

function fleetBox(count: number, y: number): Box {
  const columns = fleetColumns(count)
  const width = columns * fleetTile.width + 20
  return { x: -width / 2, y, width, height: Math.ceil(count / columns) * fleetTile.height + 48 }
}

/** Middle of the tile of the nth worker in the heat map. */
export function tileMiddle(fleet: Box, index: number, count: number): readonly [number, number] {
  const columns = fleetColumns(count)
  const x = fleet.x + 10 + ((index % columns) + 0.5) * fleetTile.width
  return [x, fleet.y + 38 + (Math.floor(index / columns) + 0.5) * fleetTile.height]
}
