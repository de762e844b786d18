import { acting, type Acting } from './kernel/act'
import { guarding, stepping, wait, type Item, type Stepping } from './kernel/chart'
import type { ProcessContext, SimEvent } from './kernel/types'
import type { OutboxOf } from './outbox'

/** The body of a component's action: may change `context` in place and speak through `out`, nothing else. */
export type Body<C, E, Own extends SimEvent> = (context: C, event: E, out: OutboxOf<Own>) => void

/** The body of a sub-chart's action: as `Body`, for one item of the component. */
export type ItemBody<C, I, E, Own extends SimEvent> = (context: C, item: I, event: E, out: OutboxOf<Own>) => void

type Of<E extends SimEvent, T extends E['type']> = Extract<E, { type: T }>

/**
 * The actions of one component, whose context, events and own timers are named once: `act` makes an action for any event,
 * `on` one for events of some types, which the chart may name under these types only.
 */
export const actions = <C extends ProcessContext, E extends SimEvent, Own extends SimEvent = never>() => ({
  act: (run: Body<C, E, Own>): Acting<C, E> => acting<C, E>(run),
  on: <T extends E['type']>(types: T | readonly T[], run: Body<C, Of<E, T>, Own>): Acting<C, E> => {
    const isKnown = isOneOf<E, T>(types)
    return acting<C, E>((context, event, out) => {
      if (!isKnown(event)) throw new Error(`an action for ${String(types)} was given ${event.type}`)
      run(context, event, out)
    })
  }
})

/**
 * The actions, guards and delays of one sub-chart: `step` and `when` for any event, `on` and `whenOn` for events of some
 * types. `E` is what its items take, `Own` what the component may say to itself: the items of its other charts included.
 */
export const items = <
  C extends ProcessContext,
  I extends Item,
  E extends SimEvent,
  Own extends SimEvent = never
>() => ({
  step: (run: ItemBody<C, I, E, Own>): Stepping<C, I, E> => stepping<C, I, E>(run),
  on: <T extends E['type']>(types: T | readonly T[], run: ItemBody<C, I, Of<E, T>, Own>): Stepping<C, I, E> => {
    const isKnown = isOneOf<E, T>(types)
    return stepping<C, I, E>((context, item, event, out) => {
      if (!isKnown(event)) throw new Error(`a step for ${String(types)} was given ${event.type}`)
      run(context, item, event, out)
    })
  },
  when: (test: (context: C, item: I, event: E) => boolean) => guarding<C, I, E>(test),
  whenOn: <T extends E['type']>(types: T | readonly T[], test: (context: C, item: I, event: Of<E, T>) => boolean) => {
    const isKnown = isOneOf<E, T>(types)
    return guarding<C, I, E>((context, item, event) => {
      if (!isKnown(event)) throw new Error(`a guard for ${String(types)} was asked about ${event.type}`)
      return test(context, item, event)
    })
  },
  wait: (measure: (context: C, item: I) => number) => wait<C, I>(measure)
})

/** Tells events of some types from others; this runs at every event, so it builds nothing. */
function isOneOf<E extends SimEvent, T extends E['type']>(types: T | readonly T[]): (event: E) => event is Of<E, T> {
  const known: ReadonlySet<string> = new Set<string>(typeof types === 'string' ? [types] : types)
  return (event): event is Of<E, T> => known.has(event.type)
}
