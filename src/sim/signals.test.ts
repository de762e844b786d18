import { describe, expect, it } from 'vitest'
import { seconds } from '../base/time'
import { prepare, presetOf, type Scenario } from '../scenarios'
import { freeze, kill, pause, resume, terminate, thaw } from './kernel/signals'
import { silent } from './kernel/recorder'
import { runUntil } from './kernel/step'
import type { Process, World } from './kernel/world'
import { createSimulation } from './simulation'
import type { History } from './timeline/history'

/** A run in which every kind of process goes through its states: start, leadership lost and won, a service whole and not. */
function history(): History {
  const cluster = { masters: 3, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: true } as const
  const faults = ['5s partition master-1 | master-2,master-3,worker-1,lb,users']
  const flags = {}
  const scenario: Scenario = { ...presetOf('ha-worker-fails')!, cluster, flags, faults, untilSeconds: 25 }
  const spec = prepare({ ...scenario, commands: ['2s kubectl get pods', '3s kubectl get nodes -w'] })
  if (!spec.ok) throw new Error(spec.error)
  const simulation = createSimulation(spec.value)
  simulation.history.advance(seconds(25))
  return simulation.history
}

/** For each kind and each state that it was in: the entry with which a process got there. */
function arrivals({ timeline, head }: History): { name: string; id: string; entry: number }[] {
  const found = new Map<string, { name: string; id: string; entry: number }>()
  for (const entry of timeline.moves) {
    const { process, stateTo } = timeline.get(entry)
    const { id, kind } = head.processes[process]!
    const name = `${kind} ${stateTo}`
    if (!found.has(name)) found.set(name, { name, id, entry })
  }
  return [...found.values()]
}

/** The longest that anything takes to end: etcd hands its leadership over, kube-scheduler its lease; an API server lets watches be for a minute. */
const patienceOf = ({ kind }: Process) => seconds(kind === 'kube-apiserver' ? 62 : 12)

describe('signals', () => {
  const run = history()
  const places = arrivals(run)

  function at({ id, entry }: { id: string; entry: number }): { world: World; process: Process } {
    const world = run.seekEntry(entry).clone(silent)
    return { world, process: world.process(id) }
  }

  /** The life ended; a process that no other runs in a pod stays down, since somebody ended it by hand. */
  function expectDown(world: World, process: Process, incarnation: number): void {
    runUntil(world, world.now + seconds(1))
    if (process.unit) expect([process.status, process.incarnation]).toEqual(['stopped', incarnation])
    else expect(process.status === 'stopped' || process.incarnation > incarnation).toBe(true)
  }

  it('meet every kind of process in many states', () => {
    expect(new Set(places.map(({ name }) => name.split(' ')[0])).size).toBe(
      new Set(run.head.processes.map(({ kind }) => kind)).size
    )
    expect(places.length).toBeGreaterThan(25)
  })

  for (const place of places) {
    it(`end ${place.name}`, () => {
      const term = at(place)
      const { incarnation } = term.process
      term.process.held = term.process.unit !== null
      terminate(term.world, term.process, -1)
      runUntil(term.world, term.world.now + patienceOf(term.process))
      expectDown(term.world, term.process, incarnation)

      const dead = at(place)
      dead.process.held = dead.process.unit !== null
      kill(dead.world, dead.process, -1)
      expectDown(dead.world, dead.process, incarnation)
    })

    it(`wait for ${place.name} while it is paused, but for SIGKILL`, () => {
      const { world, process } = at(place)
      const { incarnation } = process
      pause(world, process, -1)
      terminate(world, process, -1)
      process.held = process.unit !== null
      runUntil(world, world.now + seconds(1))
      expect([process.status, process.incarnation]).toEqual(['running', incarnation])
      const dead = world.clone(silent)
      resume(world, process, -1)
      runUntil(world, world.now + patienceOf(process))
      expectDown(world, process, incarnation)
      kill(dead, dead.process(place.id), -1)
      expectDown(dead, dead.process(place.id), incarnation)
    })
  }

  it('start nothing on a machine that is frozen whole', () => {
    const world = run.seek(seconds(1)).clone(silent)
    const machine = world.machine('worker-1')!
    freeze(world, machine, -1)
    for (const process of world.processesOn(machine)) expect(process.paused).toBe(true)
    thaw(world, machine, -1)
    for (const process of world.processesOn(machine))
      expect([process.paused, process.status]).toEqual([false, 'running'])
  })
})
