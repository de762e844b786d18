import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { Panic } from '../../base/panic'
import { ms, seconds, type Micros } from '../../base/time'
import { applyFault } from '../faults/apply'
import { parseFault } from '../faults/parse'
import type { Fault } from '../faults/types'
import { type Run } from './act'
import { act } from './test-actions'
import { inject } from './react'
import { silent, type Recorder } from './recorder'
import { step } from './step'
import { clockAtStart, type Boot, type Outbox, type ProcessContext, type SimEvent } from './types'
import { World, type Machines, type Offence } from './world'

/** A process that does what it is told: a `do` event carries its deed, all others it writes down with their time in ms. */
interface Puppet extends ProcessContext {
  seen: string[]
  /** What it found on its disk when it started. */
  found: readonly unknown[]
}
interface Deed extends SimEvent {
  readonly run: Run<Puppet, SimEvent>
}

const puppet = setup({
  types: { context: {} as Puppet, events: {} as SimEvent, input: {} as Boot },
  actions: {
    obey: act<Puppet, Deed>((context, event, out) => event.run(context, event, out)),
    note: act<Puppet, SimEvent>(
      (context, event) => void context.seen.push(`${event.type} ${(context.now - clockAtStart) / 1_000}`)
    )
  }
}).createMachine({
  id: 'puppet',
  context: ({ input: { self, now, rng, config, disk } }) => ({
    self,
    now,
    rng,
    config,
    seen: [],
    found: [...(disk.wal?.records ?? [])]
  }),
  initial: 'on',
  states: { on: { on: { do: { actions: 'obey' }, 'proc.*': {}, '*': { actions: 'note' } } } }
})

const a = 'master-1/etcd'
const b = 'worker-1/kubelet'
const network = { 'network-latency-ms': 1, 'network-jitter-ms': 0, 'disk-fsync-ms': 10 }

class Stage {
  readonly world: World
  readonly offences: Offence[] = []
  readonly logs: string[] = []

  constructor(restart = { delay: seconds(1), setting: 'RestartSec' }) {
    const processes = [a, b].map((id) => ({ id, kind: 'puppet', startDelay: seconds(2), firstStart: 0, restart }))
    const recorder: Recorder = {
      ...silent,
      log: (_entry, _at, _process, level, text) => void this.logs.push(level + text)
    }
    this.world = World.create(
      { seed: 1, startAt: 0, cluster: null, flags: network, processes },
      { puppet } as Machines,
      recorder,
      (world, command, entry) => applyFault(world, command.body as Fault, entry)
    )
    this.until(0)
  }

  fault(text: string): void {
    const read = parseFault(text)
    if (!read.ok) throw new Error(read.error)
    this.world.command({ at: read.value.at, body: read.value, text })
  }

  until(at: Micros): this {
    const { world } = this
    while (world.nextAt <= at) {
      step(world)
      if (world.offence) this.offences.push(world.offence)
    }
    world.now = Math.max(world.now, at)
    return this
  }

  do(id: string, run: (out: Outbox, context: Puppet) => void): this {
    const deed: Deed = { type: 'do', run: (context, _event, out) => run(out, context) }
    this.world.offence = null
    inject(this.world, this.world.process(id), deed, -1)
    if (this.world.offence) this.offences.push(this.world.offence)
    return this
  }

  puppet(id: string): Puppet {
    return this.world.process(id).context as Puppet
  }
}

