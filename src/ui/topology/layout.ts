import type { MachineView } from '../../store'
import { fullWidth, left, type Box } from './box'
import { regionsOf, type Region } from './regions'

export type { Box } from './box'

export interface Layout {
  readonly boxes: Readonly<Record<string, Box>>
  readonly regions: readonly Region[]
  /** How workers are drawn: each a card, each a tile, or each a cell of a heat map. */
  readonly workers: 'cards' | 'tiles' | 'cells'
  /** Masters are so many, or so narrow, that their components are icons. */
  readonly compact: boolean
  /** Where the users' traffic goes down, left of everything. */
  readonly busX: number
  readonly bounds: Box
}

/** What a picture has to know of a machine. */
export type Shown = Pick<MachineView, 'id' | 'role' | 'zone'>

export const mostCards = 12
export const mostTiles = 100

const top = 12
const topHeight = 78
const aboveRegions = 30
const usersWidth = 228
const betweenTop = 48

export function layoutOf(machines: readonly Shown[]): Layout {
  const of = (role: MachineView['role']) => machines.filter((machine) => machine.role === role)
  const workers = of('worker')
  const mode = workers.length <= mostCards ? 'cards' : workers.length <= mostTiles ? 'tiles' : 'cells'
  const boxes: Record<string, Box> = {}
  const regions = regionsOf(of('master'), workers, mode, top + topHeight + aboveRegions, boxes)
  const right = Math.max(left + fullWidth, ...regions.map(({ box }) => box.x + box.width))
  const lb = of('lb')[0]
  for (const { id } of of('users')) boxes[id] = { x: left, y: top, width: usersWidth, height: topHeight }
  if (lb) {
    const x = left + usersWidth + betweenTop
    boxes[lb.id] = { x, y: top, width: right - x, height: topHeight }
  }
  const bottom = Math.max(...regions.map(({ box }) => box.y + box.height))
  return {
    boxes,
    regions,
    workers: mode,
    compact: regions.some(({ compact }) => compact),
    busX: left - 8,
    bounds: { x: left - 12, y: top - 4, width: right - left + 16, height: bottom + 12 - top }
  }
}
