import { memberId } from '../../src/sim/cluster'
import { play, type Act } from './cluster'
import type { Seen } from './seen'
import type { Statement } from './statement'

interface Recorded {
  readonly setup: string
  readonly lines: readonly { readonly level: string; readonly msg: string }[]
}

interface Situation {
  readonly acts: readonly Act[]
  readonly untilS: number
  readonly flags?: Readonly<Record<string, number | boolean>>
}

const at = (seconds: number, ...lines: readonly string[]): Act[] => lines.map((line) => ({ at: seconds, line }))
/** The recording begins when what was lost starts again. */
const lost = [...at(-3.2, 'kill master-3/etcd'), ...at(-3, 'lose-disk master-3')]
const remove = `ssh master-1 etcdctl member remove ${memberId('master-3')}`
const add = (how: string): string => `ssh master-1 etcdctl member add master-3 --peer-urls=https://10.0.0.13:2380${how}`
const rejoin = (how: string): Act[] => [
  ...lost,
  ...at(-2.5, remove),
  ...at(-1, add(how)),
  ...at(0, 'restart master-3/etcd')
]
const big = 'x'.repeat(512 * 1024)
const all = '--endpoints=https://10.0.0.11:2379,https://10.0.0.12:2379,https://10.0.0.13:2379'

/** A member's command line is edited while it is stopped, and it starts again at zero. */
const manifest = '/etc/kubernetes/manifests/etcd.yaml'
const restartedWith = (options: readonly string[], ...more: readonly string[]): Act[] => [
  ...at(-12, `ssh master-3 mv ${manifest} /tmp/etcd.yaml`),
  ...at(-5, ...more, ...options.map((option) => `ssh master-3 sed -i '/- etcd$/a\\    - ${option}' /tmp/etcd.yaml`)),
  ...at(0, `ssh master-3 mv /tmp/etcd.yaml ${manifest}`)
]

/** What was done, by the words of the recording; the first that fits. */
const situations: readonly (readonly [words: RegExp, Situation])[] = [
  [/^kill -9 of the leader/, { acts: at(0, 'kill master-1/etcd'), untilS: 8 }],
  [
    /^SIGTERM to the leader/,
    {
      // The recording begins when the members have just been started.
      acts: [
        ...at(-1, ...[1, 2, 3].map((n) => `kill master-${n}/etcd`)),
        ...at(-0.3, ...[1, 2, 3].map((n) => `restart master-${n}/etcd`)),
        // Whoever leads is among them, and hands over.
        ...at(6, 'stop master-1/etcd'),
        ...at(8, 'restart master-1/etcd'),
        ...at(10, 'stop master-2/etcd'),
        ...at(12, 'restart master-2/etcd'),
        ...at(14, 'stop master-3/etcd')
      ],
      untilS: 17
    }
  ],
  [
    /two killed members started again/,
    {
      acts: [
        ...at(-9, 'kill master-2/etcd', 'kill master-3/etcd'),
        ...at(0, 'restart master-2/etcd'),
        ...at(2.2, 'restart master-3/etcd')
      ],
      untilS: 8
    }
  ],
  [
    /initial-cluster-token/,
    {
      acts: restartedWith(
        ['--initial-cluster-token=other', '--initial-cluster-state=new'],
        'ssh master-3 rm -rf /var/lib/etcd/member'
      ),
      flags: { 'static-pods': true },
      untilS: 20
    }
  ],
  [
    /peer certificate of another CA/,
    {
      acts: restartedWith(['--peer-cert-file=/tmp/peer.crt', '--peer-key-file=/tmp/peer.key']),
      flags: { 'static-pods': true },
      untilS: 20
    }
  ],
  [
    /initial-cluster-state new|old flags/,
    {
      // The first member was started with `new` here, who joined with `existing`.
      acts: [...at(-3.2, 'kill master-1/etcd'), ...at(-3, 'lose-disk master-1'), ...at(0, 'restart master-1/etcd')],
      untilS: 8
    }
  ],
  [
    /promoted/,
    {
      acts: [...rejoin(' --learner'), ...at(9, `ssh master-1 etcdctl member promote ${memberId('master-3#4')}`)],
      untilS: 12
    }
  ],
  [/removed, added, started/, { acts: rejoin(''), untilS: 10 }],
  [
    /quota-backend-bytes/,
    {
      acts: [
        ...Array.from({ length: 45 }, (_, i) => at(i / 10, `ssh master-1 etcdctl put big${i} ${big}`)[0]!),
        ...at(6, 'ssh master-1 etcdctl compaction 200'),
        ...at(7, `ssh master-1 etcdctl ${all} defrag`)
      ],
      flags: { 'etcd-quota-backend-bytes': 20_971_520 },
      untilS: 10
    }
  ]
]

