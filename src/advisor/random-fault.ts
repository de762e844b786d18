import type { Prng } from '../base/prng'
import { ms, seconds, type Micros } from '../base/time'
import type { Fault } from '../sim'

const processes = {
  master: ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'],
  worker: ['linux', 'container-runtime', 'kubelet', 'kube-proxy'],
  lb: ['load-balancer'],
  users: ['kubectl', 'traffic']
} as const

/** Where a random fault may strike: at least two machines, and pods as faults name them. */
export interface Targets {
  readonly machines: readonly string[]
  readonly pods: readonly string[]
}

/** One fault of any kind at an instant, by the weights that fuzzing has: half of all mend something. The stream decides everything. */
export function randomFault(rng: Prng, at: Micros, { machines, pods }: Targets): Fault {
  const pick = <T>(items: readonly T[]): T => items[rng.below(items.length)]!
  const machine = pick(machines)
  const processOf = (of: string) => `${of}/${pick(processes[of.split('-')[0] as keyof typeof processes])}`
  const process = processOf(machine)
  const target = pick([machine, process, process])
  const others = machines.filter((name) => name !== machine)
  const other = pick(others)
  const split = others.filter(() => rng.below(2) === 0)
  const pod = pick(pods)
  const fresh = `worker-${machines.filter((name) => name.startsWith('worker-')).length + 1}`
  const oneWay = rng.below(2) === 0
  // Each kind of fault stands here; how often, as a weight.
  const kinds: { readonly [K in Fault['kind']]: readonly [weight: number, make: () => Fault] } = {
    restart: [12, () => ({ kind: 'restart', at, target })],
    heal: [5, () => ({ kind: 'heal', at, ...(rng.below(3) === 0 && { machine }) })],
    resume: [4, () => ({ kind: 'resume', at, target })],
    'free-disk': [2, () => ({ kind: 'free-disk', at, machine })],
    crash: [3, () => ({ kind: 'crash', at, machine })],
    shutdown: [1, () => ({ kind: 'shutdown', at, machine })],
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
    'fill-memory': [1, () => ({ kind: 'fill-memory', at, pod, bytes: 256 * 2 ** 20 })],
    // Nothing is struck by these: they are drills of their own.
    add: [0, () => ({ kind: 'add', at, machine: fresh })],
    remove: [0, () => ({ kind: 'remove', at, machine })]
  }
  return pick(Object.values(kinds).flatMap(([weight, make]) => Array<() => Fault>(weight).fill(make)))()
}
