import { acting, type Acting } from './kernel/act'
import type { ProcessContext, SimEvent } from './kernel/types'
import type { OutboxOf } from './outbox'

/** The body of a component's action: may change `context` in place and speak through `out`, nothing else. */
export type Body<C, E, Own extends SimEvent> = (context: C, event: E, out: OutboxOf<Own>) => void

/**
 * The actions of one component, whose context, events and own timers are named once: `act` makes an action for any event,
 * `on` one for events of some types, which the chart may name under these types only.
 */
export const actions = <C extends ProcessContext, E extends SimEvent, Own extends SimEvent = never>() => ({
  act: (run: Body<C, E, Own>): Acting<C, E> => acting<C, E>(run),
  on: <T extends E['type']>(types: T | readonly T[], run: Body<C, Extract<E, { type: T }>, Own>): Acting<C, E> => {
    const known: ReadonlySet<string> = new Set(typeof types === 'string' ? [types] : types)
    const isKnown = (event: E): event is Extract<E, { type: T }> => known.has(event.type)
    return acting<C, E>((context, event, out) => {
      // The text is only built when it is needed: this runs at every event.
      if (!isKnown(event)) throw new Error(`an action for ${[...known].join(', ')} was given ${event.type}`)
      run(context, event, out)
    })
  }
})
