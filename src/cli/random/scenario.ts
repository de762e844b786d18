import { randomFault } from '../../advisor/random-fault'
import { Prng } from '../../base/prng'
import { ms, seconds } from '../../base/time'
import { presetOf, profileIds, type CommandWithInput, type Scenario } from '../../scenarios'
import { formatFault, type Fault } from '../../sim'
import { randomFlags } from './flags'
import { randomLine } from './lines'
import { makers, randomObject } from './objects'

/** How long a random scenario lasts, in seconds. */
export const length = 600

/**
 * A random cluster with objects of many kinds, lines that people type and random faults of every kind on every machine and process; the seed
 * decides everything. Half of all faults mend something, so that a run does not end with everything dead; one seed in three has a
 * quiet cluster in which only the lines do something; in some a worker joins.
 */
export function randomScenario(seed: number): Scenario {
  const rng = Prng.forName(seed, 'fuzz')
  const pick = <T>(items: readonly T[]): T => items[rng.below(items.length)]!
  const masters = pick([1, 2, 3, 3, 3, 5])
  const workers = 1 + rng.below(4)
  const cluster = {
    masters,
    workers,
    zones: pick([0, 0, 2, 3]),
    runtime: pick(['containerd', 'containerd', 'cri-o', 'docker', 'podman'] as const),
    loadBalancer: masters > 1
  }
  const scene = { masters: names('master', masters), workers: names('worker', workers) }
  const machines = [...scene.masters, ...scene.workers, ...(cluster.loadBalancer ? ['lb'] : []), 'users']
  const pods = ['default/web-*', 'default/api-*', 'default/any-*', 'kube-system/coredns-*', 'kube-system/etcd-*']
  const faults: Fault[] = []
  const pause = pick([20_000, 20_000, 300_000])
  for (let at = seconds(1 + rng.below(10)); at < seconds(length); at += ms(100 + rng.below(pause)))
    faults.push(randomFault(rng, at, { machines, pods }))
  const kinds = [...makers.keys()].filter(() => rng.below(3) === 0)
  const commands: CommandWithInput[] = []
  for (let at = 1_000 + rng.below(5_000); at < length * 1_000; at += 500 + rng.below(16_000))
    commands.push(randomLine(rng, `${at}ms`, scene))
  const scenario: Scenario = {
    id: `fuzz-${seed}`,
    title: `Fuzz ${seed}`,
    summary: '',
    cluster,
    profile: pick(profileIds),
    flags: {},
    seed,
    workloads: [...presetOf('ha-worker-fails')!.workloads, ...kinds.map((kind) => randomObject(kind, rng))],
    commands,
    faults: faults.map(formatFault),
    untilSeconds: length
  }
  const flags = randomFlags(rng, scenario)
  return { ...scenario, flags, faults: [...scenario.faults, ...joining(rng, workers).map(formatFault)] }
}

/** In one run of three a worker joins, and in half of those it is taken away again. */
function joining(rng: Prng, workers: number): Fault[] {
  if (rng.below(3) > 0) return []
  const machine = `worker-${workers + 1}`
  const at = seconds(5 + rng.below(200))
  const leaves = seconds(1 + rng.below(300))
  return [
    { kind: 'add', at, machine },
    ...(rng.below(2) === 0 ? [{ kind: 'remove' as const, at: at + leaves, machine }] : [])
  ]
}

const names = (role: string, count: number) => Array.from({ length: count }, (_, i) => `${role}-${i + 1}`)
