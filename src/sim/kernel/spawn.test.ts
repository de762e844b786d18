import { silent } from './recorder'
import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { ms, seconds } from '../../base/time'
import { applyFault } from '../faults/apply'
import type { Fault } from '../faults/types'
import { History } from '../timeline/history'
import { act } from './test-actions'
import type { Boot, ProcessContext, ProcessEnded, SimEvent } from './types'
import { World, type Machines, type Setup } from './world'

/** A parent that starts a child each time the last one has ended, after a second, and gives each fourth one a signal. */
interface Parent extends ProcessContext {
  children: number
  ends: string[]
  printed: string[]
}

const childOf = (context: Parent) => `a/child-${context.children % 2}`

const parent = setup({
  types: { context: {} as Parent, events: {} as SimEvent, input: {} as Boot },
  actions: {
    start: act<Parent, SimEvent>((context, _event, out) => {
      context.children++
      const how = { ref: `${context.children}`, owner: `pods/child-${context.children}`, address: '10.244.0.7' }
      out.spawn(childOf(context), 'etcd', how)
      if (context.children % 4 === 3) out.timer('stop', ms(300), 'patience', { type: 'stop' })
      if (context.children % 4 === 0) out.timer('stop', ms(200), 'patience', { type: 'kill' })
    }),
    stop: act<Parent, SimEvent>((context, _event, out) => out.signal(childOf(context), 'TERM')),
    kill: act<Parent, SimEvent>((context, _event, out) => out.signal(childOf(context), 'KILL')),
    ended: act<Parent, SimEvent & ProcessEnded>((context, { process, ref, exitCode }, out) => {
      context.ends.push(`${ref}=${exitCode}`)
      context.printed.push(...out.output(process).map(({ text }) => text))
      out.timer('again', seconds(1), 'back-off', { type: 'again' })
    })
  }
}).createMachine({
  id: 'parent',
  context: ({ input: { self, now, rng, config } }) => ({
    self,
    now,
    rng,
    config,
    children: 0,
    ends: [],
    printed: []
  }),
  initial: 'on',
  entry: 'start',
  states: {
    on: {
      on: {
        again: { actions: 'start' },
        stop: { actions: 'stop' },
        kill: { actions: 'kill' },
        'proc.ended': { actions: 'ended' }
      }
    }
  }
})

interface Child extends ProcessContext {
  address: string
}
const child = setup({
  types: { context: {} as Child, events: {} as SimEvent, input: {} as Boot },
  actions: {
    begin: act<Child, SimEvent>((context, _event, out) => {
      out.log('I', `begins at ${context.address}`)
      out.timer('end', ms(500), 'work', { type: 'end' })
    }),
    exit: act<Child, SimEvent>((_context, _event, out) => out.exit('worked', 3)),
    term: act<Child, SimEvent>((_context, _event, out) => out.exit('SIGTERM', 0))
  }
}).createMachine({
  id: 'child',
  context: ({ input: { self, now, rng, config, address } }) => ({ self, now, rng, config, address }),
  initial: 'on',
  entry: 'begin',
  on: { end: { actions: 'exit' }, 'proc.term': { actions: 'term' } },
  states: { on: {} }
})

const spec: Setup = {
  seed: 1,
  startAt: 0,
  flags: {},
  cluster: {
    masters: [],
    workers: [],
    zones: {},
    hasLoadBalancer: false,
    runtime: 'containerd',
    addresses: {},
    podCidrs: {}
  },
  processes: [{ id: 'a/linux', kind: 'linux', startDelay: 0 }]
}

function run(faults: readonly Fault[] = [], until = seconds(12)): History {
  const history = History.begin((timeline) => {
    const machines = { linux: parent, etcd: child } as unknown as Machines
    const world = World.create(spec, machines, timeline, (w, { body }, entry) => applyFault(w, body as Fault, entry))
    for (const fault of faults) world.command({ at: fault.at, body: fault, text: fault.kind })
    return world
  })
  history.advance(until)
  return history
}
const parentOf = (world: World) => world.process('a/linux').context as Parent

