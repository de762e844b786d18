import { enqueueActions, type ActionFunction, type AnyStateMachine } from 'xstate'
import { outboxInto, type Effect } from './act'
import { copy } from './copy'
import type { Outbox, ProcessContext, SimEvent } from './types'

/**
 * Something inside a component that lives by a chart of its own: a pod's worker, a container, a server of a balancer.
 * It is part of the component's context. Both fields are written by the kernel alone.
 */
export interface Item {
  /** Number of its state in the compiled chart; -1 before its first event, which begins the chart. */
  leaf: number
  /** The path of that state, such as `terminating.stop`, for those who read it. */
  state: string
}

/** What a new item begins with. */
export const unborn = { leaf: -1, state: '' } as const

/** An event for one item of the own process: what `raise` and timers carry, and what answers lead back with. */
export interface ItemEvent extends SimEvent {
  /** Name of the chart. */
  readonly chart: string
  readonly item: string
}

/** A sub-chart: an XState machine, and where the component keeps the items that it drives. */
export interface Chart<C extends ProcessContext = ProcessContext, I extends Item = Item> {
  readonly machine: AnyStateMachine
  /** The item of an id; what is raised to one that is gone is dropped. */
  readonly find: (context: C, id: string) => I | undefined
  /** All items with their ids, for the inspector. */
  readonly items: (context: C) => Iterable<readonly [id: string, item: I]>
}

/** What XState sees as the context of a sub-chart's machine: the component, and which item of it. */
export interface Scope<C extends ProcessContext = ProcessContext, I extends Item = Item> {
  readonly component: C
  readonly id: string
  readonly find: (context: C, id: string) => I | undefined
}

/** Gives a component's machine its sub-charts, by the ids of their machines. */
export function withCharts<M extends AnyStateMachine, C extends ProcessContext>(
  machine: M,
  // Each chart has items of its own type, and all of them live in this component's context.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  charts: readonly Chart<C, any>[]
): M {
  return Object.assign(machine, { charts })
}

/** The charts that `withCharts` gave a machine. */
export const chartsOf = (machine: AnyStateMachine): readonly Chart[] =>
  (machine as { charts?: readonly Chart[] }).charts ?? []

/** The body of an action of a sub-chart: may change the component and its item in place, and speak through `out`. */
export type RunItem<C, I, E> = (context: C, item: I, event: E, out: Outbox) => void

/** An action of a sub-chart as XState's `setup` takes it, which also carries the function for the kernel's table. */
export type Stepping<C extends ProcessContext, I extends Item, E extends SimEvent> = ActionFunction<
  Scope<C, I>,
  E,
  E,
  undefined,
  never,
  never,
  never,
  never,
  Effect
> & { readonly step: RunItem<C, I, E> }

/** Makes an action of a sub-chart. As with `acting`, the table calls `step` on live data and XState works on copies. */
export function stepping<C extends ProcessContext, I extends Item, E extends SimEvent>(
  run: RunItem<C, I, E>
): Stepping<C, I, E> {
  const action = enqueueActions<Scope<C, I>, E, undefined, E, never, never, never, never, Effect>(
    ({ context: { component, id, find }, event, enqueue }) => {
      const next = copy(component)
      const effects: Effect[] = []
      run(next, find(next, id)!, event, outboxInto(effects))
      enqueue.assign(() => ({ component: next }))
      for (const effect of effects) enqueue.emit(effect)
    }
  )
  return Object.assign(action, { step: run })
}

/** Makes a guard of a sub-chart. */
export function guarding<C extends ProcessContext, I extends Item, E extends SimEvent>(
  test: (context: C, item: I, event: E) => boolean
) {
  const guard = ({ context: { component, id, find }, event }: { context: Scope<C, I>; event: E }): boolean =>
    test(component, find(component, id)!, event)
  return Object.assign(guard, { test })
}

/** How many milliseconds a named delay of a sub-chart takes for an item. */
export function wait<C extends ProcessContext, I extends Item>(measure: (context: C, item: I) => number) {
  const delay = ({ context: { component, id, find } }: { context: Scope<C, I> }): number =>
    measure(component, find(component, id)!)
  return Object.assign(delay, { measure })
}
