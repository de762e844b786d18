import { setup } from 'xstate'
import { Prng } from '../base/prng'
import { acting, outboxInto } from '../sim/kernel/act'
import { advance, advanceItem, begin } from '../sim/kernel/advance'
import {
  guarding,
  stepping,
  unborn,
  withCharts,
  type Chart,
  type Item,
  type ItemEvent,
  type Scope
} from '../sim/kernel/chart'
import { compile } from '../sim/kernel/compile'
import type { Boot, ProcessContext, SimEvent } from '../sim/kernel/types'

interface Counted extends Item {
  count: number
}
interface House extends ProcessContext {
  count: number
  items: Map<string, Counted>
}

const swing = setup({
  types: { context: {} as Scope<House, Counted>, events: {} as SimEvent, input: {} as Scope<House, Counted> },
  actions: { count: stepping<House, Counted, SimEvent>((_context, item) => void item.count++) },
  guards: { tired: guarding<House, Counted, SimEvent>((_context, { count }) => count < 0) }
}).createMachine({
  id: 'swing',
  context: ({ input }) => input,
  initial: 'left',
  states: {
    left: {
      on: {
        push: [
          { guard: 'tired', target: 'left' },
          { target: 'right', actions: 'count' }
        ]
      }
    },
    right: { on: { push: 'left' } }
  }
})

const chart: Chart<House, Counted> = {
  machine: swing,
  find: (context, id) => context.items.get(id),
  items: (context) => context.items
}

const house = withCharts(
  setup({
    types: { context: {} as House, events: {} as SimEvent, input: {} as Boot },
    actions: { count: acting<House, SimEvent>((context) => void context.count++) }
  }).createMachine({
    id: 'house',
    context: ({ input }) => ({
      self: input.self,
      now: input.now,
      rng: input.rng,
      config: input.config,
      count: 0,
      items: new Map()
    }),
    initial: 'left',
    states: { left: { on: { push: { target: 'right', actions: 'count' } } }, right: { on: { push: 'left' } } }
  }),
  [chart]
)

/** Microseconds that one event costs a component's table, and an item's of 100. */
export function timeCharts(now: () => number, events = 2_000_000): { component: number; item: number } {
  const table = compile(house)
  const boot = { self: 'a/house', machine: 'a', now: 0, rng: Prng.fromSeed(1), config: {} }
  const context = table.context(boot as Boot) as House
  const out = outboxInto([])
  const push = Array.from({ length: 100 }, (_, i): ItemEvent => ({ type: 'push', chart: 'swing', item: `item-${i}` }))
  for (const { item } of push) context.items.set(item, { ...unborn, count: 0 })
  const component = (count: number) => {
    let leaf = begin(table, context, out)
    for (let i = 0; i < count; i++) leaf = advance(table, leaf, context, push[0]!, out)
  }
  const items = (count: number) => {
    for (let i = 0; i < count; i++) advanceItem(table, context, push[i % 100]!, out)
  }
  const time = (run: (count: number) => void): number => {
    run(100_000)
    const start = now()
    run(events)
    return ((now() - start) * 1_000) / events
  }
  return { component: time(component), item: time(items) }
}
