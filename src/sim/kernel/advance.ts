import type { Item, ItemEvent } from './chart'
import type { Step, Table } from './compile'
import type { Outbox, ProcessContext, SimEvent, Trace } from './types'

/**
 * Runs compiled charts: a component's own, and the sub-charts of the items in it. One function serves both; a component
 * is advanced with no item and the id `''`.
 */
const alwaysLimit = 100

/** Enters a chart's initial state: entry actions from the root down, then `always`. Gives the leaf. */
export function begin(
  table: Table,
  context: ProcessContext,
  out: Outbox & Trace,
  item: Item | null = null,
  id = ''
): number {
  const event = { type: 'xstate.init' }
  perform(table, table.start.steps, context, event, out, item, id)
  return settle(table, table.start.leaf, context, event, out, item, id)
}

/** Advances a chart by one event. Gives the leaf afterwards, or -1 if no transition takes the event. */
export function advance(
  table: Table,
  leaf: number,
  context: ProcessContext,
  event: SimEvent,
  out: Outbox & Trace,
  item: Item | null = null,
  id = ''
): number {
  const candidates = table.candidates[leaf]!.get(event.type) ?? table.lookup(leaf, event.type)
  for (let i = 0; i < candidates.length; i++) {
    const candidate = candidates[i]!
    if (candidate.guard && !candidate.guard(context, item, event)) continue
    perform(table, candidate.steps, context, event, out, item, id)
    return settle(table, candidate.leaf, context, event, out, item, id)
  }
  return -1
}

/** Gives an event to an item, which keeps the state that it comes to. What is for an item that is gone is dropped. */
export function advanceItem(component: Table, context: ProcessContext, event: ItemEvent, out: Outbox & Trace): void {
  const table = component.charts.get(event.chart)
  if (!table) throw new Error(`assertion failed: ${component.id} has no chart ${event.chart}`)
  const id = event.item
  const item = table.find(context, id)
  if (!item) return
  if (item.leaf < 0) keep(table, item, begin(table, context, out, item, id))
  const after = advance(table, item.leaf, context, event, out, item, id)
  if (after >= 0) keep(table, item, after)
}

function keep(table: Table, item: Item, leaf: number): void {
  if (item.leaf === leaf) return
  item.leaf = leaf
  item.state = table.leaves[leaf]!
}

function settle(
  table: Table,
  leaf: number,
  context: ProcessContext,
  event: SimEvent,
  out: Outbox & Trace,
  item: Item | null,
  id: string
): number {
  let current = leaf
  for (let round = 0; round < alwaysLimit; round++) {
    const always = table.always[current]!
    let taken = null
    for (let i = 0; i < always.length && !taken; i++) {
      const candidate = always[i]!
      if (!candidate.guard || candidate.guard(context, item, event)) taken = candidate
    }
    if (!taken) return current
    perform(table, taken.steps, context, event, out, item, id)
    current = taken.leaf
  }
  throw new Error(`${table.id}: \`always\` did not settle in ${alwaysLimit} rounds`)
}

function perform(
  table: Table,
  steps: readonly Step[],
  context: ProcessContext,
  event: SimEvent,
  out: Outbox & Trace,
  item: Item | null,
  id: string
): void {
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!
    switch (step.kind) {
      case 'run':
        step.run(context, event, out)
        break
      case 'step':
        step.run(context, item!, event, out)
        break
      case 'took':
        out.took(table.id, id, step.edge)
        break
      case 'arm': {
        const delay = Math.round(step.delay(context, item, event) * 1_000)
        if (item) {
          const event: ItemEvent = { type: step.event.type, chart: table.id, item: id }
          out.timer(timerOf(table, id, step.id), delay, step.setting, event)
        } else out.timer(step.id, delay, step.setting, step.event)
        break
      }
      case 'disarm':
        out.cancel(item ? timerOf(table, id, step.id) : step.id)
    }
  }
}

/** Names of items' timers, by chart and timer: an item arms the same ones again and again. */
const names = new Map<string, Map<string, string>>()
const rememberedNames = 10_000

function timerOf(table: Table, id: string, timer: string): string {
  let ofTimer = names.get(timer)
  if (!ofTimer) names.set(timer, (ofTimer = new Map()))
  const known = ofTimer.get(id)
  if (known?.startsWith(table.id) === true && known.charAt(table.id.length) === '/') return known
  const name = `${table.id}/${id}/${timer}`
  if (ofTimer.size >= rememberedNames) ofTimer.clear()
  ofTimer.set(id, name)
  return name
}
