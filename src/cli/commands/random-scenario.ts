import { Prng } from '../../base/prng'
import { ms, seconds, type Micros } from '../../base/time'
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
    untilSeconds: length
  }
}

const names = (role: string, count: number) => Array.from({ length: count }, (_, i) => `${role}-${i + 1}`)

const processes = {
  master: ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'],
  worker: ['linux', 'container-runtime', 'kubelet', 'kube-proxy'],
  lb: ['load-balancer'],
  users: ['kubectl', 'traffic']
} as const

type Pick = <T>(items: readonly T[]) => T

function randomFault(rng: Prng, pick: Pick, at: Micros, machines: readonly string[]): Fault {
  const machine = pick(machines)
  const processOf = (of: string) => `${of}/${pick(processes[of.split('-')[0] as keyof typeof processes])}`
  const process = processOf(machine)
  const target = pick([machine, process, process])
  const others = machines.filter((name) => name !== machine)
  const other = pick(others)
  const split = others.filter(() => rng.below(2) === 0)
  const pod = pick(['default/web-*', 'default/api-*'])
  const oneWay = rng.below(2) === 0
  // Each kind of fault stands here; how often, as a weight.
  const kinds: { readonly [K in Fault['kind']]: readonly [weight: number, make: () => Fault] } = {
    restart: [12, () => ({ kind: 'restart', at, target })],
    heal: [5, () => ({ kind: 'heal', at, ...(rng.below(3) === 0 && { machine }) })],
    resume: [4, () => ({ kind: 'resume', at, target })],
    'free-disk': [2, () => ({ kind: 'free-disk', at, machine })],
    crash: [3, () => ({ kind: 'crash', at, machine })],
    kill: [3, () => ({ kind: 'kill', at, target })],
    stop: [2, () => ({ kind: 'stop', at, target })],
    pause: [2, () => ({ kind: 'pause', at, target })],
    partition: [1, () => ({ kind: 'partition', at, groups: [[machine], split.length > 0 ? split : others] })],
    cut: [2, () => ({ kind: 'cut', at, from: machine, to: other })],
    link: [
      2,
      () => ({
        kind: 'link',
        at,
        a: machine,
        b: other,
        ...(oneWay && { oneWay }),
        latency: ms(rng.below(500)),
        jitter: ms(rng.below(100)),
        loss: rng.below(50) / 100
      })
    ],
    drop: [1, () => ({ kind: 'drop', at, from: process, to: processOf(other) })],
    'slow-disk': [2, () => ({ kind: 'slow-disk', at, machine, factor: pick([1, 1, 10, 100]) })],
    'full-disk': [1, () => ({ kind: 'full-disk', at, machine })],
    'lose-disk': [1, () => ({ kind: 'lose-disk', at, machine })],
    'skew-clock': [
      2,
      () => ({
        kind: 'skew-clock',
        at,
        machine,
        offset: pick([0, 0, seconds(30), seconds(-5), seconds(3_600), seconds(-3_600)])
      })
    ],
    'kill-container': [1, () => ({ kind: 'kill-container', at, pod })],
    'fill-memory': [1, () => ({ kind: 'fill-memory', at, pod, bytes: 256 * 2 ** 20 })]
  }
  return pick(Object.values(kinds).flatMap(([weight, make]) => Array<() => Fault>(weight).fill(make)))()
}
