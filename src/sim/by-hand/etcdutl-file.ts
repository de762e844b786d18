import { fnv1a } from '../../base/prng'
import type { Snapshot } from '../components/etcd/raft'
import type { StoreSnapshot } from '../components/etcd/snapshot'
import { clockAtStart } from '../kernel/types'
import type { Machine, World } from '../kernel/world'
import { consoleLog, openedDatabase, type Log } from './etcdutl-log'
import { pathOf, put, thingAt, type Hand } from './files'
import { failed, option, said, type Outcome } from './outcome'

/* `etcdutl` on a file or directory of etcd's that nobody has open. Models etcdutl/etcdutl/{defrag,hashkv}_command.go. */

export const logOf = (world: World, machine: Machine): Log =>
  consoleLog(world.now + clockAtStart + (world.setup.clocksAhead ?? 0) + machine.clockSkew)

const file = '/member/snap/db'

/** The database at a path: what was saved, or the file of a data directory; the words of an error if there is none. */
export function databaseAt(
  world: World,
  machine: Machine,
  path: string
): { readonly snapshot: StoreSnapshot; readonly changed?: boolean } | string {
  const thing = thingAt(world, machine, pathOf(path))
  if (thing?.is === 'snapshot') return thing
  const directory = path.endsWith(file) ? thingAt(world, machine, pathOf(path.slice(0, -file.length))) : undefined
  const kept = directory?.is === 'data' ? (directory.disk.snap?.value as Snapshot | undefined) : undefined
  if (kept) return { snapshot: kept.data as StoreSnapshot }
  return thing || osFiles.has(path) ? 'invalid database' : `stat ${path}: no such file or directory`
}

/** Files that every machine has. */
const osFiles = new Set(['/etc/hostname', '/etc/hosts', '/etc/os-release', '/etc/passwd'])

/** It opens the file for writing: what was saved is not what it was. */
export function hashkv(world: World, machine: Machine, path: string, argv: readonly string[], hand: Hand): Outcome {
  const found = databaseAt(world, machine, path)
  if (typeof found === 'string') return failed(`Error: ${found}\n`)
  const { kvs, revision, compactRevision, leases } = found.snapshot
  if (!path.endsWith(file))
    put(world, machine, pathOf(path), { is: 'snapshot', snapshot: found.snapshot, changed: true }, hand)
  // A store without a lessor: it does not know what to do with a lease.
  if (leases.length > 0 || kvs.some(({ lease }) => lease !== 0)) return failed(noLessor, 2)
  const hash = parseInt(fnv1a(JSON.stringify(kvs.map(({ key, modRevision }) => [key, modRevision]))).toString(16), 16)
  if (option(argv, '-w', '--write-out') !== 'json') return said(`${hash}, ${revision}, ${compactRevision}\n`)
  return said(`${JSON.stringify({ hash, hashRevision: revision, compactRevision })}\n`)
}

export function defragment(world: World, machine: Machine, argv: readonly string[]): Outcome {
  const directory = option(argv, '--data-dir')
  if (directory === undefined) return failed('Error: required flag(s) "data-dir" not set\n')
  const path = `${directory}${file}`
  const log = logOf(world, machine)
  const found = databaseAt(world, machine, path)
  if (typeof found === 'string') return failed(notOpened(log, path), 2)
  const { bytes, bytesInUse } = found.snapshot
  const size = (name: string, value: number): string =>
    `"current-db-size${name}-bytes": ${value}, "current-db-size${name}": "${(value / 1e6).toFixed(1)} MB"`
  const after =
    `"current-db-size-bytes-diff": ${bytesInUse - bytes}, ${size('', bytesInUse)}, ` +
    `"current-db-size-in-use-bytes-diff": 0, ${size('-in-use', bytesInUse)}, "took": "12.345678ms"`
  return {
    code: 0,
    stderr:
      openedDatabase(log, path) +
      log(
        'backend/backend.go:522',
        `defragmenting\t{"path": "${path}", ${size('', bytes)}, ${size('-in-use', bytesInUse)}}`
      ) +
      openedDatabase(log, path, 'backend/backend.go:574') +
      log('backend/backend.go:592', `finished defragmenting directory\t{"path": "${path}", ${after}}`)
  }
}

const server = 'go.etcd.io/etcd/server/v3@v3.6.8'
const util = 'go.etcd.io/etcd/etcdutl/v3@v3.6.8'

/** A panic's lines: a function and the place below it. */
const frames = (...all: readonly (readonly [call: string, place: string])[]): string =>
  all.map(([call, place]) => `${call}\n\t${place}\n`).join('')

