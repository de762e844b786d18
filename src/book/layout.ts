import type { DiagramLayout, Point } from './types'

/** What a drawing holds, before anything has a place. */
export interface Sketch {
  readonly groups: readonly {
    readonly name: string
    readonly text: string
    /** How many boxes stand side by side, at most. */
    readonly columns: number
    /** Beside all others, where there is room. */
    readonly beside: boolean
  }[]
  readonly nodes: readonly {
    readonly id: string
    readonly text: string
    readonly group: string
    /** The document's time, which stands left of the box. */
    readonly says: string
    readonly of: string
  }[]
  readonly edges: readonly { readonly from: string; readonly to: string }[]
}

interface Box {
  x: number
  y: number
  w: number
  h: number
}

const letter = 6.5
const height = 42
const gap = 16
/** Between what stands beside each other. */
const aside = 22
/** Between rows: an arrow with a word beside it. */
const rise = 36
const frame = { side: 8, top: 24, bottom: 10 }
const saysWidth = 68
/** Room for what a box says of the run, by what it stands for. */
const saidWidth = (of: string): number => (/^(milestone|lane)/.test(of) ? 138 : 98)

/**
 * Lays a drawing out within a width: groups below each other in the order of their first boxes, their boxes in rows; those that may stand
 * beside the others do so if there is room. Lines go around boxes that they have nothing to do with.
 */
export function layOut({ groups, nodes, edges }: Sketch, width: number): DiagramLayout {
  const blocks = blocksOf({ groups, nodes, edges })
  const sides = blocks.filter(({ beside }) => beside)
  const stack = blocks.filter(({ beside }) => !beside)
  const sideWidth = Math.max(0, ...sides.map((block) => widest(block, Infinity)))
  const mainWidth = Math.max(...stack.map((block) => widest(block, width)))
  const twoColumns = sides.length > 0 && stack.length > 0 && mainWidth + aside + sideWidth <= width
  const boxes = new Map<string, Box>()
  const frames: { text: string; x: number; y: number; w: number; h: number }[] = []
  const place = (list: readonly Block[], left: number, room: number): number => {
    let y = 2
    for (const block of list) y = placeBlock(block, left, y, room, boxes, frames) + rise
    return y - rise
  }
  let bottom: number
  if (twoColumns) {
    const left = width - sideWidth - aside
    bottom = Math.max(place(stack, 0, left), place(sides, left + aside, sideWidth))
  } else bottom = place(blocks, 0, width)
  const lines = edges.map((edge, i) => lineOf(edge, i, edges, boxes))
  const right = Math.max(...[...boxes.values(), ...frames].map(({ x, w }) => x + w))
  const low = Math.max(bottom, ...lines.flat().map(({ y }) => y))
  return {
    width: Math.ceil(right) + 2,
    height: Math.ceil(low) + 4,
    groups: frames,
    boxes: nodes.map(({ id }) => boxes.get(id)!),
    lines
  }
}

interface Block {
  readonly text: string
  readonly framed: boolean
  readonly columns: number
  readonly beside: boolean
  readonly nodes: Sketch['nodes']
}

/** Groups, and boxes without one: those that follow each other stand in a row. */
function blocksOf({ groups, nodes }: Sketch): Block[] {
  const blocks: {
    text: string
    framed: boolean
    columns: number
    beside: boolean
    nodes: Sketch['nodes'][number][]
  }[] = []
  const byGroup = new Map<string, (typeof blocks)[number]>()
  let last = ''
  for (const node of nodes) {
    const group = groups.find(({ name }) => name === node.group)
    const known = group ? byGroup.get(group.name) : last === '' ? blocks.at(-1) : undefined
    if (known && (group || !known.framed)) known.nodes.push(node)
    else {
      const block = group
        ? { text: group.text, framed: true, columns: group.columns, beside: group.beside, nodes: [node] }
        : { text: '', framed: false, columns: 3, beside: false, nodes: [node] }
      blocks.push(block)
      if (group) byGroup.set(group.name, block)
    }
    last = node.group
  }
  return blocks
}

const wanted = ({ text, of }: Sketch['nodes'][number]): number => Math.max(saidWidth(of), text.length * letter + 18)
const hasSays = (block: Block): number => (block.nodes.some(({ says }) => says !== '') ? saysWidth : 0)

/** Boxes of a block are equally wide, and as many stand side by side as there is room for. */
function grid(block: Block, room: number): { readonly columns: number; readonly w: number } {
  const inner = room - (block.framed ? 2 * frame.side : 0) - hasSays(block)
  const title = block.text.length * 6.2 + 12
  const w = Math.max(...block.nodes.map(wanted), title / Math.min(block.columns, block.nodes.length))
  let columns = Math.min(block.columns, block.nodes.length)
  const fits = (n: number) => n * w + (n - 1) * gap <= inner
  // A little narrower than wanted is better than one row more.
  while (columns > 1 && !fits(columns) && (inner - (columns - 1) * gap) / columns < Math.min(w, 96)) columns--
  return { columns, w: Math.min(w, (inner - (columns - 1) * gap) / columns) }
}

function widest(block: Block, room: number): number {
  const { columns, w } = grid(block, room)
  return columns * w + (columns - 1) * gap + (block.framed ? 2 * frame.side : 0) + hasSays(block)
}