/** A message without what was drawn, counted or is of a place; options of the file's opening are those of a machine. */
const plain = (text: string): string =>
  text
    .replace(/, (?:error|remote-peer): .*$/, '')
    .replace(/(Opening db file|Opening bbolt db) \(.*?\)( with mode .*)?/, '$1')
    .replace(/\b[0-9a-f]{16}\b/g, 'ID')
    .replace(/\[(?:ID,?)*\]/g, '[IDS]')
    .replace(/\d+/g, 'N')
    .replace(/\((?:N ?)*\)/g, '(IDS)')
    .replace(/vote: (?:ID|N)/, 'vote: V')
    .trim()

/** A look at all peers once in 30 s: whether a recording meets one is chance. */
const isChance = /prober detected unhealthy status/

const levels: Readonly<Record<string, string>> = { info: 'I', warn: 'W', error: 'E', fatal: 'E' }

/** Whatever is said by one process of a member that is slow, or only of connections that strangers made, is the machine's. */
const machines = /rejected connection on|took too long|invalid file under data directory/

/** What members wrote to their logs here. */
function saidHere(runs: readonly Seen[]): ReadonlySet<string> {
  return new Set(
    runs.flatMap(({ lines }) =>
      lines
        .filter(({ component }) => component.startsWith('log etcd'))
        .map(({ what }) => `${what[0]} ${plain(what.slice(2))}`)
    )
  )
}

/**
 * Each message that members logged in a situation, at its level, is logged here, too; no member here warns of what none did there. Fields beside a
 * message, how often it came and from whom are not compared: the recording keeps the first two of each.
 */
/** So many entries a member keeps between two snapshots. */
const snapshotCount = 10_000
/**
 * Before a recording whose members have a snapshot on their disks they had taken as many writes, and more than they read before they serve: a minute
 * of `check perf` makes 9,000. The API server compacts after five minutes.
 */
const past: readonly Act[] = [
  ...[16, 84].map((second) => ({ at: second, line: 'ssh master-1 etcdctl check perf' })),
  { at: 150, line: 'ssh master-1 etcdctl compaction 5000' }
]

/** How far Raft's log had come, by what is said of it. */
const furthest = (lines: Recorded['lines']): number =>
  Math.max(
    0,
    ...lines.flatMap(({ msg }) => [...msg.matchAll(/\b(?:lastindex|index): (\d+)/g)].map(([, n]) => Number(n)))
  )

/** From here on what members look at every 30 s is met. */
const instants = [28.7]

export function gradeEtcdLog(of: string, { setup, lines }: Recorded): readonly Statement[] | undefined {
  const situation = situations.find(([words]) => words.test(setup))?.[1]
  const there = new Set(
    lines.filter(({ msg }) => !machines.test(msg)).map(({ level, msg }) => `${levels[level] ?? '?'} ${plain(msg)}`)
  )
  const here: ReadonlySet<string> = situation
    ? saidHere(play({ topology: 'ha', ...situation, ...(furthest(lines) > snapshotCount && { past }) }, instants))
    : new Set()
  return [
    ...[...there].map((text) => ({
      of,
      what: `etcd logs: ${text}`,
      passed: here.has(text),
      found: situation ? 'not at all' : `'${setup}' is not played`
    })),
    ...[...here]
      .filter((text) => /^[WE]/.test(text) && !there.has(text) && !isChance.test(text) && !machines.test(text))
      .map((text) => ({ of, what: `etcd never logs: ${text}`, passed: false, found: 'logged' }))
  ]
}