describe('processes that processes start', () => {
  it('end by themselves, by a signal, and tell their parent how', () => {
    const { ends, printed } = parentOf(run([], seconds(5)).head)
    expect(ends).toEqual(['1=3', '2=3', '3=0', '4=137'])
    expect(printed).toEqual(Array(4).fill('begins at 10.244.0.7'))
  })

  it('are known by what they were started as', () => {
    const { head } = run()
    const found = head.process('a/child-1')
    expect(found.index).toBe(1)
    expect(found.parent).toMatchObject({ id: 'a/linux', owner: expect.stringMatching(/^pods\/child-/) as string })
    expect(found.incarnation).toBeGreaterThan(2)
  })

  it('did not exist before', () => {
    const history = run()
    expect(history.seek(ms(900)).processes.map(({ id }) => id)).toEqual(['a/linux', 'a/child-1'])
    expect(history.seek(ms(2_000)).processes.map(({ id }) => id)).toEqual(['a/linux', 'a/child-1', 'a/child-0'])
    const { timeline } = history
    const rows = Array.from({ length: timeline.length }, (_, seq) => timeline.get(seq))
    expect(rows.find(({ process }) => process === 2)).toMatchObject({ kind: 'start', at: ms(1_500) })
  })

  it('replay and fork as anything else', () => {
    const kill: Fault = { kind: 'kill', at: ms(1_700), target: 'a/child-0' }
    const origin = run()
    const fork = origin.fork(ms(1_600), [{ at: kill.at, body: kill, text: 'kill' }])
    fork.advance(seconds(12))
    const fresh = run([kill])
    expect(fork.timeline.digest()).toBe(fresh.timeline.digest())
    expect(parentOf(fork.head).ends[1]).toBe('2=137')
    const replayed = origin.seek(ms(1_000)).clone(origin.timeline)
    expect(replayed.processes).toHaveLength(2)
  })

  it('are killed and stopped by faults, and come back as their parent wants', () => {
    const { head } = run([
      { kind: 'kill', at: ms(200), target: 'a/child-1' },
      { kind: 'stop', at: ms(1_300), target: 'a/child-0' },
      { kind: 'restart', at: ms(2_400), target: 'a/child-1' }
    ])
    expect(parentOf(head).ends.slice(0, 3)).toEqual(['1=137', '2=0', '3=137'])
  })

  it('die with their machine; nobody starts them but a parent', () => {
    const history = run([
      { kind: 'crash', at: ms(200), machine: 'a' },
      { kind: 'restart', at: ms(5_000), target: 'a' }
    ])
    expect(history.seek(ms(4_900)).process('a/child-1').status).toBe('stopped')
    // The parent's next life begins to count anew, and never heard of the end in its last one.
    expect(parentOf(history.seek(ms(5_400))).ends).toEqual([])
    expect(history.seek(ms(5_400)).process('a/child-1').incarnation).toBe(2)
    expect(parentOf(history.head).ends[0]).toBe('1=3')
  })

  it('hang and are killed while they hang', () => {
    const history = run([
      { kind: 'pause', at: ms(3_100), target: 'a/child-1' },
      { kind: 'kill', at: ms(5_000), target: 'a/child-1' }
    ])
    expect(parentOf(history.seek(ms(4_900))).ends).toEqual(['1=3', '2=3'])
    expect(parentOf(history.head).ends[2]).toBe('3=137')
  })

  it('cannot take the place of one that runs', () => {
    const history = run()
    // Another run from here on: the timeline of this one would hold it to what it recorded.
    const world = history.seek(ms(100)).clone(silent)
    const { incarnation } = world.process('a/linux')
    world.schedule({
      at: world.now,
      kind: 'spawn',
      target: 'a/child-1',
      from: 'a/linux',
      incarnation,
      event: { type: 'proc.spawn', kind: 'etcd', how: { ref: 'twin', owner: '', address: '' } } as SimEvent
    })
    const twin = History.begin(() => world)
    twin.advance(ms(300))
    expect(parentOf(twin.head).ends).toEqual(['twin=1'])
    expect(twin.head.process('a/child-1').parent?.ref).toBe('1')
  })
})
