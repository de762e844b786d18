import { presetOf, type Scenario } from '../../src/scenarios'
import type { Typed } from '../typed'

/** The members before a stretch of lines: faults, and lines that are typed on master-1 before. */
export interface State {
  readonly scenario: Scenario
  /** Typed one after the other before the first line; a number is a second until which is waited. */
  readonly before: readonly (string | number)[]
}

const three = { masters: 3, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: true } as const
const one = { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false } as const

interface Meaning {
  readonly faults?: readonly string[]
  readonly lines?: readonly (string | number)[]
  /** Its static pods are as kubeadm made them: somebody edits a manifest. */
  readonly pods?: true
  readonly flags?: Readonly<Record<string, number | boolean>>
  readonly alone?: true
}

const all = '--endpoints=https://10.0.0.11:2379,https://10.0.0.12:2379,https://10.0.0.13:2379'
const added = 'etcdctl member add master-3 --peer-urls=https://10.0.0.13:2380'
const removed = ['etcdctl member remove $(etcdctl member list | grep master-3 | cut -d, -f1)']
/** Keys that lines find and none of them puts; values as they are found. */
function keysBefore(stretch: readonly Typed[]): readonly string[] {
  const put = new Set<string>()
  const lines: string[] = []
  const has = (key: string, value: string): void => {
    if (put.has(key)) return
    put.add(key)
    lines.push(`etcdctl ${all} put ${key} ${value}`)
  }
  for (const { argv, stdout } of stretch) {
    const [, verb, key = ''] = argv.filter((word) => !word.startsWith('-'))
    if (verb === 'put') put.add(key)
    if (verb === 'get') {
      const isPlain = !argv.some((word) => /^--(?:keys-only|print-value-only)/.test(word))
      const pairs = isPlain && /^(?:\w+\n\w+\n)+$/.test(stdout) ? stdout.matchAll(/(\w+)\n(\w+)\n/g) : []
      for (const [, name, value] of pairs) has(name!, value!)
      const [, name, value] = /^"Key" : "(\w+)"\n(?:.*\n){3}"Value" : "(\w+)"$/m.exec(stdout) ?? []
      if (name !== undefined && value !== undefined) has(name, value)
    }
    const isPrefix = argv.includes('--prefix')
    if (
      verb === 'del' &&
      stdout === '1\n' &&
      ![...put].some((name) => (isPrefix ? name.startsWith(key) : name === key))
    )
      has(key, 'x')
  }
  return lines
}

/** Data directories that lines look into and none of them made. */
function restoredBefore(stretch: readonly Typed[]): readonly string[] {
  const made = new Set<string>()
  const lines: string[] = []
  for (const { argv, exit } of stretch) {
    if (argv[0] !== 'etcdutl') continue
    const [directory] = argv.flatMap((word, i) => {
      const [, inside] = /^(\/\w+\/\w+)\/member\/snap\/db$/.exec(word) ?? []
      return inside ?? (argv[i - 1] === '--data-dir' ? word : [])
    })
    if (directory === undefined) continue
    if (!argv.includes('restore') && exit === 0 && !made.has(directory))
      lines.push(`etcdutl snapshot restore unseen.db --data-dir ${directory}`)
    made.add(directory)
  }
  return lines.length === 0 ? [] : ['etcdctl --endpoints=https://10.0.0.11:2379 snapshot save unseen.db', ...lines]
}

const learner = `${added} --learner`
const lost = ['20s kill master-3/etcd', '21s lose-disk master-3', '22s restart master-3/etcd']
/** What was lost starts again, as another member. */
const again = [...lost.slice(0, 2), '24s restart master-3/etcd']
const promoted = "etcdctl member promote $(etcdctl member list | grep '10.0.0.13:2380' | cut -d, -f1)"

const manifest = '/etc/kubernetes/manifests/etcd.yaml'
/** Somebody edits the command line of a member that is stopped. */
const restartedWith = (options: readonly string[], ...more: readonly string[]): Meaning => ({
  pods: true,
  lines: [
    `ssh master-3 mv ${manifest} /tmp/etcd.yaml`,
    20,
    ...more,
    ...options.map((option) => `ssh master-3 "sed -i '/- etcd$/a\\\\    - ${option}' /tmp/etcd.yaml"`),
    `ssh master-3 mv /tmp/etcd.yaml ${manifest}`
  ]
})

