import type { Micros } from '../../base/time'
import type { Cluster } from '../cluster'
import { applyFault } from '../faults/apply'
import type { Fault } from '../faults/types'
import { inject } from '../kernel/react'
import { silent, type Recorder } from '../kernel/recorder'
import type { Flags, SimEvent } from '../kernel/types'
import { World, type Machines, type Setup } from '../kernel/world'
import { History } from '../timeline/history'

/** Some processes of a cluster, with the machines to run them: real ones, and what stands in for the others. */
export interface Bench {
  readonly machines: Machines
  readonly processes: Setup['processes']
  /** One master without a worker, but for what is given. */
  readonly cluster?: Partial<Cluster>
  readonly flags?: Flags
  readonly faults?: readonly Fault[]
  /** What is told to a process from outside, at a time. */
  readonly events?: readonly { readonly at: Micros; readonly to: string; readonly event: object }[]
  readonly seed?: number
  readonly startAt?: Micros
}

/** A world for tests of single components. */
export function benchWorld(bench: Bench, recorder: Recorder = silent): World {
  const { machines, processes, flags = {}, faults = [], events = [], seed = 1, startAt = 0 } = bench
  const cluster: Cluster = {
    masters: ['master-1'],
    planned: { workers: 0, nodes: 0 },
    workers: [],
    zones: {},
    hasLoadBalancer: false,
    runtime: 'containerd',
    addresses: {},
    podCidrs: {},
    ...bench.cluster
  }
  const world = World.create({ seed, startAt, flags, cluster, processes }, machines, recorder, (w, { body }, entry) => {
    const told = body as Fault | { to: string; event: object }
    if ('kind' in told) applyFault(w, told, entry)
    else inject(w, w.process(told.to), told.event as SimEvent, entry)
  })
  for (const fault of faults) world.command({ at: fault.at, body: fault, text: fault.kind })
  for (const { at, to, event } of events) world.command({ at, body: { to, event }, text: to })
  return world
}

/** Runs a bench until a time, and keeps its timeline. */
export function runBench(bench: Bench, until: Micros): History {
  const history = History.begin((timeline) => benchWorld(bench, timeline))
  history.advance(until)
  return history
}
