import { fullWidth, left, type Box } from './box'
import type { Layout, Shown } from './layout'

/** A zone as a column: its masters above, its workers below them. Without zones one region holds all. */
export interface Region {
  /** The zone's name; empty where there are none. */
  readonly zone: string
  readonly box: Box
  readonly compact: boolean
  /** Where all its workers stand together, in how many columns, and how large each tile or cell is, with its gap. */
  readonly field: Box
  readonly columns: number
  readonly cell: Size
  /** Their ids, in order. */
  readonly workers: readonly string[]
  /** Height of the users' bus that serves it. */
  readonly busY: number
}

interface Size {
  readonly width: number
  readonly height: number
}

const gap = 8
const pad = 4
const narrowest = 200
/** Regions in one row, at most. */
const mostColumns = 5
const label = 24
const belowMasters = 44
/** Room for the bus at the bottom of a region. */
const belowWorkers = 14
const betweenRows = 20

const wideMaster = { width: 216, height: 142 }
const compactMaster = { width: 152, height: 68 }
/** A worker's card with one row of pods; where it is narrow it has two. */
const worker = { width: 118, most: 240, height: 77, podRow: 21, wide: 190 }
export const tile = { width: 36, height: 22, gap: 4 }
const field = { height: 150, smallest: 3, largest: 22 }

export function regionsOf(
  masters: readonly Shown[],
  workers: readonly Shown[],
  mode: Layout['workers'],
  top: number,
  boxes: Record<string, Box>
): Region[] {
  const zones = [...new Set([...masters, ...workers].map(({ zone }) => zone))]
  const rows = Math.ceil(zones.length / mostColumns)
  const columns = Math.ceil(zones.length / rows)
  const width = Math.max(narrowest, (fullWidth - (columns - 1) * gap) / columns)
  const compact = masters.length > 3 || width - 2 * pad < wideMaster.width
  const regions: Region[] = []
  let y = top
  for (let first = 0; first < zones.length; first += columns) {
    const row = zones.slice(first, first + columns).map((zone, i) => ({
      zone,
      x: left + i * (width + gap),
      masters: masters.filter((machine) => machine.zone === zone),
      workers: workers.filter((machine) => machine.zone === zone)
    }))
    const size = compact ? compactMaster : wideMaster
    const heads = row.map((region) => placeMasters(region, y, width, size, boxes))
    const fieldTop = Math.max(...heads) + (workers.length > 0 ? belowMasters : 0)
    const fields = row.map((region) => placeWorkers(region, fieldTop, width, mode, boxes))
    const bottom = Math.max(fieldTop, ...fields.map(({ box }) => box.y + box.height)) + belowWorkers
    row.forEach(({ zone, x, workers: inside }, i) =>
      regions.push({
        zone,
        compact,
        box: { x, y, width, height: bottom - y },
        field: fields[i]!.box,
        columns: fields[i]!.columns,
        cell: fields[i]!.cell,
        workers: inside.map(({ id }) => id),
        busY: bottom - 4
      })
    )
    y = bottom + betweenRows
  }
  return regions
}

interface Column {
  readonly zone: string
  readonly x: number
  readonly masters: readonly Shown[]
  readonly workers: readonly Shown[]
}

/** In rows around the region's middle. Gives where they end. */
function placeMasters(
  { zone, x, masters }: Column,
  y: number,
  width: number,
  size: Size,
  boxes: Record<string, Box>
): number {
  const cardWidth = Math.min(size.width, width - 2 * pad)
  const inRow = Math.max(1, Math.floor((width - 2 * pad + gap) / (cardWidth + gap)))
  let top = y + (zone === '' ? gap : label)
  const head = top
  for (let first = 0; first < masters.length; first += inRow) {
    const row = masters.slice(first, first + inRow)
    // Cells of equal width: the lines between masters have room.
    const cell = width / row.length
    row.forEach(({ id }, i) => {
      boxes[id] = { x: x + cell * (i + 0.5) - cardWidth / 2, y: top, width: cardWidth, height: size.height }
    })
    top += size.height + gap
  }
  return masters.length > 0 ? top - gap : head
}

interface Field {
  readonly box: Box
  readonly columns: number
  readonly cell: Size
}

function placeWorkers(
  { x, workers }: Column,
  y: number,
  width: number,
  mode: Layout['workers'],
  boxes: Record<string, Box>
): Field {
  const inner = width - 2 * pad
  const at = x + pad
  if (mode === 'cards') return cardField(workers, at, y, inner, boxes)
  const cell =
    mode === 'tiles' ? { width: tile.width + tile.gap, height: tile.height + tile.gap } : cellFor(workers.length, inner)
  const columns = Math.floor((inner + (mode === 'tiles' ? tile.gap : 0)) / cell.width)
  const rows = Math.ceil(workers.length / columns)
  return { box: { x: at, y, width: inner, height: rows * cell.height }, columns, cell }
}

/** Cells of a heat map: as large as fits. */
function cellFor(count: number, width: number): Size {
  const fitting = Math.floor(Math.sqrt((width * field.height) / Math.max(1, count)))
  const size = Math.min(field.largest, Math.max(field.smallest, fitting))
  return { width: size, height: size }
}

function cardField(workers: readonly Shown[], x: number, y: number, inner: number, boxes: Record<string, Box>): Field {
  const columns = Math.min(Math.max(1, workers.length), Math.floor((inner + pad) / (worker.width + pad)))
  const cell = (inner + pad) / columns
  const cardWidth = Math.min(worker.most, cell - pad)
  const height = worker.height + (cardWidth < worker.wide ? worker.podRow : 0)
  workers.forEach(({ id }, i) => {
    const middle = x + cell * ((i % columns) + 0.5) - pad / 2
    boxes[id] = {
      x: middle - cardWidth / 2,
      y: y + Math.floor(i / columns) * (height + gap),
      width: cardWidth,
      height
    }
  })
  const rows = Math.ceil(workers.length / columns)
  return {
    box: { x, y, width: inner, height: Math.max(0, rows * (height + gap) - gap) },
    columns,
    cell: { width: cell, height: height + gap }
  }
}

/** Middle of a worker's tile or cell, where it has no card; null if the region does not hold it. */
export function cellMiddle(region: Region, id: string): readonly [number, number] | null {
  const index = region.workers.indexOf(id)
  if (index < 0) return null
  const { width, height } = region.cell
  const column = index % region.columns
  return [region.field.x + (column + 0.5) * width, region.field.y + (Math.floor(index / region.columns) + 0.5) * height]
}
