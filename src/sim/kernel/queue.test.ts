import { afterEach, describe, expect, it, vi } from 'vitest'
import { setup } from 'xstate'
import { Prng } from '../../base/prng'
import { ms, seconds } from '../../base/time'
import { Timeline } from '../timeline/timeline'
import { Queue, type Pending } from './queue'
import { runUntil } from './step'
import { act } from './test-actions'
import type { Boot, ProcessContext, SimEvent } from './types'
import { World, type Machines, type Setup } from './world'

/** It turns to something new every 10 ms, gives it a minute each time, and is done with it at once. */
interface Busy extends ProcessContext {
  asked: number
}
const busy = setup({
  types: { context: {} as Busy, events: {} as SimEvent, input: {} as Boot },
  actions: {
    ask: act<Busy, SimEvent>((context, _event, out) => {
      out.timer(`patience/${context.asked}`, seconds(60), 'patience', { type: 'lost' } as never)
      // Of a few nothing comes: their time runs out.
      if (context.asked++ % 100 !== 7) out.cancel(`patience/${context.asked - 1}`)
    }),
    lose: act<Busy, SimEvent>((context, _event, out) => out.note(`lost ${context.asked}`))
  },
  delays: { period: 10 }
}).createMachine({
  id: 'busy',
  context: ({ input: { self, now, rng, config } }) => ({ self, now, rng, config, asked: 0 }),
  initial: 'on',
  states: {
    on: { entry: 'ask', after: { period: { target: 'on', reenter: true } }, on: { lost: { actions: 'lose' } } }
  }
})
const one: Setup = {
  seed: 1,
  startAt: 0,
  flags: {},
  cluster: {},
  processes: [{ id: 'a/etcd', kind: 'etcd', startDelay: 0 }]
}

function run(): { pending: number; digest: string } {
  const timeline = new Timeline()
  // As in the kernel's other tests: a table of one machine.
  const world = World.create(one, { etcd: busy } as unknown as Machines, timeline, () => {})
  runUntil(world, seconds(90))
  return { pending: world.queue.size, digest: timeline.digest() }
}

afterEach(() => vi.restoreAllMocks())

describe('the queue', () => {
  it('gives what is left in the same order after records were dropped', () => {
    const rng = Prng.fromSeed(7)
    const items = Array.from({ length: 2_000 }, (_, seq) => ({ at: rng.below(ms(1)), seq }) as Pending)
    const queue = new Queue()
    for (const item of items) queue.push(item)
    const isOdd = ({ seq }: Pending) => seq % 2 === 1
    queue.keep(isOdd)
    const left = items.filter(isOdd).sort((a, b) => a.at - b.at || a.seq - b.seq)
    expect(left.map(() => queue.pop())).toEqual(left)
    expect(queue.size).toBe(0)
  })

  it('forgets timers that were cancelled long before they are due, which changes nothing else', () => {
    const { pending, digest } = run()
    expect(pending).toBeLessThan(600)
    vi.spyOn(Queue.prototype, 'isCrowded', 'get').mockReturnValue(false)
    const all = run()
    expect(all.pending).toBeGreaterThan(5_000)
    expect(all.digest).toBe(digest)
  })
})
