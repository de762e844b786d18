import { Journal } from '../../base/journal'
import { fnv1a } from '../../base/prng'
import { clusterOf, memberId } from '../cluster'
import type { DataDirectory, WalRecord } from '../components/etcd/context'
import type { ConfState, Snapshot } from '../components/etcd/raft'
import type { StoreSnapshot } from '../components/etcd/snapshot'
import type { Disk } from '../kernel/types'
import type { Machine, World } from '../kernel/world'
import { addressOf } from '../protocol'
import { factsOf } from '../releases'
import { databaseAt, defragment, hashkv, logOf } from './etcdutl-file'
import { openedDatabase } from './etcdutl-log'
import { pathOf, put, thingAt, type Hand } from './files'
import { failed, option, said, words, type Outcome } from './outcome'

/** Options of `etcdutl snapshot` that have a value. */
const valued = [
  '--data-dir',
  '--name',
  '--initial-cluster',
  '--initial-cluster-token',
  '--initial-advertise-peer-urls',
  '--bump-revision',
  '--wal-dir',
  '--write-out',
  '-w'
]

/** Models etcdutl/ctl.go; cobra's words. */
const help = `Usage:
  etcdutl [command]

Available Commands:
  completion  Generate completion script
  defrag      Defragments the storage of the etcd
  hashkv      Prints the KV history hash of a given file
  help        Help about any command
  migrate     Migrates schema of etcd data dir files to make them compatible with different etcd version
  snapshot    Manages etcd node snapshots
  version     Prints the version of etcdutl

Flags:
  -h, --help               help for etcdutl
  -w, --write-out string   set the output format (fields, json, protobuf, simple, table) (default "simple")

Use "etcdutl [command] --help" for more information about a command.
`

/** `etcdutl snapshot status` and `restore`. Models etcdutl/snapshot/v3_snapshot.go. */
export function etcdutl(world: World, machine: Machine, argv: readonly string[], hand: Hand): Outcome {
  const [, what = '', verb = '', ...files] = words(argv, valued)
  if (what === '' || what === 'help') return said(help)
  if (what === 'version') {
    const version = factsOf(world.setup.flags).etcd.replace(/-\d+$/, '')
    return said(`etcdutl version: ${version}\nAPI version: ${version.replace(/\.\d+$/, '')}\n`)
  }
  if (what === 'defrag') return defragment(world, machine, argv)
  if (what === 'hashkv') return hashkv(world, machine, verb, argv, hand)
  if (what !== 'snapshot' || (verb !== 'status' && verb !== 'restore'))
    return failed("the lab's etcdutl knows snapshot status, snapshot restore, hashkv and defrag\n")
  const [path] = files
  if (path === undefined || files.length > 1)
    return failed(`Error: snapshot ${verb} requires exactly one argument\n`, 128)
  const found = databaseAt(world, machine, path)
  if (typeof found === 'string') return failed(`Error: ${found}\n`)
  return verb === 'status' ? status(found.snapshot, argv) : restore(world, machine, argv, path, found, hand)
}

