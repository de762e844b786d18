import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { ms, seconds } from '../../../base/time'
import type { Fault } from '../../faults/types'
import { act } from '../../kernel/test-actions'
import { runUntil } from '../../kernel/step'
import { clockAtStart } from '../../kernel/types'
import type { ProcessContext, SimEvent } from '../../kernel/types'
import type { Boot } from '../../cluster'
import type { World } from '../../kernel/world'
import { benchWorld } from '../../testing/world'
import { Timeline } from '../../timeline/timeline'
import type { EtcdContext } from './context'
import { machine } from './machine'
import type { EtcdResponse, EtcdWatchEvents } from './messages'

/** Writes a counter to each member every 100 ms, reads it, and watches it at member 2. */
interface Prober extends ProcessContext {
  n: number
  members: readonly string[]
  writes: { n: number; member: string; sentAt: number; doneAt: number; error: string }[]
  reads: { sentAt: number; doneAt: number; error: string }[]
  watched: number[]
}
const prober = setup({
  types: { context: {} as Prober, events: {} as SimEvent, input: {} as Boot },
  actions: {
    begin: act<Prober, SimEvent>((context, _event, out) => {
      out.send(context.members[context.members.length - 1]!, {
        type: 'etcd.watch',
        id: 1,
        prefix: '/registry/n/',
        startRevision: 1
      } as never)
    }),
    probe: act<Prober, SimEvent>((context, _event, out) => {
      for (const member of context.members) {
        const n = ++context.n
        context.writes.push({ n, member, sentAt: context.now - clockAtStart, doneAt: -1, error: '' })
        out.send(member, {
          type: 'etcd.txn',
          id: n,
          compares: [],
          success: [{ op: 'put', key: `/registry/n/${n % 7}`, value: n }],
          failure: []
        } as never)
        context.reads.push({ sentAt: context.now - clockAtStart, doneAt: -1, error: '' })
        out.send(member, {
          type: 'etcd.range',
          id: 1_000_000 + context.reads.length - 1,
          key: '/registry/n/0'
        } as never)
      }
    }),
    answer: act<Prober, SimEvent>((context, event) => {
      const { id, error } = event as unknown as EtcdResponse
      const probe = id >= 1_000_000 ? context.reads[id - 1_000_000]! : context.writes[id - 1]!
      probe.doneAt = context.now - clockAtStart
      probe.error = error ?? ''
    }),
    watched: act<Prober, SimEvent>((context, event) => {
      for (const { kv } of (event as unknown as EtcdWatchEvents).events) context.watched.push(kv.value as number)
    })
  },
  delays: { 'probe-period': 100 }
}).createMachine({
  id: 'prober',
  context: ({ input }) => ({
    self: input.self,
    now: input.now,
    rng: input.rng,
    config: input.config,
    n: 0,
    members: input.cluster.masters.map((id) => `${id}/etcd`),
    writes: [],
    reads: [],
    watched: []
  }),
  initial: 'on',
  entry: 'begin',
  on: { 'etcd.response': { actions: 'answer' }, 'etcd.watch.events': { actions: 'watched' } },
  states: { on: { entry: 'probe', after: { 'probe-period': { target: 'on', reenter: true } } } }
})

function run(members: number, faults: readonly Fault[], until: number, flags: Record<string, number> = {}, seed = 1) {
  const masters = Array.from({ length: members }, (_, i) => `master-${i + 1}`)
  const disk = { member: { value: { created: 0 } } }
  const processes = [
    ...masters.map((id) => ({ id: `${id}/etcd`, kind: 'etcd', startDelay: 0, disk })),
    { id: 'users/traffic', kind: 'users' as const, startDelay: seconds(5) }
  ]
  const timeline = new Timeline()
  const world = benchWorld(
    { seed, flags, faults, processes, cluster: { masters }, machines: { etcd: machine, users: prober } },
    timeline
  )
  runUntil(world, until)
  const probe = world.process('users/traffic').context as Prober
  const stores = masters.map((id) => (world.process(`${id}/etcd`).context as EtcdContext).store)
  return { world, timeline, probe, stores }
}
const leaderAt = (world: World) =>
  world.processes.find((process) => process.table.leaves[process.leaf] === 'leader' && process.status === 'running')

