import { describe, expect, it } from 'vitest'
import { initialTransition, setup, transition, type AnyStateMachine } from 'xstate'
import { Prng } from '../../base/prng'
import { act, outboxInto, type Effect } from './act'
import { advance, begin, compile } from './advance'
import { copy } from './copy'
import { effectsOf } from './effects-of'
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
  incarnation: 1
}

/** Walks a machine at random, once by the table and once by XState, and compares states, contexts and effects. */
function walk(machine: AnyStateMachine, input: Boot, events: readonly SimEvent[], seed: number, steps: number): void {
  const rng = Prng.fromSeed(seed)
  const table = compile(machine)
  const context = table.context(copy(input))
  const first: Effect[] = []
  let leaf = begin(table, context, outboxInto(first))
  let [snapshot, actions] = initialTransition(machine, copy(input))
  expect(effectsOf(actions)).toEqual(first)
  for (let i = 0; i < steps; i++) {
    const event = events[rng.below(events.length)]!
    const effects: Effect[] = []
    const before = leaf
    const after = advance(table, leaf, context, event, outboxInto(effects))
    leaf = after < 0 ? before : after
    ;[snapshot, actions] = transition(machine, snapshot, event)
    expect(snapshot.matches(nested(table.leaves[leaf]!)), `${event.type} → ${table.leaves[leaf]}`).toBe(true)
    expect(snapshot.context).toEqual(context)
    expect(effectsOf(actions)).toEqual(effects)
  }
}

const nested = (path: string): string | Record<string, unknown> =>
  path
    .split('.')
    .reduceRight<unknown>((inner, key) => (inner === undefined ? key : { [key]: inner }), undefined) as string

describe('the transition table', () => {
  it('does what XState does on random walks', () => {
    const types = ['press', 'blink', 'stop', 'repair', 'reset', 'any.thing', 'unknown']
    const timers = ['xstate.after.off-delay.lamp.on', 'xstate.after.blink-period.lamp.on.blinking']
    const events = [...types, ...timers].map((type) => ({ type }))
    for (let seed = 1; seed <= 20; seed++) walk(lamp, boot, events, seed, 60)
  })

  it('reports that nothing takes an event', () => {
    const table = compile(lamp)
    const context = table.context(copy(boot))
    const leaf = begin(table, context, outboxInto([]))
    expect(table.leaves[leaf]).toBe('off')
    expect(advance(table, leaf, context, { type: 'unknown' }, outboxInto([]))).toBe(-1)
  })
})
