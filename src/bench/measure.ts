import type { Command } from '../sim/kernel/world'
import { seconds } from '../base/time'
import { parseFault, type Fault } from '../sim'
import { Timeline } from '../sim/timeline/timeline'
import { runBare } from './bare'
import { benchSpec, timeBuilding, timeRun, type Timed } from './cluster'

/** CPU time of this process in ms: what else runs on the machine counts less than on the wall's clock. */
export const now = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** What one measurement found; names are columns. */
export type Figures = Record<string, number>

/** Events a second of the bare kernel, as fast as it is in a program that runs clusters too. */
export function bareSpeed(): number {
  runBare(1)
  const start = now()
  const events = runBare(5, new Timeline())
  return (events / (now() - start)) * 1_000
}

function fault(text: string): Fault {
  const parsed = parseFault(text)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}

interface Cluster {
  readonly workers: number
  readonly pods: number
  readonly seconds: number
  /** How often it is measured, each time beside the bare kernel: the median counts. */
  readonly rounds?: number
  readonly fault?: string
  /** Measured while it is built, for so many events: to wait until all its pods run would take many minutes. */
  readonly building?: number
  /** So many seeks, and a fifth as many forks, are measured too. */
  readonly seeks?: number
}

/** The clusters that are measured, by name; each in a process of its own. */
export const clusters: Readonly<Record<string, Cluster>> = {
  'HA, 3 workers, 30 pods, idle': { workers: 3, pods: 30, seconds: 600, rounds: 5 },
  'HA, 3 workers, 30 pods, a master crashes': {
    workers: 3,
    pods: 30,
    seconds: 120,
    rounds: 9,
    fault: '10s crash master-1'
  },
  'HA, 3 workers, 30 pods, a worker crashes': {
    workers: 3,
    pods: 30,
    seconds: 420,
    rounds: 5,
    fault: '10s crash worker-2'
  },
  'HA, 3 workers, 30 pods, one hour': { workers: 3, pods: 30, seconds: 3_600, seeks: 500 },
  'HA, 100 workers, 3,000 pods, idle': { workers: 100, pods: 3_000, seconds: 60, seeks: 25 },
  'HA, 100 workers, 3,000 pods, a master crashes': {
    workers: 100,
    pods: 3_000,
    seconds: 60,
    fault: '10s crash master-1'
  },
  'HA, 1,000 workers, 30,000 pods, being created': { workers: 1_000, pods: 30_000, seconds: 0, building: 200_000 }
}

/** Left out by `--quick`. */
export const slow: readonly string[] = Object.keys(clusters).slice(3)

export function measure(name: string): Figures {
  const cluster = clusters[name]!
  const faults = cluster.fault === undefined ? [] : [fault(cluster.fault)]
  const spec = benchSpec(3, cluster.workers, cluster.pods, faults)
  // The compiler has seen the code when the clock begins: of a small cluster this very run, of a large one its like.
  const rounds = cluster.rounds ?? 1
  if (rounds > 1) timeRun(spec, cluster.seconds, now)
  else timeRun(benchSpec(3, 3, 30), 60, now)
  const begun = now()
  const ratios: number[] = []
  let timed: Timed | undefined
  // What else runs on the machine changes by the second, so each run has the bare kernel on either side.
  for (let round = 0; round < rounds; round++) {
    const before = bareSpeed()
    timed = cluster.building ? timeBuilding(spec, cluster.building, now) : timeRun(spec, cluster.seconds, now)
    const bare = (before + bareSpeed()) / 2
    ratios.push(timed.events / timed.wallS / bare)
  }
  const { simulation, events, simulatedS, wallS } = timed!
  const perS = events / wallS
  return {
    'events/s': perS,
    'µs/event': 1e6 / perS,
    '% of bare':
      at(
        ratios.sort((a, b) => a - b),
        0.5
      ) * 100,
    'simulated s/s': simulatedS / wallS,
    events,
    'events in all': simulation.history.timeline.length,
    's in all': (now() - begun) / 1_000,
    'heap MiB, uncollected': process.memoryUsage().heapUsed / 1_048_576,
    'heap MiB': heap(),
    ...(cluster.seeks && historyOf({ simulation, simulatedS }, cluster.seeks))
  }
}

/** Heap after a collection, in MiB; needs `--expose-gc`. */
function heap(): number {
  const { gc } = globalThis as { gc?: () => void }
  gc?.()
  gc?.()
  return process.memoryUsage().heapUsed / 1_048_576
}

/** Times of seeks and forks to moments spread irregularly over a run: each lies far from the one before. */
function historyOf({ simulation, simulatedS }: Pick<Timed, 'simulation' | 'simulatedS'>, count: number): Figures {
  const { history } = simulation
  const moment = (i: number) => seconds(((i * 0.618_033_988_7) % 1) * simulatedS)
  const given = history.commands
  // What came before the instant stays, as when somebody acts there.
  const healed = (at: number): Command[] => [
    ...given.filter((command) => command.at <= at),
    { at: at + 1, body: { kind: 'fault', fault: fault('0s heal') }, text: 'heal' }
  ]
  const seeks = times(count, (i) => void history.seek(moment(i)))
  const forks = times(Math.ceil(count / 5), (i) => void history.fork(moment(i), healed(moment(i))))
  return {
    'seek p50 ms': at(seeks, 0.5),
    'seek p99 ms': at(seeks, 0.99),
    'fork p50 ms': at(forks, 0.5),
    'fork p99 ms': at(forks, 0.99)
  }
}

/** Least first. */
function times(count: number, act: (i: number) => void): number[] {
  const found: number[] = []
  for (let i = 0; i < count; i++) {
    const start = now()
    act(i)
    found.push(now() - start)
  }
  return found.sort((a, b) => a - b)
}

const at = (sorted: readonly number[], part: number): number => sorted[Math.floor(part * (sorted.length - 1))]!