describe('an etcd cluster', () => {
  it('elects one leader within two election timeouts and replicates writes in one order', () => {
    const { timeline, probe, stores } = run(3, [], seconds(15))
    const elected = timeline.facts.filter((fact) => fact.fact === 'etcd-leader-elected')
    expect(elected.length).toBe(1)
    expect(elected[0]!.at).toBeLessThan(seconds(2.2))
    const done = probe.writes.filter((write) => write.sentAt < seconds(14))
    expect(done.every((write) => write.doneAt > 0 && write.error === '')).toBe(true)
    expect(Math.max(...done.map((write) => write.doneAt - write.sentAt))).toBeLessThan(ms(20))
    expect([...stores[0]!.current]).toEqual([...stores[1]!.current])
    expect(new Set(probe.watched).size).toBe(probe.watched.length)
    expect(probe.watched.length).toBeGreaterThanOrEqual(done.length)
  })

  it('works alone', () => {
    const { probe } = run(1, [], seconds(8))
    expect(
      probe.writes.filter((write) => write.sentAt < seconds(7)).every((write) => write.doneAt > 0 && !write.error)
    ).toBe(true)
  })

  it('fails over in one to four seconds when the leader is killed, and hangs what was sent to it for 7 s', () => {
    const first = run(3, [], seconds(10))
    const leader = leaderAt(first.world)!.id
    const { timeline, probe, stores } = run(3, [{ kind: 'kill', at: seconds(10), target: leader }], seconds(30))
    const second = timeline.facts.filter((fact) => fact.fact === 'etcd-leader-elected')[1]!
    expect(second.at - seconds(10)).toBeGreaterThan(seconds(0.9))
    expect(second.at - seconds(10)).toBeLessThan(seconds(4))
    const failed = probe.writes.filter((write) => write.error !== '')
    expect(failed.length).toBeGreaterThan(0)
    expect(failed.every((write) => /request timed out/.test(write.error))).toBe(true)
    expect(Math.min(...failed.map((write) => write.doneAt - write.sentAt))).toBeGreaterThanOrEqual(seconds(6.9))
    const survivors = stores.filter((_, i) => `master-${i + 1}/etcd` !== leader)
    expect([...survivors[0]!.current]).toEqual([...survivors[1]!.current])
  })

  it('hands leadership over in milliseconds on SIGTERM', () => {
    const leader = leaderAt(run(3, [], seconds(10)).world)!.id
    const { timeline } = run(3, [{ kind: 'stop', at: seconds(10), target: leader }], seconds(12))
    const second = timeline.facts.filter((fact) => fact.fact === 'etcd-leader-elected')[1]!
    expect(second.at - seconds(10)).toBeLessThan(ms(40))
  })

  it('acknowledges nothing without quorum, and goes on when it is back', () => {
    const { probe } = run(
      3,
      [
        { kind: 'crash', at: seconds(10), machine: 'master-1' },
        { kind: 'crash', at: seconds(10), machine: 'master-2' },
        { kind: 'restart', at: seconds(20), target: 'master-2' }
      ],
      seconds(30)
    )
    const during = probe.writes.filter((write) => write.sentAt > seconds(12.5) && write.sentAt < seconds(19))
    expect(during.every((write) => write.doneAt < 0 || write.doneAt > seconds(19))).toBe(true)
    const after = probe.writes.filter(
      (write) => write.sentAt > seconds(24) && write.sentAt < seconds(29) && write.member !== 'master-1/etcd'
    )
    expect(after.length).toBeGreaterThan(50)
    expect(after.every((write) => write.doneAt > 0 && write.error === '')).toBe(true)
  })

  it('loses nothing that was acknowledged when all members lose power', () => {
    const crash = ['master-1', 'master-2', 'master-3'].flatMap((id): Fault[] => [
      { kind: 'crash', at: seconds(10), machine: id },
      { kind: 'restart', at: seconds(11), target: id }
    ])
    const { probe, stores } = run(3, crash, seconds(20), {
      'etcd-snapshot-count': 50,
      'etcd-snapshot-catchup-entries': 10
    })
    const last = new Map<string, number>()
    for (const write of probe.writes)
      if (write.doneAt > 0 && !write.error) last.set(`/registry/n/${write.n % 7}`, write.n)
    for (const [key, n] of last) expect(stores[0]!.current.get(key)!.value as number).toBeGreaterThanOrEqual(n)
  })

  it('sends a snapshot to a member that was away too long', () => {
    const { stores, timeline } = run(
      3,
      [
        { kind: 'crash', at: seconds(7), machine: 'master-3' },
        { kind: 'restart', at: seconds(20), target: 'master-3' }
      ],
      seconds(26),
      { 'etcd-snapshot-count': 50, 'etcd-snapshot-catchup-entries': 10 }
    )
    expect(timeline.logs.some((line) => /applied snapshot/.test(line.text))).toBe(true)
    expect([...stores[2]!.current].sort()).toEqual([...stores[0]!.current].sort())
  })
})
