import { presetOf, type Scenario } from '../../src/scenarios'
import type { Typed } from '../typed'

/** The members before a stretch of lines: faults, and lines that are typed on master-1 before. */
export interface State {
  readonly scenario: Scenario
  /** Typed one after the other before the first line. */
  readonly before: readonly string[]
}

const three = { masters: 3, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: true } as const
const one = { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false } as const

interface Meaning {
  readonly faults?: readonly string[]
  readonly lines?: readonly string[]
  readonly flags?: Readonly<Record<string, number>>
  readonly alone?: true
}

const all = '--endpoints=https://10.0.0.11:2379,https://10.0.0.12:2379,https://10.0.0.13:2379'
const added = 'etcdctl member add master-3 --peer-urls=https://10.0.0.13:2380'
const removed = ['etcdctl member remove $(etcdctl member list | grep master-3 | cut -d, -f1)']
/** Keys that lines find and none of them puts; values as they are found. */
function keysBefore(stretch: readonly Typed[]): readonly string[] {
  const put = new Set<string>()
  const lines: string[] = []
  for (const { argv, stdout } of stretch) {
    const words = argv.filter((word) => !word.startsWith('-'))
    if (words[1] === 'put') put.add(words[2]!)
    const [, key, value] =
      words[1] === 'get'
        ? (/^(\w+)\n(\w+)\n$/.exec(stdout) ?? /^"Key" : "(\w+)"\n(?:.*\n){3}"Value" : "(\w+)"$/m.exec(stdout) ?? [])
        : []
    if (key !== undefined && value !== undefined && !put.has(key)) {
      put.add(key)
      lines.push(`etcdctl ${all} put ${key} ${value}`)
    }
  }
  return lines
}

const learner = `${added} --learner`
const lost = ['20s kill master-3/etcd', '21s lose-disk master-3', '22s restart master-3/etcd']
const big = 'x'.repeat(512 * 1024)

/** The first that fits. */
const meanings: readonly (readonly [words: RegExp, Meaning])[] = [
  [/single member/, { alone: true, lines: ['etcdctl snapshot save a.db', 'cp a.db b.db'] }],
  [/learner master-4 added/, { faults: ['20s kill master-3/etcd'] }],
  [/master-3 of 3 killed|master-3 stopped/, { faults: ['20s kill master-3/etcd'] }],
  [/2 of 3 members killed/, { faults: ['20s kill master-2/etcd', '20s kill master-3/etcd'] }],
  [/lost its data directory.*stopped/, { faults: ['20s kill master-3/etcd', '21s lose-disk master-3'] }],
  [/lost its data directory/, { faults: lost }],
  [/added again, not started/, { faults: lost.slice(0, 2), lines: [...removed, added] }],
  [/replaced/, { faults: lost.slice(0, 2), lines: [...removed, added] }],
  [/master-3 removed/, { faults: lost.slice(0, 2), lines: removed }],
  [/learner promoted|learner master-3 running/, { faults: lost.slice(0, 2), lines: [...removed, learner] }],
  [/wrong cluster token|peer certificate/, { faults: ['20s kill master-3/etcd'] }],
  [
    /quota-backend/,
    {
      flags: { 'etcd-quota-backend-bytes': 20_971_520 },
      lines: Array.from({ length: 40 }, (_, i) => `etcdctl put big${i} ${big}`)
    }
  ],
  [/force-new-cluster/, { faults: ['20s kill master-2/etcd', '20s kill master-3/etcd'] }],
  [/members healthy|not a database|running member/, {}]
]

/** @throws if the words mean nothing here */
export function stateOf(stretch: readonly Typed[]): State {
  const { setup } = stretch[0]!
  const meaning = meanings.find(([words]) => words.test(setup))?.[1]
  if (!meaning) throw new Error(`what is meant by the state '${setup}'?`)
  const { faults = [], lines = [], flags = {}, alone } = meaning
  return {
    before: [...keysBefore(stretch), ...lines],
    scenario: {
      ...presetOf('ha-master-fails')!,
      id: 'etcd-texts',
      title: setup,
      cluster: alone ? one : three,
      workloads: [],
      commands: [],
      faults: [
        ...(alone
          ? []
          : [1, 2, 3].flatMap((n) => [
              `10s kill master-${n}/kube-apiserver`,
              `10s kill master-${n}/kube-controller-manager`,
              `10s kill master-${n}/kube-scheduler`
            ])),
        ...faults
      ],
      flags: { 'users-rate-per-s': 0, 'static-pods': false, ...flags },
      untilSeconds: 30,
      startsAt: '2026-11-29T05:11:00Z'
    }
  }
}
