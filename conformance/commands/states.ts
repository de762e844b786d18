import { presetOf, type Scenario } from '../../src/scenarios'
import type { Recorded } from './recorded'
import { linesBefore, workersBefore, type Line } from './unseen'

/** A state of the control plane as the recorder told it, as a run. */
export interface State {
  readonly scenario: Scenario
  /** When the first command could be typed, in seconds of simulated time. */
  readonly at: number
}

/** When something is done to the cluster, in seconds: its workloads have long been ready. */
const faultAt = 60
/** When a workload's first commands are typed. */
const beforeAt = 5

const single = { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false } as const
const several = { masters: 3, workers: 3, zones: 0, runtime: 'containerd', loadBalancer: true } as const

interface Meaning {
  readonly faults: readonly string[]
  readonly flags?: Readonly<Record<string, number>>
  readonly lines?: readonly Line[]
  /** How long it lasted before the first command, in seconds, where the words do not say. */
  readonly ago?: number
  /** What is done in the moment of the first commands. */
  readonly then?: readonly string[]
  /** What is done so many seconds after the first faults. */
  readonly later?: readonly [after: number, faults: readonly string[]]
}

const kills = (machine: string) =>
  ['kube-apiserver', 'etcd', 'kube-controller-manager', 'kube-scheduler'].map((name) => `kill ${machine}/${name}`)
/** Who lost its lease exits, and the recorder started nobody again. */
const leaderless = [12, ['kill master-1/kube-controller-manager', 'kill master-1/kube-scheduler']] as const
/** Eight times 400 KiB into a quota of 2.5 MB. */
const fill = Array.from(
  { length: 8 },
  (_, i) => `kubectl create configmap fill-${i} --from-literal=a=${'z'.repeat(400 * 1024)}`
)

/** What the recorder's words mean; the first that fits. */
const meanings: readonly (readonly [words: RegExp, Meaning])[] = [
  [/all healthy/, { faults: [] }],
  [/out of space/, { faults: [], flags: { 'etcd-quota-backend-bytes': 2_600_000 }, lines: fill }],
  [/etcd killed/, { faults: ['kill master-1/etcd'], later: leaderless }],
  [/etcd frozen/, { faults: ['pause master-1/etcd'] }],
  [/kube-apiserver frozen/, { faults: ['pause master-1/kube-apiserver'] }],
  [
    /kube-apiserver started/,
    { faults: ['kill master-1/kube-apiserver'], ago: 20, then: ['restart master-1/kube-apiserver'] }
  ],
  [/all three kube-apiserver/, { faults: [1, 2, 3].map((n) => `kill master-${n}/kube-apiserver`) }],
  [/kube-apiserver killed/, { faults: ['kill master-1/kube-apiserver'] }],
  [
    /manager and kube-scheduler killed/,
    { faults: ['kill master-1/kube-controller-manager', 'kill master-1/kube-scheduler'] }
  ],
  [/two of three masters killed/, { faults: [...kills('master-2'), ...kills('master-3')] }],
  [/HAProxy killed/, { faults: ['kill lb/load-balancer'] }],
  [/host of the load balancer cut/, { faults: ['partition lb | all'] }],
  [/host of one|master: host cut/, { faults: ['partition master-1 | all'] }],
  [/worker-1 lost/, { faults: ['crash worker-1'], ago: 80 }]
]

/**
 * @param withoutKubelets nothing answers at the ports of the workers' kubelets
 * @throws if the words mean nothing here
 */
export function stateOf(setup: string, commands: readonly Recorded[], withoutKubelets: boolean): State {
  const cluster = setup.startsWith('HA') ? several : { ...single, workers: workersBefore(commands) }
  const meaning = meanings.find(([words]) => words.test(setup))?.[1]
  if (!meaning) throw new Error(`what is meant by the state '${setup}'?`)
  const { faults, flags = {}, lines = [], ago = 0.01, then = [], later = [0, []] } = meaning
  const at = faultAt + Number(/([\d.]+) s ago/.exec(setup)?.[1] ?? ago)
  const before = [...linesBefore(commands), ...lines]
  return {
    at,
    scenario: {
      ...presetOf('ha-master-fails')!,
      id: 'commands',
      title: setup,
      cluster,
      workloads: [],
      commands: before.map((typed, i) => {
        const { line, stdin } = typeof typed === 'string' ? { line: typed, stdin: undefined } : typed
        return stdin === undefined ? `${beforeAt + i}s ${line}` : { at: `${beforeAt + i}s`, line, stdin }
      }),
      faults: [
        ...faults.map((fault) => `${faultAt}s ${fault}`),
        ...then.map((fault) => `${at}s ${fault}`),
        ...later[1].map((fault) => `${faultAt + later[0]}s ${fault}`),
        ...(withoutKubelets
          ? [1, 2, 3].slice(0, cluster.workers).map((n) => `${at - 0.005}s stop worker-${n}/kubelet`)
          : [])
      ],
      // The recorder's kubelets were of a client that declares no features.
      flags: {
        'users-rate-per-s': 0,
        'static-pods': false,
        'extend-websockets-to-kubelet': !withoutKubelets,
        ...flags
      },
      untilSeconds: Math.ceil(at),
      startsAt: '2026-11-29T05:40:00Z'
    }
  }
}
