import type { Typed } from '../typed'

/** What no two clusters share. Each says why. */
const masks: readonly (readonly [what: RegExp, as: string, why: string])[] = [
  [/"ts":"[^"]*"/g, '"ts":""', 'when a line was logged'],
  [/^\d{4}-\d\d-\d\dT[\d:.]+Z\t/gm, 'TIME\t', 'the same, on a console'],
  [/etcd-endpoints:\/\/0x[0-9a-f]+\//g, 'etcd-endpoints://0x0/', "the address of a client's object in memory"],
  [/\b0x[0-9a-f]+\b/g, '0x0', 'addresses in memory'],
  [/->10\.0\.0\.1\d:2379/g, '->MEMBER', 'which of several endpoints was tried last'],
  [/goroutine \d+/g, 'goroutine N', 'the number of a goroutine'],
  [/\b10\.0\.0\.1\d:\d{5}->/g, 'SELF->', 'the port of a client'],
  [/\b(?:\d+h)?(?:\d+m(?!s))?\d+(?:\.\d+)?(?:ns|µs|ms|s)\b(?!\))/g, 'TOOK', 'how long it took'],
  [/remaining\(\d+s\)/g, 'remaining(N)', 'how much of a lease was left'],
  [/\b\d+(?:\.\d)? (?:B|kB|MB|GB)\b/g, 'SIZE', 'sizes of a database: what it holds is its own'],
  [/\b\d+%/g, 'N%', 'how much of the file is free'],
  [
    /"(?:dbSize|dbSizeInUse|raftIndex|raftAppliedIndex|raftTerm|raft_term|revision|hash|hash_revision|compact_revision|create_revision|mod_revision|size)":-?\d+/g,
    '"":N',
    'how much was written before'
  ],
  [/"(cluster_id|member_id|ID|leader|memberID)":\d+/g, '"$1":ID', 'ids are drawn'],
  [/memberID:\d+/g, 'memberID:ID', 'the same'],
  [
    /^"(ClusterID|MemberID|Revision|RaftTerm|CreateRevision|ModRevision|Version|Hash|HashRevision|Keys|Size|Lease|RaftIndex|RaftAppliedIndex|DBSize|DBSizeInUse|Leader|ID)" : \d+$/gm,
    '"$1" : N',
    'the same, as fields'
  ],
  [/\b[0-9a-f]{15,16}\b/g, 'ID', 'the same, in hexadecimal digits'],
  [/"(?:latest-revision|new-latest-revision|revision)": \d+/g, '"revision": N', 'revisions that were there'],
  [/"current-db-size[a-z-]*": -?\d+/g, '"current-db-size": N', 'sizes of a database: what it holds is its own'],
  [/compacted revision \d+/g, 'compacted revision N', 'revisions that were there'],
  [/sha256 \[[\d ]*\], got \[[\d ]*\]/g, 'sha256 [], got []', 'hashes of a file'],
  [/^([0-9a-f]{8}, )\d+, \d+,/gm, 'HASH, N, N,', 'what a snapshot holds'],
  [/(https:\/\/[\d.:]+, )\d+, \d+$/gm, '$1HASH, N', 'hashes of what members hold']
]

/** Tables: the cells, not how wide a column is; numbers of a Raft log are its own. */
function table(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      /^\+[-+]+\+$/.test(line)
        ? '+-+'
        : line.startsWith('|')
          ? line
              .split('|')
              .map((cell) => cell.trim())
              .map((cell) => (/^\d+$|^[0-9a-f]{8}$/.test(cell) ? 'N' : cell))
              .join('|')
          : line.replace(/^(https:.*, )(true|false), (true|false), \d+, \d+, \d+,/, '$1$2, $3, N, N, N,')
    )
    .join('\n')
}

/** Numbers and ids are bytes there: the words among them are compared. */
const words = (text: string): string => (text.match(/[\w./-]{2,}/g) ?? []).join(' ')

/** A program that was stopped: how often it had tried again depends on when. */
const tries = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/"attempt":\d+/, '"attempt":N'))
    .filter((line, i, all) => line !== all[i - 1] || !line.includes('"attempt"'))
    .join('\n')

/** Endpoints are asked side by side, and told as they answer; members are listed by their ids. */
const unordered = /^\S*etcdctl .*(?:endpoint (?:health|status|hashkv)|member (?:list|add))/

export function shaped(argv: readonly string[], text: string): string {
  let result = text
  for (const [what, as] of masks) result = result.replace(what, as)
  result = table(result)
  if (!unordered.test(argv.join(' '))) return result
  return argv.includes('json')
    ? result
        .split(/(?=\{"(?:endpoint|Endpoint|"?ID)")/)
        .map((part) => part.replace(/[,\]}\n]*$/, ''))
        .sort()
        .join('\n')
    : result
        .split('\n')
        .map((line) =>
          line.startsWith('ETCD_INITIAL_CLUSTER=')
            ? line.replace(/"/g, '').split('=').slice(1).join('=').split(',').sort().join(',')
            : line
        )
        .sort()
        .join('\n')
}

export interface Printed {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
}

export function differences({ argv, stdout, stderr, exit }: Typed, printed: Printed): readonly string[] {
  const found: string[] = []
  const form = argv.includes('protobuf') ? words : (text: string) => shaped(argv, text)
  if (form(stdout) !== form(printed.stdout)) found.push('stdout')
  const errors = (text: string) => (exit === null ? tries(shaped(argv, text)) : shaped(argv, text))
  if (errors(stderr) !== errors(printed.stderr)) found.push('stderr')
  if (exit !== printed.code) found.push(`exit: want ${exit}, got ${printed.code}`)
  return found
}
