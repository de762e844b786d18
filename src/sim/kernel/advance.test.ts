import { describe, expect, it } from 'vitest'
import { setup, type AnyStateMachine } from 'xstate'
import { Prng } from '../../base/prng'
import { outboxInto } from './act'
import { act, step, when } from './test-actions'
import { advance, advanceItem, begin } from './advance'
import { unborn, wait, withCharts, type Chart, type Item, type ItemEvent, type Scope } from './chart'
import { compile } from './compile'
import { copy } from './copy'
import { Twin } from './test-twin'
import type { Boot, ProcessContext, SimEvent } from './types'

interface Lamp extends ProcessContext {
  count: number
}

const lamp = setup({
  types: { context: {} as Lamp, events: {} as SimEvent, input: {} as Boot },
  actions: {
    count: act<Lamp, SimEvent>((context, event, out) => {
      context.count++
      out.note(`${event.type} ${context.count}`)
    }),
    hello: act<Lamp, SimEvent>((_context, _event, out) => out.send('b/x', { type: 'hello' })),
    bye: act<Lamp, SimEvent>((_context, _event, out) => out.log('I', 'bye'))
  },
  guards: { tired: ({ context }) => context.count >= 5 },
  delays: { 'off-delay': ({ context }) => 100 * (context as Lamp).count, 'blink-period': 50 }
}).createMachine({
  id: 'lamp',
  context: ({ input }) => ({ self: input.self, now: input.now, rng: input.rng, config: input.config, count: 0 }),
  initial: 'off',
  on: { 'any.*': { actions: 'count' }, reset: { target: '.off' } },
  states: {
    off: { entry: 'bye', on: { press: { target: 'on', actions: 'count' } } },
    on: {
      entry: 'hello',
      exit: 'bye',
      initial: 'steady',
      after: { 'off-delay': 'off' },
      always: { guard: 'tired', target: 'broken' },
      on: { press: { target: 'on', reenter: true, actions: 'count' } },
      states: {
        steady: { on: { blink: 'blinking' } },
        blinking: {
          after: { 'blink-period': { target: 'blinking', reenter: true, actions: 'count' } },
          on: { '*': { actions: 'count' }, stop: 'steady' }
        }
      }
    },
    broken: { on: { repair: { guard: ({ context }) => context.count < 8, target: 'off' }, '*': { actions: 'count' } } }
  }
})

const boot: Boot = {
  self: 'a/x',
  machine: 'a',
  now: 0,
  rng: Prng.fromSeed(1),
  config: {},
  cluster: {
    masters: [],
    workers: [],
    zones: {},
    hasLoadBalancer: false,
    runtime: 'containerd',
    addresses: {},
    podCidrs: {}
  },
  disk: {},
  bootId: 1,
  incarnation: 1,
  argv: [],
  account: '',
  address: ''
}

interface Bulb extends Item {
  shines: number
}
interface Chandelier extends ProcessContext {
  bulbs: Map<string, Bulb>
  power: boolean
}

const bulb = setup({
  types: { context: {} as Scope<Chandelier, Bulb>, events: {} as SimEvent, input: {} as Scope<Chandelier, Bulb> },
  actions: {
    shine: step<Chandelier, Bulb, SimEvent>((context, item, event, out) => {
      item.shines++
      out.note(`${event.type} ${item.shines} of ${context.bulbs.size}`)
    }),
    infect: step<Chandelier, Bulb, ItemEvent>((context, _item, event, out) => {
      for (const id of context.bulbs.keys())
        if (id !== event.item) out.raise({ type: 'flicker', chart: 'bulb', item: id } as ItemEvent)
      out.raise({ type: 'blown' })
    }),
    bury: step<Chandelier, Bulb, ItemEvent>((context, _item, { item }) => void context.bulbs.delete(item))
  },
  guards: {
    old: when<Chandelier, Bulb, SimEvent>((_context, { shines }) => shines > 4),
    powered: when<Chandelier, Bulb, SimEvent>(({ power }) => power)
  },
  delays: { 'warm-up-ms': wait<Chandelier, Bulb>((_context, { shines }) => 10 + shines) }
}).createMachine({
  id: 'bulb',
  context: ({ input }) => input,
  initial: 'dark',
  on: { smash: { target: '.gone' } },
  states: {
    dark: { on: { flicker: [{ guard: 'powered', target: 'warm' }, { actions: 'shine' }] } },
    warm: {
      initial: 'low',
      entry: 'shine',
      always: { guard: 'old', target: 'blown' },
      on: { flicker: { actions: 'shine' } },
      states: { low: { after: { 'warm-up-ms': 'high' } }, high: { on: { off: '#bulb.dark' } } }
    },
    blown: { entry: 'infect', on: { '*': { actions: 'shine' } } },
    gone: { type: 'final', entry: 'bury' }
  }
})

