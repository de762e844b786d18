import type { ChartView } from '../../store'

/** A state as it is drawn: a box with a name, or (one that nothing leads back to) the dot where it all began. */
export interface RowNode {
  readonly path: string
  readonly label: string
  readonly x: number
  readonly width: number
  readonly isStart: boolean
}

export interface RowEdge {
  readonly from: RowNode
  readonly to: RowNode
  readonly taken: number
  readonly last: ChartView['edges'][number]['last']
}

export interface ChartRow {
  readonly nodes: readonly RowNode[]
  readonly edges: readonly RowEdge[]
  readonly width: number
}

const most = 5
const letter = 6
const padding = 10
const dot = 10
const leastGap = 11

type Edge = ChartView['edges'][number]

/** States without states inside. */
export const leavesOf = ({ states }: Pick<ChartView, 'states'>): readonly string[] =>
  states.filter(({ initial }) => initial === '').map(({ path }) => path)

/** The leaf that a transition to a state ends in. */
export function entered({ states }: Pick<ChartView, 'states'>, path: string): string {
  let at = path
  for (let i = 0; i < states.length; i++) {
    const initial = states.find((state) => state.path === at)?.initial ?? ''
    if (initial === '') return at
    at = initial
  }
  return at
}

const isIn = (leaf: string, state: string): boolean => state === '' || leaf === state || leaf.startsWith(`${state}.`)

/**
 * The transitions worth drawing, between leaves: those that were taken, and those that may be taken next from a state that
 * something is in. A chart of all of them at once is a knot.
 */
export function shownEdges(chart: ChartView): { from: string; to: string; edge: Edge }[] {
  const leaves = leavesOf(chart)
  const current = new Set(chart.items.map(({ state }) => state))
  const found = new Map<string, { from: string; to: string; edge: Edge }>()
  for (const edge of chart.edges) {
    const to = entered(chart, edge.to)
    for (const from of leaves) {
      if (from === to || !isIn(from, edge.from)) continue
      // Which of the states inside a compound one it was taken from is not recorded: its first stands for them.
      const isTaken = edge.taken > 0 && from === entered(chart, edge.from === '' ? leaves[0]! : edge.from)
      if (!isTaken && !current.has(from)) continue
      const key = `${from} ${to}`
      const known = found.get(key)
      if (!known || edge.taken > known.edge.taken) found.set(key, { from, to, edge })
    }
  }
  return [...found.values()]
}

/** A small chart in one row, if it fits; else null. */
export function chartRow(chart: ChartView, room: number): ChartRow | null {
  const leaves = leavesOf(chart)
  if (leaves.length > most || leaves.length < 2) return null
  const edges = shownEdges(chart)
  const isCurrent = (path: string) => chart.items.some(({ state }) => state === path)
  const comesBack = (path: string) => chart.edges.some((edge) => entered(chart, edge.to) === path)
  const boxes = leaves.map((path) => {
    const isStart = !isCurrent(path) && !comesBack(path)
    const label = path.slice(path.lastIndexOf('.') + 1)
    return { path, label, isStart, width: isStart ? dot : Math.ceil(label.length * letter) + padding }
  })
  const used = boxes.reduce((sum, { width }) => sum + width, 0)
  const gap = Math.min(44, (room - used) / (boxes.length - 1))
  if (gap < leastGap) return null
  let x = 0
  const nodes = boxes.map((box) => {
    const node = { ...box, x }
    x += box.width + gap
    return node
  })
  const at = new Map(nodes.map((node) => [node.path, node]))
  return {
    nodes,
    width: x - gap,
    edges: edges.map(({ from, to, edge }) => ({
      from: at.get(from)!,
      to: at.get(to)!,
      taken: edge.taken,
      last: edge.last
    }))
  }
}