describe('a connection', () => {
  it('keeps the order in which messages leave; one that is worked on holds up nothing', () => {
    const stage = new Stage()
    stage.do(a, (out) => {
      out.send(b, { type: 'slow' }, { delay: ms(1_500) })
      out.send(b, { type: 'quick' })
      out.send(b, { type: 'later' }, { delay: ms(10) })
    })
    expect(stage.until(seconds(3)).puppet(b).seen).toEqual(['quick 1', 'later 11', 'slow 1501'])
  })

  it('of its own waits for no other: what is lost on the shared one holds it up for as long as it is sent again', () => {
    const stage = new Stage()
    stage.fault('0s link master-1 -> worker-1 loss 100%')
    stage.until(0)
    stage.do(a, (out) => out.send(b, { type: 'shared' }))
    stage.until(ms(100))
    stage.world.network.links.clear()
    stage.do(a, (out) => {
      out.send(b, { type: 'own' }, { connection: 'own' })
    })
    expect(stage.until(seconds(1)).puppet(b).seen).toEqual(['own 101', 'shared 201'])
  })

  it('can be slow in one direction', () => {
    const stage = new Stage()
    stage.fault('0s link master-1 -> worker-1 latency 80ms')
    stage.until(0)
    stage.do(a, (out) => out.send(b, { type: 'there' }))
    stage.do(b, (out) => out.send(a, { type: 'back' }))
    stage.until(seconds(1))
    expect([stage.puppet(b).seen, stage.puppet(a).seen]).toEqual([['there 81'], ['back 1']])
  })

  for (const fault of ['cut worker-1 -> master-1', 'cut master-1 -> worker-1', 'link worker-1 -> master-1 loss 100%']) {
    it(`is not opened over ${fault}; its SYN is sent again until that is over or the caller gives up`, () => {
      const stage = new Stage()
      stage.fault(`0s ${fault}`)
      stage.until(0)
      stage.do(a, (out) => {
        out.connect(b, 'patient')
        out.connect(b, 'hasty', seconds(2))
      })
      expect(stage.until(seconds(4)).puppet(a).seen).toEqual([])
      stage.world.network.links.clear()
      expect(stage.until(seconds(10)).puppet(a).seen).toEqual(['net.connected 7002'])
    })
  }

  it('to a dead process is refused only where the refusal can pass, and its end is told only where the news can', () => {
    const stage = new Stage()
    stage.do(a, (out) => out.send(b, { type: 'hello' })).until(ms(10))
    stage.fault('1s cut worker-1 -> master-1')
    stage.fault('2s kill worker-1/kubelet')
    stage.until(seconds(3))
    stage.do(a, (out) => out.send(b, { type: 'still there?' }))
    expect(stage.until(seconds(4)).puppet(a).seen).toEqual([])
    stage.fault('5s heal')
    expect(
      stage
        .until(seconds(10))
        .puppet(a)
        .seen.map((text) => text.split(' ')[0])
    ).toEqual(['net.reset'])
  })

  it('carries nothing that its sender had not sent when it died or hung', () => {
    const answer = (out: Outbox) => out.send(b, { type: 'answer' }, { delay: ms(500) })
    const killed = new Stage().do(a, answer)
    killed.fault('0.1s kill master-1/etcd')
    expect(killed.until(seconds(2)).puppet(b).seen).toEqual(['net.reset 101'])
    const hung = new Stage().do(a, answer)
    hung.fault('0.1s pause master-1/etcd')
    hung.fault('1s resume master-1/etcd')
    expect(hung.until(seconds(2)).puppet(b).seen).toEqual(['answer 1401'])
  })
})

describe('connections with names', () => {
  /** Two of them between the same processes, both established. */
  const two = () => {
    const stage = new Stage()
    stage.do(a, (out) => {
      out.connect(b, 'first', undefined, 'first')
      out.connect(b, 'second', undefined, 'second')
    })
    stage.until(ms(10))
    stage.puppet(a).seen.length = 0
    return stage
  }
  const types = (stage: Stage, id: string) => stage.puppet(id).seen.map((text) => text.split(' ')[0])
  const say = (stage: Stage, id: string, type: string, conn: string, last = false) =>
    stage.do(id, (out) => out.send(id === a ? b : a, { type, conn }, last ? { last: true } : {}))

  it('hold up no other: each is sent again for itself', () => {
    const stage = two()
    stage.fault('0.01s link master-1 -> worker-1 loss 100%')
    stage.until(ms(10))
    say(stage, a, 'held', 'first')
    stage.until(ms(100))
    stage.world.network.links.clear()
    say(stage, a, 'free', 'second')
    stage.until(ms(150))
    say(stage, a, 'after', 'first')
    expect(stage.until(seconds(1)).puppet(b).seen).toEqual(['free 101', 'held 151', 'after 151'])
  })

  it('carry both ways what is said on them, and nothing once one side has closed them', () => {
    const stage = two()
    say(stage, b, 'hello', 'first')
    say(stage, a, 'bye', 'first', true)
    stage.until(seconds(1))
    expect(types(stage, a)).toEqual(['hello'])
    expect(types(stage, b)).toEqual(['bye'])
    say(stage, a, 'too late', 'first')
    say(stage, b, 'too late', 'first')
    say(stage, a, 'lives', 'second')
    stage.until(seconds(2))
    expect(types(stage, a)).toEqual(['hello', 'net.reset'])
    expect(types(stage, b)).toEqual(['bye', 'net.reset', 'lives'])
    expect([...stage.world.network.connections.keys()]).toEqual(['', 'second'])
  })

  it('answer what is said on one that nobody has dialled with its end', () => {
    const stage = new Stage()
    say(stage, a, 'hello', 'never')
    stage.until(seconds(1))
    expect([types(stage, a), types(stage, b)]).toEqual([['net.reset'], []])
  })

  it('end one by one: whoever dies resets his own, and who was restarted silently those that are written to', () => {
    const killed = two()
    killed.fault('1s kill worker-1/kubelet')
    expect(types(killed.until(seconds(1.5)), a)).toEqual(['net.reset', 'net.reset'])
    const crashed = two()
    crashed.fault('1s crash worker-1')
    crashed.fault('2s restart worker-1')
    crashed.until(seconds(10))
    crashed.do(a, (out) => out.connect(b, 'third', undefined, 'third')).until(seconds(11))
    say(crashed, a, 'still there?', 'first')
    crashed.until(seconds(12))
    // The second is half open: nobody has written to it.
    expect(types(crashed, a)).toEqual(['net.connected', 'net.reset'])
    expect([...crashed.world.network.connections.keys()]).toEqual(['', 'second', 'third'])
  })
})

