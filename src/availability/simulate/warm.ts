import { seconds } from '../../base/time'
import { prepare, type Scenario } from '../../scenarios'
import { webService } from '../../scenarios/workloads'
import { createSimulation, type RunSpec } from '../../sim'
import { goOnApart } from '../../sim/simulation'
import { silent } from '../../sim/kernel/recorder'
import type { World } from '../../sim/kernel/world'
import type { Machines } from '../faults'

/** Reads and writes of the API, each twice a second on connections of their own; users' requests ten a second. */
export const probeIntervalS = 0.5
export const usersPerS = 10
/** An answer after that is none: to a probe, and to a user. */
export const patienceS = 2

/** The last snapshot of etcd, kept off the masters. */
export const snapshotFile = '/backup/etcd.db'

/** The cluster that years are lived by: nine pods behind two Services, and what asks. */
export function scenarioOf(cluster: Machines, seed: number): Scenario {
  const { masters, workers, zones, balancers } = cluster
  return {
    id: 'years',
    title: 'Years',
    summary: '',
    cluster: { masters, workers, zones, runtime: 'containerd', loadBalancer: balancers > 0 },
    profile: 'kubernetes',
    flags: {
      'api-probes': true,
      'api-probe-interval-ms': probeIntervalS * 1_000,
      'api-probe-timeout-ms': patienceS * 1_000,
      // Nobody counts it.
      'api-probe-readyz': false,
      // Without it two requests in turn would always meet the same two of an even number of servers behind a balancer.
      'api-probe-look-interval-ms': 1_300,
      'users-rate-per-s': usersPerS,
      'users-timeout-ms': patienceS * 1_000
    },
    seed,
    workloads: [...webService('web', 6, 'nginx:1.27'), ...webService('api', 3, 'httpd:2.4')],
    commands: [`45s etcdctl --endpoints=https://10.0.0.11:2379 snapshot save ${snapshotFile}`],
    faults: [],
    untilSeconds: 60
  }
}

/** How long after the start of its scenario the healthy cluster is taken: whoever has to come up has come up. */
const taken = seconds(60)

/** The last one that was asked for: it is never changed, whoever goes on from it copies it. */
let last: { readonly key: string; readonly world: World } | null = null

/** The healthy cluster, warmed up: where every year begins. */
export function warmedUp(cluster: Machines, seed: number): World {
  const key = JSON.stringify([cluster, seed])
  if (last?.key !== key) last = { key, world: made(cluster, seed) }
  return last.world
}

function made(cluster: Machines, seed: number): World {
  const spec = prepare(scenarioOf(cluster, seed))
  if (!spec.ok) throw new Error(spec.error)
  return worldOf(spec.value)
}

function worldOf(spec: RunSpec): World {
  const { history } = createSimulation(spec)
  history.advance(taken)
  const world = goOnApart(history.seek(taken), [], silent)
  world.now = taken
  return world
}
