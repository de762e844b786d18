import { randomFault } from '../../advisor/random-fault'
import { Prng } from '../../base/prng'
import { ms, seconds } from '../../base/time'
import { presetOf, profileIds, type Scenario } from '../../scenarios'
import { formatFault, type Fault } from '../../sim'

/** How long a random scenario lasts, in seconds. */
export const length = 600

/**
 * A random cluster with random faults of every kind on every machine and process; the seed decides everything. Half of all faults
 * mend something, so that a run does not end with everything dead.
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
  const machines = [
    ...names('master', masters),
    ...names('worker', workers),
    ...(cluster.loadBalancer ? ['lb'] : []),
    'users'
  ]
  const faults: Fault[] = []
  for (let at = seconds(1 + rng.below(10)); at < seconds(length); at += ms(100 + rng.below(20_000)))
    faults.push(randomFault(rng, at, { machines, pods: ['default/web-*', 'default/api-*'] }))
  return {
    id: `fuzz-${seed}`,
    title: `Fuzz ${seed}`,
    summary: '',
    cluster,
    profile: pick(profileIds),
    flags: {},
    seed,
    workloads: presetOf('ha-worker-fails')!.workloads,
    commands: [],
    faults: faults.map(formatFault),
    untilSeconds: length
  }
}

const names = (role: string, count: number) => Array.from({ length: count }, (_, i) => `${role}-${i + 1}`)
