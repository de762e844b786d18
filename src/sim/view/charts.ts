import type { Edge, Shape, Table } from '../kernel/compile'
import type { Process, World } from '../kernel/world'
import type { Timeline } from '../timeline/timeline'
import type { ChartView } from './types'

/** The charts of a process, its own first: each as it is authored, with the state of every item and what was taken so far. */
export function chartsOf(world: World, timeline: Timeline, process: Process): ChartView[] {
  if (process.status !== 'running') return []
  const taken = takenBy(world, timeline, process)
  const own = { id: '', state: process.table.leaves[process.leaf]! }
  const charts = [chartView(process.table, [own], taken)]
  for (const table of process.table.charts.values()) {
    const items = [...table.items(process.context)].map(([id, { state }]) => ({ id, state }))
    charts.push(chartView(table, items, taken))
  }
  return charts
}

/** How often a process took each transition in the run so far, by chart and number. */
function takenBy(world: World, timeline: Timeline, process: Process): ReadonlyMap<string, number> {
  const { transitions } = timeline
  const counts = new Map<string, number>()
  const end = transitions.before(world.entries)
  for (let i = 0; i < end; i++) {
    const { entry, chart, edge } = transitions.get(i)
    if (timeline.processOf(entry) !== process.index) continue
    const key = `${chart} ${edge}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

function chartView(table: Table, items: ChartView['items'], taken: ReadonlyMap<string, number>): ChartView {
  const { id, shape } = table
  const edges = shape.edges.flatMap((edge, number) =>
    edge.inner ? [] : [{ from: edge.from, to: edge.to, label: labelOf(edge), taken: taken.get(`${id} ${number}`) ?? 0 }]
  )
  const states = shape.states.filter(({ path }) => path !== '')
  return { name: id, states, edges, items, mermaid: mermaidOf(shape, edges, items) }
}

/** `pod.update`, `after sync-frequency-s`, `[isPending]`. */
function labelOf({ event, delay, guard }: Edge): string {
  const what = delay !== '' ? `after ${delay}` : event
  return [what, guard === '' ? '' : `[${guard}]`].filter((part) => part !== '').join(' ')
}

/** A chart as a Mermaid state diagram: what was taken bears its number, the states that something is in are lit. */
export function mermaidOf(shape: Shape, edges: ChartView['edges'], items: ChartView['items']): string {
  const lines = ['stateDiagram-v2']
  const name = (path: string) => (path === '' ? '[*]' : path.replace(/[^\w]/g, '_'))
  const children = (parent: string) =>
    shape.states.filter(
      ({ path }) => path !== '' && path.slice(0, Math.max(0, path.lastIndexOf('.'))) === parent && path !== parent
    )
  const write = (parent: string, indent: string): void => {
    const initial = shape.states.find(({ path }) => path === parent)?.initial ?? ''
    if (initial !== '') lines.push(`${indent}[*] --> ${name(initial)}`)
    for (const { path } of children(parent)) {
      const short = path.slice(path.lastIndexOf('.') + 1)
      lines.push(`${indent}state "${short}" as ${name(path)}`)
      if (children(path).length === 0) continue
      lines.push(`${indent}state ${name(path)} {`)
      write(path, `${indent}  `)
      lines.push(`${indent}}`)
    }
  }
  write('', '  ')
  for (const { from, to, label, taken } of edges) {
    // What may come in any state would cross the whole drawing: it is in the list beside it.
    if (from === '') continue
    const count = taken > 0 ? ` ×${taken}` : ''
    lines.push(`  ${name(from)} --> ${name(to)}: ${label.replace(/[:;#]/g, ' ')}${count}`)
  }
  lines.push('  classDef lit stroke-width:3px,font-weight:bold')
  for (const state of new Set(items.map((item) => item.state)))
    if (state !== '') lines.push(`  class ${name(state)} lit`)
  return lines.join('\n')
}
