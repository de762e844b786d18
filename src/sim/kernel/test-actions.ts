import { acting, type Run } from './act'
import { guarding, stepping, type Item, type RunItem } from './chart'
import type { ProcessContext, SimEvent } from './types'

/**
 * Actions of what stands in for a component in a test. Each names the events that it is used for, and nothing checks that:
 * the components' own are made by `sim/actions.ts`.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const act = <C extends ProcessContext, E extends SimEvent>(run: Run<C, E>): any => acting(run)
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const step = <C extends ProcessContext, I extends Item, E extends SimEvent>(run: RunItem<C, I, E>): any =>
  stepping(run)
export const when = <C extends ProcessContext, I extends Item, E extends SimEvent>(
  test: (context: C, item: I, event: E) => boolean
) => guarding<C, I, E>(test)
