import { advance, advanceItem } from './advance'
import type { ItemEvent } from './chart'
import { limits, Runaway } from './loops'
import type { LiveOutbox } from './outbox'
import type { SimEvent } from './types'
import type { Process } from './world'

/**
 * An event with a chart's name is for one of the process's items, any other for the process itself. False if the process takes no
 * such event in its state.
 */
export function take(process: Process, event: SimEvent, out: LiveOutbox): boolean {
  const { table, context } = process
  if (table.charts.size > 0 && isForItem(event)) {
    advanceItem(table, context, event, out)
    return true
  }
  const after = advance(table, process.leaf, context, event, out)
  if (after >= 0) process.leaf = after
  return after >= 0
}

const isForItem = (event: SimEvent): event is ItemEvent => (event as Partial<ItemEvent>).chart !== undefined

/** What a step raised is taken in order, and what that raises after it. */
export function takeRaised(process: Process, out: LiveOutbox): void {
  const { raised } = out
  for (let i = 0; i < raised.length; i++) {
    const { event, entry } = raised[i]!
    if (i >= limits.raisedInAStep)
      throw new Runaway(
        `${process.id} raised more than ${limits.raisedInAStep} events in one step, such as ${event.type}`
      )
    // Another reason has come up since: what follows goes on from the one that it was raised for.
    if (entry !== out.entry) out.because({ entry })
    take(process, event, out)
  }
  raised.length = 0
}
