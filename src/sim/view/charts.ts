import type { Edge, Table } from '../kernel/compile'
import type { Process, World } from '../kernel/world'
import type { Timeline } from '../timeline/timeline'
import { labelOf } from './label'
import type { ChartView } from './types'

/** The charts of a process, its own first: each as it is authored, with the state of every item and what was taken so far. */
export function chartsOf(world: World, timeline: Timeline, process: Process): ChartView[] {
  if (process.status !== 'running') return []
  const taken = takenBy(world, timeline, process)
  const own = { id: '', state: process.table.leaves[process.leaf]! }
  const charts = [chartView(timeline, process.table, [own], taken)]
  for (const table of process.table.charts.values()) {
    const items = [...table.items(process.context)].map(([id, { state }]) => ({ id, state }))
    charts.push(chartView(timeline, table, items, taken))
  }
  return charts
}

interface Taken {
  count: number
  /** The entry in which it was taken last. */
  entry: number
}

/** How often a process took each transition in the run so far, by chart and number. */
function takenBy(world: World, timeline: Timeline, process: Process): ReadonlyMap<string, Taken> {
  const { transitions } = timeline
  const found = new Map<string, Taken>()
  const end = transitions.before(world.entries)
  for (let i = 0; i < end; i++) {
    const { entry, chart, edge } = transitions.get(i)
    if (timeline.processOf(entry) !== process.index) continue
    const key = `${chart} ${edge}`
    const known = found.get(key)
    if (!known) found.set(key, { count: 1, entry })
    else {
      known.count++
      known.entry = entry
    }
  }
  return found
}

function chartView(
  timeline: Timeline,
  { id, shape }: Table,
  items: ChartView['items'],
  taken: ReadonlyMap<string, Taken>
): ChartView {
  const edges = shape.edges.flatMap((edge, number) => {
    if (edge.inner) return []
    const known = taken.get(`${id} ${number}`)
    const last = known ? { at: timeline.at(known.entry), entry: known.entry, by: byWhat(timeline, known.entry) } : null
    return [{ from: edge.from, to: edge.to, label: textOf(edge), taken: known?.count ?? 0, last }]
  })
  return { name: id, states: shape.states.filter(({ path }) => path !== ''), edges, items }
}

/** `pod.update`, `after sync-frequency-s`, `[isPending]`. */
function textOf({ event, delay, guard }: Edge): string {
  const what = delay !== '' ? `after ${delay}` : event
  return [what, guard === '' ? '' : `[${guard}]`].filter((part) => part !== '').join(' ')
}

/** What a step was: the setting whose timer ran out, or what came. */
function byWhat(timeline: Timeline, entry: number): string {
  const { kind, setting, event, type } = timeline.get(entry)
  if ((kind === 'timer' || kind === 'decision') && setting !== '') return setting
  return event ? labelOf(event) : type
}