const bulbs: Chart<Chandelier, Bulb> = {
  machine: bulb,
  find: (context, id) => context.bulbs.get(id),
  items: (context) => context.bulbs
}

const chandelier = withCharts(
  setup({
    types: { context: {} as Chandelier, events: {} as SimEvent, input: {} as Boot },
    actions: {
      hang: act<Chandelier, SimEvent>((context, _event, out) => {
        const id = `b${context.bulbs.size}`
        context.bulbs.set(id, { ...unborn, shines: 0 })
        out.raise({ type: 'flicker', chart: 'bulb', item: id } as ItemEvent)
      }),
      toggle: act<Chandelier, SimEvent>((context) => void (context.power = !context.power))
    }
  }).createMachine({
    id: 'chandelier',
    context: ({ input }) => ({
      self: input.self,
      now: input.now,
      rng: input.rng,
      config: input.config,
      bulbs: new Map(),
      power: true
    }),
    initial: 'whole',
    on: { hang: { actions: 'hang' }, toggle: { actions: 'toggle' } },
    states: { whole: { on: { blown: 'broken' } }, broken: { on: { repair: 'whole' } } }
  }),
  [bulbs]
)

/** Walks a machine at random, by the table and by XState, which must agree on states, contexts and effects. */
function walk(machine: AnyStateMachine, events: readonly SimEvent[], seed: number, steps: number): Twin {
  const rng = Prng.fromSeed(seed)
  const twin = new Twin(machine, () => copy(boot))
  for (let i = 0; i < steps; i++) twin.take(events[rng.below(events.length)]!)
  return twin
}

describe('the transition table', () => {
  it('does what XState does on random walks', () => {
    const types = ['press', 'blink', 'stop', 'repair', 'reset', 'any.thing', 'unknown']
    const timers = ['xstate.after.off-delay.lamp.on', 'xstate.after.blink-period.lamp.on.blinking']
    const events = [...types, ...timers].map((type) => ({ type }))
    for (let seed = 1; seed <= 20; seed++) walk(lamp, events, seed, 60)
  })

  it('reports that nothing takes an event', () => {
    const table = compile(lamp)
    const context = table.context(copy(boot))
    const leaf = begin(table, context, outboxInto([]))
    expect(table.leaves[leaf]).toBe('off')
    expect(advance(table, leaf, context, { type: 'unknown' }, outboxInto([]))).toBe(-1)
  })

  it('does what XState does with items and what they raise', () => {
    const forItem = (type: string) => ['b0', 'b1', 'b2'].map((item): ItemEvent => ({ type, chart: 'bulb', item }))
    const timer = 'xstate.after.warm-up-ms.bulb.warm.low'
    const events: SimEvent[] = ['flicker', 'off', 'smash', timer].flatMap(forItem)
    events.push(...['hang', 'toggle', 'repair'].map((type) => ({ type })))
    const edges = new Set<string>()
    for (let seed = 1; seed <= 20; seed++) for (const edge of walk(chandelier, events, seed, 80).edges) edges.add(edge)
    const all = compile(chandelier).charts.get('bulb')!.shape.edges
    for (const [number, { inner }] of all.entries()) if (!inner) expect(edges).toContain(`bulb ${number}`)
  })

  it('tells each transition with the number of its edge', () => {
    const table = compile(chandelier)
    const { edges, states } = table.charts.get('bulb')!.shape
    expect(states.map(({ path }) => path)).toEqual(['', 'dark', 'warm', 'warm.low', 'warm.high', 'blown', 'gone'])
    const context = table.context(copy(boot)) as Chandelier
    context.bulbs.set('b0', { ...unborn, shines: 0 })
    const taken: string[] = []
    const out = outboxInto([])
    out.took = (chart, item, edge) => taken.push(`${chart} ${item}: ${edges[edge]!.from} → ${edges[edge]!.to}`)
    for (const type of ['flicker', 'xstate.after.warm-up-ms.bulb.warm.low', 'off'])
      advanceItem(table, context, { type, chart: 'bulb', item: 'b0' }, out)
    expect(taken).toEqual(['bulb b0: dark → warm', 'bulb b0: warm.low → warm.high', 'bulb b0: warm.high → dark'])
    expect(context.bulbs.get('b0')!.state).toBe('dark')
    expect(edges.find(({ delay }) => delay !== '')).toMatchObject({ from: 'warm.low', delay: 'warm-up-ms', event: '' })
  })
})