describe('a panic', () => {
  const boom = (error: Error) => () => {
    throw error
  }

  it('of upstream ends the process with its log line; its supervisor starts it again', () => {
    const stage = new Stage().do(a, boom(new Panic('tocommit(5) is out of range [lastIndex(3)]')))
    expect(stage.offences).toEqual([])
    expect(stage.logs).toEqual(['Epanic: tocommit(5) is out of range [lastIndex(3)]'])
    expect([stage.world.process(a).status, stage.world.process(a).exitCode]).toEqual(['stopped', 2])
    expect(stage.until(seconds(1)).world.process(a)).toMatchObject({ status: 'running', incarnation: 2 })
  })

  it('of ours breaks a law and ends the process too, with what it had raised forgotten', () => {
    const stage = new Stage().do(a, (out) => {
      out.raise({ type: 'half done' })
      throw new TypeError('no such field')
    })
    expect(stage.offences.map(({ law, process }) => [law, process.id])).toEqual([['no-component-panics', a]])
    expect(
      stage
        .do(b, () => {})
        .until(seconds(2))
        .puppet(b).seen
    ).toEqual(['net.reset 1'].slice(1))
    expect(stage.world.process(a).incarnation).toBe(2)
  })

  it('backs off as its supervisor does', () => {
    const backOff = { first: seconds(10), max: seconds(15), forget: seconds(600) }
    const stage = new Stage({ delay: seconds(1), setting: 'x', backOff } as never)
    const starts: number[] = []
    for (let at = 0; at < 60; at += 0.5) {
      stage.until(seconds(at))
      if (stage.world.process(a).status !== 'running') continue
      starts.push(at)
      stage.do(a, boom(new Panic('again')))
    }
    expect(starts).toEqual([0, 1, 11, 26, 41, 56])
  })
})

describe('a loop', () => {
  it('of timers of 0 ends its process, and the run goes on', () => {
    const stage = new Stage()
    const again: Deed = {
      type: 'do',
      run: (_context, _event, out) => out.timer('again', 0, 'etcd-compaction-interval', again)
    }
    stage.do(a, (out) => out.timer('again', 0, 'etcd-compaction-interval', again)).until(seconds(5))
    expect(stage.offences.map(({ law, text }) => [law, text])).toEqual([
      ['no-silent-loops', `${a} set more than 10000 timers of 0 in one instant (etcd-compaction-interval)`]
    ])
    expect(stage.world.process(a).incarnation).toBe(2)
  })

  it('of many steps in little time does, too', () => {
    const stage = new Stage()
    const again: Deed = { type: 'do', run: (_context, _event, out) => out.timer('again', 1, 'x', again) }
    stage.do(a, (out) => out.timer('again', 1, 'x', again)).until(seconds(2))
    expect(stage.offences.map(({ law }) => law)).toEqual(['no-silent-loops'])
  })

  it('of retries without a pause is told by its name', () => {
    const stage = new Stage()
    stage.fault('0s kill worker-1/kubelet')
    stage.until(0)
    const insistent = setupInsistent(stage)
    stage.until(seconds(1))
    expect(insistent()).toBeGreaterThan(25)
    expect(stage.offences.map(({ law, text }) => [law, text.slice(0, 40)])).toEqual([
      ['no-retry-without-back-off', `${a} turned to ${b}`.slice(0, 40)]
    ])
  })
})

/** From now on `a` sends anew whenever it is refused. Gives how often it was. */
function setupInsistent(stage: Stage): () => number {
  const { world } = stage
  const process = world.process(a)
  const table = process.table
  let times = 0
  Object.assign(process, {
    table: {
      ...table,
      candidates: table.leaves.map(() => new Map()),
      lookup: (leaf: number, type: string) =>
        type === 'net.refused'
          ? [
              {
                guard: null,
                leaf,
                steps: [
                  {
                    kind: 'run',
                    run: (_context: Puppet, _event: SimEvent, out: Outbox) => {
                      times++
                      out.send(b, { type: 'please' })
                    }
                  }
                ]
              }
            ]
          : table.lookup(leaf, type)
    }
  })
  stage.do(a, (out) => out.send(b, { type: 'please' }))
  return () => times
}

