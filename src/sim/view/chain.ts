import type { World } from '../kernel/world'
import type { Timeline } from '../timeline/timeline'
import { nameOf } from './entries'
import type { ChainStep } from './types'
import { whyOf } from './why'

/** The chain of causes of an entry, the fault or command first, each step with whose it is: what arrows are drawn along. */
export const chainOf = (timeline: Timeline, world: World, entry: number): ChainStep[] =>
  whyOf(timeline, world, entry)
    .map((step) => ({ ...step, component: nameOf(world, timeline.processOf(step.entry)) }))
    .reverse()
