import { seconds, toSeconds, type Micros } from '../base/time'
import { lastContextOf } from '../sim/components/contexts'
import type { Fault } from '../sim/faults/types'
import { silent } from '../sim/kernel/recorder'
import { step } from '../sim/kernel/step'
import type { World } from '../sim/kernel/world'
import { forkApart, type KubectlCommand, type Simulation } from '../sim/simulation'
import type { Fact } from '../sim/timeline/timeline'
import { isDataLost, newestRevision } from './data'
import { Gaps, type Away } from './gaps'
import { Leases } from './leases'
import { nodesNotReady, Workloads, type WorkloadLoss } from './workloads'

/** What somebody lost after some faults, measured on a fork of the run. Seconds count from the instant of the fork. */
export interface Measured {
  /** How long the fork was followed. */
  readonly until_s: number
  readonly users: Away
  readonly reads: Away
  readonly writes: Away
  /** Those that lost something; the rest kept all of their pods. */
  readonly workloads: readonly WorkloadLoss[]
  /** Longest time that a pod waited for a node. */
  readonly pending_s: number
  /** Nodes that were not Ready at the end. */
  readonly notReady: readonly string[]
  /** Components of which no instance leads at the end: what they do for the cluster is not done. */
  readonly unled: readonly string[]
  /** What was acknowledged is not in the store any more. */
  readonly dataLost: boolean
}

export interface Watching {
  /** How long the fork is followed at most. */
  readonly horizon: Micros
  /** All has been well again for so long: nothing more is expected. */
  readonly calm: Micros
  /** Ends the fork as soon as it says so, asked once a second. */
  readonly enough?: (soFar: Measured) => boolean
}

/** How many steps are done between two yields. */
const slice = 4_000

/** A fork under way, with what is said and written in it. */
export interface Following {
  readonly world: World
  readonly facts: readonly Fact[]
}

/** The world just before `at`, and what is done to it then; of what was planned for later nothing happens. */
export function follow(simulation: Simulation, at: Micros, acts: readonly (Fault | KubectlCommand)[]): Following {
  const facts: Fact[] = []
  const world = forkApart(simulation, at - 1, acts, {
    ...silent,
    fact: (entry, when, process, fact, detail) => void facts.push({ entry, at: when, process, fact, detail } as Fact)
  })
  return { world, facts }
}

/** Does these acts on a fork, follows it, and measures what was lost. The run must be simulated up to `at`. */
export function* measure(
  simulation: Simulation,
  at: Micros,
  acts: readonly (Fault | KubectlCommand)[],
  { horizon, calm, enough }: Watching
): Generator<void, Measured> {
  const { world, facts } = follow(simulation, at, acts)
  const lastAct = Math.max(at, ...acts.map((act) => act.at))
  const workloads = new Workloads(world, at)
  const gaps = requestsOf(world).map(({ ok, failed, every }) => new Gaps(at, { ok, failed }, every))
  const [users, reads, writes] = gaps as [Gaps, Gaps, Gaps]
  let acknowledged = newestRevision(world)
  const leases = new Leases(world)
  let heard = 0
  let wellSince = at
  const soFar = (): Measured => ({
    until_s: toSeconds(world.now - at),
    users: users.away(world.now),
    reads: reads.away(world.now),
    writes: writes.away(world.now),
    workloads: workloads.losses(world),
    pending_s: toSeconds(workloads.longestPending),
    notReady: nodesNotReady(world),
    unled: leases.unled(world),
    dataLost: isDataLost(world, acknowledged)
  })
  const look = (): boolean => {
    for (; heard < facts.length; heard++) {
      const fact = facts[heard]!
      if (fact.fact === 'object-written') acknowledged = Math.max(acknowledged, fact.detail.revision)
    }
    for (const [i, { ok, failed }] of requestsOf(world).entries()) gaps[i]!.count(world.now, ok, failed)
    workloads.look(world)
    leases.look(world)
    const well =
      users.isWell(world.now) &&
      reads.isWell(world.now) &&
      writes.isWell(world.now) &&
      workloads.isWhole(world) &&
      leases.unled(world).length === 0
    if (!well) wellSince = world.now
    return (world.now - Math.max(wellSince, lastAct) >= calm && well) || (enough?.(soFar()) ?? false)
  }
  const end = at + horizon
  let left = slice
  for (let next = at + seconds(1); ; next += seconds(1)) {
    const until = Math.min(next, end)
    while (world.nextAt <= until) {
      step(world)
      if (--left > 0) continue
      left = slice
      yield
    }
    world.now = until
    if (look() || until >= end) return soFar()
  }
}

/** What became of the requests so far: the users', reads, and writes, in this order; and how often they are sent. */
function requestsOf(world: World): { readonly ok: number; readonly failed: number; readonly every: Micros }[] {
  const users = lastContextOf(world.process('users/traffic'), 'users')
  const prober = lastContextOf(world.process('users/api-probes'), 'api-probes')
  const rate = Number(world.setup.flags['users-rate-per-s'] ?? 20)
  const probes = (['read', 'write'] as const).map((kind) => {
    const { ok = 0, sent = 0 } = prober?.[kind] ?? {}
    return { ok, failed: sent - ok - (prober ? waiting(prober, kind) : 0), every: seconds(1) }
  })
  const { ok = 0, refused = 0, timeouts = 0 } = users?.traffic ?? {}
  return [{ ok, failed: refused + timeouts, every: rate > 0 ? seconds(1 / rate) : 0 }, ...probes]
}

/** Requests of a kind whose fate nobody knows yet. */
function waiting(
  { asker }: { asker: { pending: ReadonlyMap<string, { ref: { kind: string } }> } },
  kind: string
): number {
  let count = 0
  for (const { ref } of asker.pending.values()) if (ref.kind === kind) count++
  return count
}