const noLessor = `panic: no lessor to attach lease\n\ngoroutine 1 [running]:\n${frames(
  [
    'go.etcd.io/etcd/server/v3/storage/mvcc.(*store).restore(0xc0002fc000)',
    `${server}/storage/mvcc/kvstore.go:395 +0xf2c`
  ],
  [
    'go.etcd.io/etcd/server/v3/storage/mvcc.NewStore(0xc000137808?, {0x10b8d88, 0xc0000c0c80}, {0x0, 0x0}, {0x0?, 0x0?})',
    `${server}/storage/mvcc/kvstore.go:128 +0x5ba`
  ],
  [
    'go.etcd.io/etcd/etcdutl/v3/etcdutl.calculateHashKV({0x7ffd44f9aa31, 0x1e}, 0x0)',
    `${util}/etcdutl/hashkv_command.go:60 +0x2cd`
  ],
  [
    'go.etcd.io/etcd/etcdutl/v3/etcdutl.hashKVCommandFunc(0xc0000df800?, {0xc0000e04b0, 0x1, 0xcfa3b4?})',
    `${util}/etcdutl/hashkv_command.go:43 +0x51`
  ],
  [
    'github.com/spf13/cobra.(*Command).execute(0xc0001bf508, {0xc0000e0470, 0x1, 0x1})',
    'github.com/spf13/cobra@v1.9.1/command.go:1019 +0xafb'
  ],
  ['github.com/spf13/cobra.(*Command).ExecuteC(0x1490300)', 'github.com/spf13/cobra@v1.9.1/command.go:1148 +0x465'],
  ['github.com/spf13/cobra.(*Command).Execute(...)', 'github.com/spf13/cobra@v1.9.1/command.go:1071'],
  ['main.Start()', `${util}/ctl.go:54 +0xc9`],
  ['main.main()', `${util}/main.go:23 +0x13`]
)}`

/** No file is there: bbolt says so, and the backend panics. */
function notOpened(log: Log, path: string): string {
  const missing = `open ${path}: no such file or directory`
  const opening = openedDatabase(log, path).split('\n')[0]!
  const made = [
    'go.etcd.io/etcd/server/v3/storage/backend.newBackend',
    `${server}/storage/backend/backend.go:203`
  ] as const
  const outer = [
    ['go.etcd.io/etcd/server/v3/storage/backend.New', `${server}/storage/backend/backend.go:167`],
    ['go.etcd.io/etcd/etcdutl/v3/etcdutl.DefragData.func1', `${util}/etcdutl/defrag_command.go:62`]
  ] as const
  const panicked = [
    'go.etcd.io/etcd/server/v3/storage/backend.newBackend',
    `${server}/storage/backend/backend.go:205`
  ] as const
  const zap = 'go.uber.org/zap@v1.27.0'
  return (
    `${opening}\n` +
    log('backend/backend.go:203', `failed to open db file (${path}): ${missing}`, 'bbolt', 'error') +
    frames(made, ...outer) +
    log('bbolt@v1.4.3/db.go:322', `Opening bbolt db (${path}) failed: ${missing}`, 'bbolt', 'error') +
    frames(['go.etcd.io/bbolt.Open', 'go.etcd.io/bbolt@v1.4.3/db.go:322'], made, ...outer) +
    log(
      'backend/backend.go:205',
      `failed to open database\t{"path": "${path}", "error": "${missing}"}`,
      undefined,
      'panic'
    ) +
    frames(panicked, ...outer) +
    `panic: failed to open database\n\ngoroutine 35 [running]:\n${frames(
      [
        'go.uber.org/zap/zapcore.CheckWriteAction.OnWrite(0x1?, 0x2?, {0x0?, 0x0?, 0x0?})',
        `${zap}/zapcore/entry.go:196 +0x54`
      ],
      [
        'go.uber.org/zap/zapcore.(*CheckedEntry).Write(0xc0000e4000, {0xc000014080, 0x2, 0x2})',
        `${zap}/zapcore/entry.go:262 +0x24e`
      ],
      [
        'go.uber.org/zap.(*Logger).Panic(0xc0000a0640?, {0xd1e5b2?, 0x17?}, {0xc000014080, 0x2, 0x2})',
        `${zap}/logger.go:285 +0x51`
      ],
      [
        'go.etcd.io/etcd/server/v3/storage/backend.newBackend({{0xc0000382a0, 0x1e}, 0x5f5e100, 0x2710, {0x0, 0x0}, 0x280000000, 0xc0000a0640, 0x0, 0x0, ...})',
        `${server}/storage/backend/backend.go:205 +0x76a`
      ],
      ['go.etcd.io/etcd/server/v3/storage/backend.New(...)', `${server}/storage/backend/backend.go:167`],
      ['go.etcd.io/etcd/etcdutl/v3/etcdutl.DefragData.func1()', `${util}/etcdutl/defrag_command.go:62 +0xc5`],
      [
        'created by go.etcd.io/etcd/etcdutl/v3/etcdutl.DefragData in goroutine 1',
        `${util}/etcdutl/defrag_command.go:57 +0xfd`
      ]
    )}`
  )
}
