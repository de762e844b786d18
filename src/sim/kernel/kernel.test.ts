import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { ms, seconds } from '../../base/time'
import { applyFault } from '../faults/apply'
import type { Fault } from '../faults/types'
import { History } from '../timeline/history'
import type { Timeline } from '../timeline/timeline'
import { act } from './test-actions'
import type { Boot, ProcessContext, SimEvent } from './types'
import { World, type Machines, type Setup } from './world'

/** A pinger asks its peer every 100 ms and counts what comes back; both note refusals and resets. */
interface Ping extends ProcessContext {
  peer: string
  sent: number
  answered: number
  seen: string[]
  stored: number
}

const ping = setup({
  types: { context: {} as Ping, events: {} as SimEvent, input: {} as Boot },
  actions: {
    ask: act<Ping, SimEvent>((context, _event, out) => {
      if (context.self.endsWith('client')) out.send(context.peer, { type: 'ask', n: ++context.sent } as never)
    }),
    answer: act<Ping, SimEvent>((context, event, out) => {
      const { from, n } = event as SimEvent & { from: string; n: number }
      out.send(from, { type: 'answer', n } as never)
      out.write(n, [{ op: 'append', file: 'wal', records: [n] }])
      context.seen.push(`ask ${n}`)
    }),
    answered: act<Ping, SimEvent>((context, event) => {
      context.answered++
      context.seen.push(`${(event as SimEvent & { n: number }).n}`)
    }),
    synced: act<Ping, SimEvent>((context) => void context.stored++),
    note: act<Ping, SimEvent>((context, event) => void context.seen.push(event.type))
  },
  delays: { 'ping-period': 100 }
}).createMachine({
  id: 'ping',
  context: ({ input }) => ({
    self: input.self,
    now: input.now,
    rng: input.rng,
    config: input.config,
    peer: 'b/etcd',
    sent: 0,
    answered: 0,
    seen: [],
    stored: input.disk.wal?.records?.length ?? 0
  }),
  initial: 'on',
  states: {
    on: {
      entry: 'ask',
      after: { 'ping-period': { target: 'on', reenter: true } },
      on: {
        ask: { actions: 'answer' },
        answer: { actions: 'answered' },
        'disk.synced': { actions: 'synced' },
        'net.*': { actions: 'note' }
      }
    }
  }
})

const world: Setup = {
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
  processes: [
    { id: 'a/client', kind: 'users', startDelay: 0 },
    { id: 'b/etcd', kind: 'etcd', startDelay: ms(200), firstStart: 0 }
  ]
}

function run(faults: readonly Fault[], until = seconds(3)): { history: History; client: Ping; server: Ping } {
  const machines = { users: ping, etcd: ping } as unknown as Machines
  const create = (timeline: Timeline) => {
    const created = World.create(world, machines, timeline, (w, command, entry) =>
      applyFault(w, command.body as Fault, entry)
    )
    for (const fault of faults) created.command({ at: fault.at, body: fault, text: fault.kind })
    return created
  }
  const history = History.begin(create)
  history.advance(until)
  return { history, client: context(history.head, 'a/client'), server: context(history.head, 'b/etcd') }
}
const context = (w: World, id: string): Ping => w.process(id).context as Ping
const facts = (seen: readonly string[]) => seen.filter((text) => text.startsWith('net.'))

