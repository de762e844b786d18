import { Prng } from '../../base/prng'
import { ms, seconds, type Micros } from '../../base/time'
import { presetOf, profileIds, type Scenario } from '../../scenarios'
import { formatFault, type Fault } from '../../sim'

const until = seconds(600)

/** A random cluster with random faults; the seed decides everything. */
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
  const machines = [...names('master', masters), ...names('worker', workers), ...(cluster.loadBalancer ? ['lb'] : [])]
  const faults: Fault[] = []
  for (let at = seconds(1 + rng.below(10)); at < until; at += ms(100 + rng.below(20_000)))
    faults.push(randomFault(rng, pick, at, machines))
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
    untilSeconds: until / 1e6
  }
}

const names = (role: string, count: number) => Array.from({ length: count }, (_, i) => `${role}-${i + 1}`)

const processes = {
  master: ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'],
  worker: ['container-runtime', 'kubelet', 'kube-proxy'],
  lb: ['load-balancer']
} as const

/** Half of all faults mend something, so that a run does not end with everything dead. */
function randomFault(rng: Prng, pick: <T>(items: readonly T[]) => T, at: Micros, machines: readonly string[]): Fault {
  const machine = pick(machines)
  const process = `${machine}/${pick(processes[machine.split('-')[0] as keyof typeof processes])}`
  const target = pick([machine, process])
  const others = machines.filter((name) => name !== machine)
  const other = pick(others)
  const split = others.filter(() => rng.below(2) === 0)
  const pod = pick(['default/web-*', 'default/api-*'])
  return pick<() => Fault>([
    ...Array<() => Fault>(6).fill(() => ({ kind: 'restart', at, target: machine })),
    ...Array<() => Fault>(3).fill(() => ({ kind: 'restart', at, target: process })),
    ...Array<() => Fault>(4).fill(() => ({ kind: 'heal', at })),
    ...Array<() => Fault>(3).fill(() => ({ kind: 'resume', at, target })),
    ...Array<() => Fault>(3).fill(() => ({ kind: 'crash', at, machine })),
    ...Array<() => Fault>(2).fill(() => ({ kind: 'kill', at, target })),
    () => ({ kind: 'stop', at, target }),
    () => ({ kind: 'pause', at, target }),
    () => ({ kind: 'partition', at, groups: [[machine], split.length > 0 ? split : others] }),
    () => ({ kind: 'cut', at, from: machine, to: other }),
    () => ({
      kind: 'link',
      at,
      a: machine,
      b: other,
      latency: ms(rng.below(500)),
      jitter: ms(rng.below(100)),
      loss: rng.below(50) / 100
    }),
    () => ({
      kind: 'drop',
      at,
      from: process,
      to: `${other}/${processes[other.split('-')[0] as keyof typeof processes][0]}`
    }),
    () => ({ kind: 'slow-disk', at, machine, factor: pick([1, 1, 10, 100]) }),
    () => ({ kind: pick(['full-disk', 'free-disk', 'free-disk'] as const), at, machine }),
    () => ({
      kind: 'skew-clock',
      at,
      machine,
      offset: pick([0, 0, seconds(30), seconds(-5), seconds(3_600), seconds(-3_600)])
    }),
    () => ({ kind: 'kill-container', at, pod }),
    () => ({ kind: 'fill-memory', at, pod, bytes: 256 * 2 ** 20 })
  ])()
}