/** Who leads, by what its members say of themselves; nothing if none does. */
function leaderOf(stretch: readonly Typed[]): string | undefined {
  for (const { argv, stdout } of stretch) {
    if (argv.includes('move-leader')) return undefined
    for (const line of argv.includes('status') ? stdout.split('\n') : []) {
      const cells = line
        .split(/[|,]/)
        .map((cell) => cell.trim())
        .filter((cell) => cell !== '')
      if (cells[0]?.startsWith('https://') && cells.find((cell) => cell === 'true' || cell === 'false') === 'true')
        return /10\.0\.0\.1(\d)/.exec(cells[0])?.[1]
    }
  }
  return undefined
}

/** The leadership is where it was there. */
const ledBy = (number: string | undefined): readonly string[] =>
  number === undefined || number === '1'
    ? []
    : [`etcdctl ${all} move-leader $(etcdctl member list | grep master-${number} | cut -d, -f1)`]

const big = 'x'.repeat(512 * 1024)

const full = {
  flags: { 'etcd-quota-backend-bytes': 20_971_520 },
  lines: Array.from({ length: 40 }, (_, i) => `etcdctl put big${i} ${big}`)
}
const compacted = `etcdctl compaction $(etcdctl endpoint status -w json | grep -o '"revision":[0-9]*' | cut -d: -f2)`

/** The first that fits. */
const meanings: readonly (readonly [words: RegExp, Meaning])[] = [
  [/single member/, { alone: true, lines: ['etcdctl snapshot save a.db', 'cp a.db b.db'] }],
  [/learner master-4 added/, { faults: ['20s kill master-3/etcd'] }],
  [/master-3 of 3 killed|master-3 stopped/, { faults: ['20s kill master-3/etcd'] }],
  [/2 of 3 members killed/, { faults: ['20s kill master-2/etcd', '20s kill master-3/etcd'] }],
  [/lost its data directory.*stopped/, { faults: ['20s kill master-3/etcd', '21s lose-disk master-3'] }],
  [/lost its data directory/, { faults: lost }],
  [/added again, not started/, { faults: lost.slice(0, 2), lines: [...removed, added] }],
  [/replaced/, { faults: again, lines: [...removed, added] }],
  [/master-3 removed/, { faults: lost.slice(0, 2), lines: removed }],
  [/learner promoted/, { faults: again, lines: [...removed, learner, 28, promoted] }],
  [/learner master-3 running/, { faults: again, lines: [...removed, learner] }],
  [
    /wrong cluster token/,
    restartedWith(
      ['--initial-cluster-token=other', '--initial-cluster-state=new'],
      'ssh master-3 rm -rf /var/lib/etcd/member'
    )
  ],
  [/peer certificate/, restartedWith(['--peer-cert-file=/tmp/peer.crt', '--peer-key-file=/tmp/peer.key'])],
  [
    /compacted, defragmented, disarmed/,
    { ...full, lines: [...full.lines, compacted, `etcdctl ${all} defrag`, 'etcdctl alarm disarm'] }
  ],
  [/compacted, defragmented/, { ...full, lines: [...full.lines, compacted, `etcdctl ${all} defrag`] }],
  [/quota-backend/, full],
  [
    /force-new-cluster/,
    {
      pods: true,
      lines: [
        ...[2, 3].map((n) => `ssh master-${n} mv ${manifest} /tmp/etcd.yaml`),
        `mv ${manifest} /tmp/etcd.yaml`,
        20,
        "sed -i '/- etcd$/a\\    - --force-new-cluster' /tmp/etcd.yaml",
        `mv /tmp/etcd.yaml ${manifest}`
      ]
    }
  ],
  [/members healthy|not a database|running member/, {}]
]

/** @throws if the words mean nothing here */
export function stateOf(stretch: readonly Typed[]): State {
  const { setup } = stretch[0]!
  const meaning = meanings.find(([words]) => words.test(setup))?.[1]
  if (!meaning) throw new Error(`what is meant by the state '${setup}'?`)
  const { faults = [], lines = [], flags = {}, alone, pods } = meaning
  return {
    before: [
      ...keysBefore(stretch),
      ...restoredBefore(stretch),
      ...ledBy(alone ? undefined : leaderOf(stretch)),
      ...lines
    ],
    scenario: {
      ...presetOf('ha-master-fails')!,
      id: 'etcd-texts',
      title: setup,
      cluster: alone ? one : three,
      workloads: [],
      commands: [],
      faults: [
        ...(alone || pods
          ? []
          : [1, 2, 3].flatMap((n) => [
              `10s kill master-${n}/kube-apiserver`,
              `10s kill master-${n}/kube-controller-manager`,
              `10s kill master-${n}/kube-scheduler`
            ])),
        ...faults
      ],
      flags: { 'users-rate-per-s': 0, 'static-pods': pods === true, ...flags },
      untilSeconds: 30,
      startsAt: '2026-11-29T05:11:00Z'
    }
  }
}