describe('the kernel', () => {
  it('delivers, answers and stores on a healthy network', () => {
    const { client, server } = run([])
    expect(client.sent).toBe(31)
    expect(client.answered).toBe(30)
    expect(server.stored).toBe(30)
  })

  it('keeps a crashed machine silent, and its synced disk', () => {
    const { client, server } = run([
      { kind: 'crash', at: seconds(1), machine: 'b' },
      { kind: 'restart', at: seconds(2), target: 'b' }
    ])
    // What was retransmitted meets a host that knows no such connection: one RST. Until the process has started its
    // port refuses, then new connections work.
    const [first, ...rest] = facts(client.seen)
    expect(first).toBe('net.reset')
    expect(rest.length).toBeLessThan(4)
    expect(new Set(rest)).toEqual(new Set(['net.refused']))
    expect(client.answered).toBeLessThan(21)
    expect(server.stored).toBeGreaterThan(10)
  })

  it('lets a dead process refuse while its host is up', () => {
    const { client } = run([{ kind: 'kill', at: seconds(1), target: 'b/etcd' }])
    expect(facts(client.seen)[0]).toBe('net.reset')
    expect(
      facts(client.seen)
        .slice(1)
        .every((text) => text === 'net.refused')
    ).toBe(true)
    expect(facts(client.seen).length).toBe(21)
  })

  it('answers late, in order and completely after a hang', () => {
    const { client } = run([
      { kind: 'pause', at: seconds(1), target: 'b/etcd' },
      { kind: 'resume', at: seconds(2), target: 'b/etcd' }
    ])
    expect(client.answered).toBe(30)
    expect(client.seen).toEqual(client.seen.map((_, i) => `${i + 1}`))
  })

  it('retransmits after a partition heals, in order', () => {
    const { client } = run([
      { kind: 'partition', at: seconds(1), groups: [['a'], ['b']] },
      { kind: 'heal', at: seconds(2) }
    ])
    expect(client.answered).toBe(30)
    expect(client.seen).toEqual(client.seen.map((_, i) => `${i + 1}`))
  })

  it('waits where the other side knows the connection no more and cannot say so', () => {
    const faults: readonly Fault[] = [
      { kind: 'cut', at: seconds(1), from: 'b', to: 'a' },
      { kind: 'crash', at: ms(1_050), machine: 'b' },
      { kind: 'restart', at: ms(1_450), target: 'b' }
    ]
    // Several messages come to a server that was restarted meanwhile: each would be answered with a RST that does not get through.
    expect(facts(run(faults, seconds(20)).client.seen)).toEqual([])
    const healed = run([...faults, { kind: 'heal', at: seconds(20) }], seconds(60)).client
    expect(facts(healed.seen)).toEqual(['net.reset'])
    expect(healed.answered).toBeGreaterThan(100)
  })

  it('records a lost message with the fault as its cause, and missed timers of the dead', () => {
    const { history } = run([{ kind: 'crash', at: seconds(1), machine: 'b' }])
    const entries = Array.from({ length: history.timeline.length }, (_, i) => history.timeline.get(i))
    const fault = entries.find((entry) => entry.kind === 'command')!
    const lost = entries.filter((entry) => entry.kind === 'lost')
    const missed = entries.filter((entry) => entry.kind === 'missed')
    expect(lost.map((entry) => entry.cause)).toEqual([fault.seq])
    expect(missed.map((entry) => [entry.cause, entry.setting])).toEqual([[fault.seq, 'ping-period']])
  })

  it('drops one message in flight; TCP sends it again', () => {
    const { client, history } = run([{ kind: 'drop', at: seconds(1), from: 'a/client', to: 'b/etcd' }])
    expect(client.answered).toBe(30)
    expect(history.timeline.get(0).at).toBe(0)
  })
})

describe('the history', () => {
  const faults: Fault[] = [{ kind: 'kill', at: ms(1_500), target: 'b/etcd' }]

  it('gives the same digest for the same inputs, and another for others', () => {
    expect(run(faults).history.timeline.digest()).toBe(run(faults).history.timeline.digest())
    expect(run(faults).history.timeline.digest()).not.toBe(run([]).history.timeline.digest())
  })

  it('gives a digest that does not depend on how often it was asked for', () => {
    const asked = run(faults, ms(500)).history
    for (let at = ms(600); at <= seconds(3); at += ms(37)) {
      asked.advance(at)
      asked.timeline.digest()
    }
    asked.advance(seconds(3))
    expect(asked.timeline.digest()).toBe(run(faults).history.timeline.digest())
  })

  it('seeks to what was, and goes on from there as it went', () => {
    const { history } = run(faults)
    const half = history.seek(ms(1_000))
    expect(context(half, 'a/client').sent).toBe(11)
    expect(context(history.seek(ms(2_000)), 'a/client').sent).toBe(21)
    expect(context(history.seek(ms(500)), 'a/client').sent).toBe(6)
  })

  it('forks: the branch equals a run that knew the fault from the start', () => {
    const origin = run([])
    const fork = origin.history.fork(ms(1_499), [{ at: ms(1_500), body: faults[0], text: 'kill' }])
    expect(fork.end).toBe(ms(1_499))
    fork.advance(seconds(3))
    expect(fork.timeline.digest()).toBe(run(faults).history.timeline.digest())
    expect(origin.history.timeline.digest()).toBe(run([]).history.timeline.digest())
  })
})