describe('a life', () => {
  const append = (out: Outbox, record: string) => out.write(record, [{ op: 'append', file: 'wal', records: [record] }])

  it('has its writes kept when its process is killed, and lost with its machine; none comes after the next has begun', () => {
    const killed = new Stage()
    killed.fault('0s slow-disk master-1 100x')
    killed.until(0).do(a, (out) => append(out, 'first'))
    killed.fault('0.1s restart master-1/etcd')
    killed.until(ms(100))
    expect(killed.puppet(a).found).toEqual(['first'])
    killed.fault('0.2s slow-disk master-1 1x')
    killed.until(ms(200)).do(a, (out) => append(out, 'second'))
    killed.until(seconds(3))
    expect([...(killed.world.process(a).disk.wal?.records ?? [])]).toEqual(['first', 'second'])

    for (const faults of [['0.005s restart master-1'], ['0.005s crash master-1', '0.006s restart master-1']]) {
      const lost = new Stage().do(a, (out) => append(out, 'first'))
      for (const fault of faults) lost.fault(fault)
      lost.until(seconds(5))
      expect([lost.puppet(a).found, lost.world.process(a).disk]).toEqual([[], {}])
    }
  })

  it('has its writes on the platter in the order in which it made them, however fast the disk becomes', () => {
    const stage = new Stage()
    stage.fault('0s slow-disk master-1 100x')
    stage.until(0).do(a, (out) => append(out, 'first'))
    stage.fault('0.01s slow-disk master-1 1x')
    stage.until(ms(10)).do(a, (out) => append(out, 'second'))
    stage.until(seconds(3))
    expect([...(stage.world.process(a).disk.wal?.records ?? [])]).toEqual(['first', 'second'])
  })

  it('that lost its files leaves nothing to the next', () => {
    const stage = new Stage().do(a, (out) => append(out, 'first')).until(ms(50))
    stage.fault('0.1s lose-disk master-1')
    stage.until(ms(100)).do(a, (out) => append(out, 'second'))
    stage.fault('0.2s restart master-1/etcd')
    stage.until(seconds(1))
    expect(stage.puppet(a).found).toEqual([])
    stage.do(a, (out) => append(out, 'third')).until(seconds(2))
    expect([...(stage.world.process(a).disk.wal?.records ?? [])]).toEqual(['third'])
  })

  it('begins by the start of its own boot', () => {
    const stage = new Stage()
    stage.fault('1s restart master-1')
    stage.fault('2s crash master-1')
    stage.fault('2.5s restart master-1')
    stage.until(seconds(4))
    expect(stage.world.process(a).status).toBe('stopped')
    expect(stage.until(seconds(4.5)).world.process(a).status).toBe('running')
  })

  it('begins by its own start, not by one that a supervisor had ordered before somebody was faster', () => {
    const stage = new Stage({ delay: seconds(5), setting: 'RestartSec' }).do(a, (out) => out.exit('done'))
    stage.fault('1s restart master-1/etcd')
    stage.fault('2s kill master-1/etcd')
    stage.fault('2.1s restart master-1/etcd')
    stage.until(seconds(3)).do(a, (out) => out.exit('done'))
    stage.until(seconds(6))
    expect(stage.world.process(a).status).toBe('stopped')
    expect(stage.until(seconds(8)).world.process(a)).toMatchObject({ status: 'running', incarnation: 4 })
  })
})

describe('a frozen machine', () => {
  it('runs and starts nothing; what was asked of it happens when it goes on', () => {
    const stage = new Stage().do(a, (out) => out.exit('done'))
    stage.fault('0.5s pause master-1')
    stage.until(seconds(3))
    expect(stage.world.process(a).status).toBe('stopped')
    stage.fault('4s resume master-1')
    expect(stage.until(seconds(4)).world.process(a).status).toBe('running')
    stage.fault('5s pause master-1')
    stage.until(seconds(5))
    inject(stage.world, stage.world.process(a), { type: 'fault.kill-container' }, -1)
    expect(stage.until(seconds(6)).puppet(a).seen).toEqual([])
    stage.fault('7s resume master-1')
    expect(stage.until(seconds(8)).puppet(a).seen).toEqual(['fault.kill-container 7000'])
  })
})