function placeBlock(
  block: Block,
  left: number,
  top: number,
  room: number,
  boxes: Map<string, Box>,
  frames: { text: string; x: number; y: number; w: number; h: number }[]
): number {
  const { columns, w } = grid(block, room)
  const says = hasSays(block)
  const inner = columns * w + (columns - 1) * gap + says
  const outer = inner + (block.framed ? 2 * frame.side : 0)
  const x0 = left + (room - outer) / 2
  const y0 = top + (block.framed ? frame.top : 0)
  const rows = Math.ceil(block.nodes.length / columns)
  for (const [i, node] of block.nodes.entries()) {
    const row = Math.floor(i / columns)
    const inRow = row === rows - 1 ? block.nodes.length - row * columns : columns
    const shift = ((columns - inRow) * (w + gap)) / 2
    boxes.set(node.id, {
      x: x0 + (block.framed ? frame.side : 0) + says + shift + (i % columns) * (w + gap),
      y: y0 + row * (height + rise),
      w,
      h: height
    })
  }
  const bottom = y0 + rows * height + (rows - 1) * rise
  if (!block.framed) return bottom
  frames.push({ text: block.text, x: x0, y: top, w: outer, h: bottom + frame.bottom - top })
  return bottom + frame.bottom
}

type Edge = Sketch['edges'][number]

function lineOf(edge: Edge, index: number, edges: readonly Edge[], boxes: ReadonlyMap<string, Box>): Point[] {
  const from = boxes.get(edge.from)!
  const to = boxes.get(edge.to)!
  if (from.y === to.y) return alongRow(edge, from, to, edges, boxes)
  const isDown = from.y < to.y
  const start = { x: port(edge, index, 'from', isDown, edges, boxes), y: isDown ? from.y + from.h : from.y }
  const end = { x: port(edge, index, 'to', isDown, edges, boxes), y: isDown ? to.y : to.y + to.h }
  return [start, ...around(start, end, [...boxes.values()]), end]
}

/** Boxes side by side: straight; else below those that stand between. */
function alongRow(edge: Edge, from: Box, to: Box, edges: readonly Edge[], boxes: ReadonlyMap<string, Box>): Point[] {
  const [l, r] = from.x < to.x ? [from, to] : [to, from]
  const between = [...boxes.values()].some((box) => box.y === l.y && box.x > l.x && box.x < r.x)
  const bothWays = edges.some((other) => other.from === edge.to && other.to === edge.from)
  const forth = from.x < to.x
  if (between) {
    const y = from.y + from.h
    const [a, b] = [from.x + from.w / 2, to.x + to.w / 2]
    const low = y + 14
    return [
      { x: a, y },
      { x: a + (forth ? 8 : -8), y: low },
      { x: b + (forth ? -8 : 8), y: low },
      { x: b, y }
    ]
  }
  const y = from.y + from.h / 2 + (bothWays ? (forth ? -8 : 8) : 0)
  return forth
    ? [
        { x: from.x + from.w, y },
        { x: to.x, y }
      ]
    : [
        { x: from.x, y },
        { x: to.x + to.w, y }
      ]
}

/** Where a line meets a box: those on the same side share its width in the order of where they come from. */
function port(
  edge: Edge,
  index: number,
  end: 'from' | 'to',
  isDown: boolean,
  edges: readonly Edge[],
  boxes: ReadonlyMap<string, Box>
): number {
  const id = edge[end]
  const box = boxes.get(id)!
  const below = (end === 'from') === isDown
  const meet = edges.flatMap((other, i) => {
    if (other.from !== id && other.to !== id) return []
    const far = boxes.get(other.from === id ? other.to : other.from)!
    if (far.y === box.y || far.y > box.y !== below) return []
    return [{ i, x: far.x + far.w / 2 }]
  })
  meet.sort((a, b) => a.x - b.x || a.i - b.i)
  const at = meet.findIndex(({ i }) => i === index)
  return box.x + (box.w * (at + 1)) / (meet.length + 1)
}

/** Corners of a line that passes beside the boxes in its way. */
function around(start: Point, end: Point, boxes: readonly Box[]): Point[] {
  const [high, low] = start.y < end.y ? [start, end] : [end, start]
  const rows = [...new Set(boxes.map(({ y }) => y))]
    .filter((y) => y > high.y && y + height < low.y)
    .sort((a, b) => a - b)
  const corners: Point[] = []
  for (const y of rows) {
    const middle = high.x + ((low.x - high.x) * (y + height / 2 - high.y)) / (low.y - high.y)
    // Columns have rows of their own: whatever stands at this height is in the way.
    const row = boxes.filter((box) => box.y < y + height + 6 && box.y + box.h > y - 6)
    const near = corners.at(-1)?.x ?? middle
    const wish = Math.abs(near - middle) < 60 ? (near + middle) / 2 : middle
    const free = row.flatMap(({ x, w }) => [x - gap / 2, x + w + gap / 2])
    const isFree = (x: number) => row.every((box) => x <= box.x - 4 || x >= box.x + box.w + 4)
    const x = isFree(wish)
      ? wish
      : (free.filter(isFree).sort((a, b) => Math.abs(a - wish) - Math.abs(b - wish))[0] ?? wish)
    corners.push({ x, y: y - 6 }, { x, y: y + height + 6 })
  }
  return start.y < end.y ? corners : corners.reverse()
}