function status({ kvs, revision, bytesInUse }: StoreSnapshot, argv: readonly string[]): Outcome {
  const hash = fnv1a(JSON.stringify(kvs.map(({ key, modRevision }) => [key, modRevision]))).toString(16)
  const size = `${(bytesInUse / 1e6).toFixed(1)} MB`
  const format = option(argv, '-w', '--write-out')
  if (format === 'json')
    return said(
      `${JSON.stringify({ hash: parseInt(hash, 16), revision, totalKey: kvs.length, totalSize: bytesInUse, version: '3.6.0' })}\n`
    )
  if (format === 'fields')
    return said(
      `"Hash" : ${parseInt(hash, 16)}\n"Revision" : ${revision}\n"Keys" : ${kvs.length}\n"Size" : ${bytesInUse}\n"Version" : 3.6.0\n`
    )
  const row = [hash, String(revision), String(kvs.length), size, '3.6.0']
  if (format !== 'table') return said(`${row.join(', ')}\n`)
  const head = ['HASH', 'REVISION', 'TOTAL KEYS', 'TOTAL SIZE', 'VERSION']
  const widths = head.map((name, i) => Math.max(name.length, row[i]!.length))
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`
  const line = (cells: readonly string[]) => `|${cells.map((cell, i) => ` ${cell.padStart(widths[i]!)} `).join('|')}|\n`
  return said(rule + line(head) + rule + line(row) + rule)
}

function restore(
  world: World,
  machine: Machine,
  argv: readonly string[],
  path: string,
  { snapshot, changed = false }: { readonly snapshot: StoreSnapshot; readonly changed?: boolean },
  hand: Hand
): Outcome {
  const bump = Number(option(argv, '--bump-revision') ?? 0)
  const marked = option(argv, '--mark-compacted') !== undefined && option(argv, '--mark-compacted') !== 'false'
  if (!Number.isSafeInteger(bump) || bump < 0)
    return failed(`Error: invalid argument "${option(argv, '--bump-revision')}" for "--bump-revision" flag\n`, 128)
  if (bump > 0 !== marked) return failed('Error: --mark-compacted required if --revision-bump > 0\n', 128)
  const name = option(argv, '--name') ?? 'default'
  const given = option(argv, '--initial-cluster') ?? `${name}=http://localhost:2380`
  const token = option(argv, '--initial-cluster-token') ?? 'etcd-cluster'
  const members = given
    .split(',')
    .map((text) => text.split('='))
    .map(([member = '', url = '']) => ({ member, peer: peerAt(world, machine, url) }))
    .sort((a, b) => (a.member < b.member ? -1 : 1))
  const stranger = members.find(({ peer }) => peer === null)
  if (stranger) return failed(`Error: the lab's cluster has no master behind the peer URL of ${stranger.member}\n`)
  const id = members.findIndex(({ member }) => member === name) + 1
  if (id === 0) return failed(`Error: couldn't find local name "${name}" in the initial cluster configuration\n`)
  const directory = option(argv, '--data-dir') ?? `${name}.etcd`
  const to = pathOf(directory)
  if (thingAt(world, machine, to)) return failed(`Error: data-dir "${directory}" not empty or could not be read\n`)
  const peers = members.flatMap(({ peer }) => (peer === null ? [] : [peer]))
  const identity = {
    cluster: fnv1a(`${token}|${given}`).toString(16),
    // Each member restores for itself: what they agree on is the list of members, not the instant.
    origin: members.length === 1 ? world.now : 0,
    peers: Object.freeze(peers),
    unstarted: Object.freeze([])
  }
  const revision = snapshot.revision + bump
  const where = `{"path": "${path}", "wal-dir": "${directory}/member/wal", "data-dir": "${directory}", "snap-dir": "${directory}/member/snap", "initial-memory-map-size": 10737418240}`
  const log = logOf(world, machine)
  const beginning = log('snapshot/v3_snapshot.go:305', `restoring snapshot\t${where}`)
  // The hash behind the file is that of what was saved; the copy stays where it is.
  if (changed && option(argv, '--skip-hash-check') === undefined) {
    const { snap } = dataOf(world, id, snapshot, identity, 0)
    put(world, machine, to, { is: 'data', disk: { snap: snap! } }, hand)
    const sum = (text: string) => `[${Array.from({ length: 32 }, (_, i) => fnv1a(`${text} ${i}`) % 256).join(' ')}]`
    return failed(`${beginning}Error: expected sha256 ${sum(`${snapshot.revision}`)}, got ${sum(path)}\n`)
  }
  put(world, machine, to, { is: 'data', disk: dataOf(world, id, snapshot, identity, bump) }, hand)
  world.recorder.fact(hand.entry, world.now, -1, 'etcd-snapshot-restored', {
    machine: machine.id,
    revision: snapshot.revision,
    keys: snapshot.kvs.length
  })
  const opened = openedDatabase(log, `${directory}/member/snap/db`)
  const bumped =
    bump > 0
      ? opened +
        log(
          'snapshot/v3_snapshot.go:396',
          `bumping latest revision\t{"latest-revision": ${snapshot.revision}, "bump-amount": ${bump}, "new-latest-revision": ${revision}}`
        ) +
        log('snapshot/v3_snapshot.go:413', `marking revision compacted\t{"revision": ${revision}}`)
      : ''
  const clusterId = memberId(`cluster ${identity.cluster}`)
  const added = members.map(({ member, peer }) => {
    const about = `"cluster-id": "${clusterId}", "local-member-id": "0", "added-peer-id": "${memberId(member)}"`
    const url =
      given
        .split(',')
        .find((text) => text.startsWith(`${member}=`))
        ?.slice(member.length + 1) ?? peer
    return log(
      'membership/cluster.go:424',
      `added member\t{${about}, "added-peer-peer-urls": ["${url}"], "added-peer-is-learner": false}`
    )
  })
  return {
    code: 0,
    stderr:
      beginning +
      opened +
      log('schema/membership.go:138', 'Trimming membership information from the backend...') +
      bumped +
      opened +
      added.join('') +
      opened +
      log('snapshot/v3_snapshot.go:333', `restored snapshot\t${where}`)
  }
}

type Identity = Required<Pick<DataDirectory, 'cluster' | 'origin' | 'peers' | 'unstarted'>>

/** What the directory of a restored member holds: a snapshot of Raft that names the members, and an empty log behind it. */
function dataOf(world: World, id: number, snapshot: StoreSnapshot, identity: Identity, bump: number): Disk {
  const { peers, unstarted } = identity
  const count = peers.length
  const confState: ConfState = Object.freeze({
    voters: Object.freeze(peers.map((_, i) => i + 1)),
    learners: Object.freeze([]),
    votersOutgoing: Object.freeze([]),
    learnersNext: Object.freeze([]),
    autoLeave: false
  })
  const revision = snapshot.revision + bump
  const data: StoreSnapshot = Object.freeze({
    ...snapshot,
    peers,
    unstarted,
    revision,
    alarms: Object.freeze([]),
    // Watchers that remember revisions of the old cluster are told that those are gone: they list anew.
    ...(bump > 0 && { compactRevision: revision, history: Object.freeze([]) })
  })
  const snap: Snapshot = Object.freeze({ metadata: Object.freeze({ index: count, term: 1, confState }), data })
  const member: DataDirectory = Object.freeze({ created: world.now, id, ...identity })
  const records = new Journal<unknown>()
  const first: WalRecord = Object.freeze({
    hardState: Object.freeze({ term: 1, vote: 0, commit: count }),
    entries: Object.freeze([])
  })
  records.push(first)
  return { member: Object.freeze({ value: member }), snap: Object.freeze({ value: snap }), wal: { records } }
}

function peerAt(world: World, machine: Machine, url: string) {
  const host = url.replace(/^https?:\/\//, '').replace(/:\d+$/, '')
  const { masters, addresses } = clusterOf(world)
  const name = ['localhost', '127.0.0.1'].includes(host)
    ? machine.id
    : masters.find((id) => id === host || addresses[id] === host)
  return name !== undefined && masters.includes(name) ? addressOf('etcd', name) : null
}
