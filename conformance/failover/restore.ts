import { play, type Act, type Request } from './cluster'
import type { Seen } from './seen'
import { same, type Statement } from './statement'

/** A member of etcd was killed, and started on what `etcdutl snapshot restore` had made of an older snapshot. */
interface Restore {
  readonly case: string
  readonly revision_before_restore: number
  readonly restore: { readonly argv: readonly string[] }
  readonly events: readonly { readonly t_ms: number; readonly component: string; readonly what: string }[]
  readonly reads: readonly Read[]
}

interface Read {
  readonly t_ms: number
  readonly what: string
  readonly method: string
  readonly path: string
  readonly code: string
  readonly answer: {
    readonly kind?: string
    readonly message?: string
    readonly reason?: string
    readonly name?: string
    readonly data?: unknown
    readonly items?: readonly string[]
  } | null
}

const namespace = 'rst'
const maps = `/api/v1/namespaces/${namespace}/configmaps`
const configMap = (name: string, v: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { v }
})

/** What the recorder made before its snapshot, and after it. */
const before: readonly Request[] = [
  { at: -10, op: 'setup', method: 'POST', target: '/api/v1/namespaces', body: { metadata: { name: namespace } } },
  { at: -9.5, op: 'setup', method: 'POST', target: maps, body: configMap('keep', '1') },
  { at: -9.4, op: 'setup', method: 'POST', target: maps, body: configMap('willdelete', '1') },
  { at: -4, op: 'setup', method: 'POST', target: maps, body: configMap('after-1', '1') },
  { at: -3.9, op: 'setup', method: 'POST', target: maps, body: configMap('after-2', '1') },
  { at: -3.8, op: 'setup', method: 'PATCH', target: `${maps}/keep`, body: { data: { v: '2' } } },
  { at: -3.7, op: 'setup', method: 'DELETE', target: `${maps}/willdelete` },
  { at: -0.5, op: 'revision', method: 'GET', target: maps }
]

const data = '/var/lib/etcd'
const snapshot = '/var/backups/etcd.db'

function actsOf({ restore: { argv }, events }: Restore): Act[] {
  const options = ['--bump-revision', '--mark-compacted'].flatMap((flag) => {
    const at = argv.indexOf(flag)
    return at < 0 ? [] : flag === '--bump-revision' ? [flag, argv[at + 1]!] : [flag]
  })
  const backS =
    (events.find(({ component, what }) => component === 'etcd' && /started/.test(what))?.t_ms ?? 400) / 1_000
  // One that was started again with it comes from the recorder a moment later, as all that it starts.
  const server = events.find(({ component, what }) => component === 'kube-apiserver' && /started/.test(what))
  return [
    { at: -7, line: 'etcdctl --endpoints=https://10.0.0.11:2379 snapshot save /backup/etcd.db' },
    { at: -6, line: `scp /backup/etcd.db master-1:${snapshot}` },
    { at: 0, line: 'kill master-1/etcd' },
    { at: 0.1, line: `ssh master-1 rm -rf ${data}` },
    {
      at: 0.2,
      line: `ssh master-1 etcdutl snapshot restore ${snapshot} --name master-1 --initial-cluster master-1=https://10.0.0.11:2380 --initial-advertise-peer-urls https://10.0.0.11:2380 --data-dir ${data} ${options.join(' ')}`.trim()
    },
    { at: Math.max(0.3, backS), line: 'restart master-1/etcd' },
    ...(server
      ? [
          { at: server.t_ms / 1_000 - 0.1, line: 'kill master-1/kube-apiserver' },
          { at: server.t_ms / 1_000, line: 'restart master-1/kube-apiserver' }
        ]
      : [])
  ]
}

const bodyOf = ({ method }: Read): object | undefined =>
  method === 'POST' ? configMap('new-1', '1') : method === 'PATCH' ? { data: { v: '3' } } : undefined

/** The revision that lists told last before etcd was killed, which reads of the recorder name. */
function revisionOf(run: Seen): string {
  const { content } = run.answers.find(({ op }) => op === 'revision')!
  return (content as { metadata: { resourceVersion: string } }).metadata.resourceVersion
}

/** What an answer says, without revisions: those are of each cluster. */
function gist(answer: Read['answer']): unknown {
  const { kind, message, reason, name, data: content, items } = answer ?? {}
  const names = items?.map((item) => item.replace(/@.*/, '')).sort()
  return { kind, message: message?.replace(/\d{3,}/g, 'N'), reason, name, content, names }
}

interface Content {
  readonly kind?: string
  readonly message?: string
  readonly reason?: string
  readonly metadata?: { readonly name?: string }
  readonly data?: unknown
  readonly items?: readonly { readonly metadata: { readonly name: string } }[]
}

function ours(content: unknown): Read['answer'] {
  const { kind, message, reason, metadata, data: held, items } = (content ?? {}) as Content
  return {
    ...(kind !== undefined && { kind }),
    ...(message !== undefined && { message }),
    ...(reason !== undefined && { reason }),
    ...(metadata?.name !== undefined && { name: metadata.name }),
    ...(held !== undefined && { data: held }),
    ...(items && { items: items.map((item) => item.metadata.name) })
  }
}

/**
 * What reads and writes find after a restore: through etcd, from the cache, of objects that came and went after the snapshot. A recording whose
 * namespace was being deleted from an earlier try tells of what no snapshot held alone.
 */
export function gradeRestore(of: string, recorded: Restore): readonly Statement[] | undefined {
  if (!Array.isArray(recorded.reads)) return undefined
  const isEnding = recorded.reads.some(({ answer }) => /being terminated/.test(answer?.message ?? ''))
  const reads = recorded.reads.filter(({ what }) => !isEnding || /made after|only the cache has|exact at/.test(what))
  const acts = actsOf(recorded)
  const plan = { topology: 'single', acts, untilS: 0.05 } as const
  const revision = revisionOf(play({ ...plan, requests: before }, [15.91])[0]!)
  const there = String(recorded.revision_before_restore)
  const requests = reads.map((read, n): Request => {
    const body = bodyOf(read)
    const target = read.path.replace(`resourceVersion=${there}`, `resourceVersion=${revision}`)
    return { at: read.t_ms / 1_000, op: `read ${n}`, method: read.method, target, ...(body && { body }) }
  })
  const untilS = Math.max(...reads.map(({ t_ms }) => t_ms / 1_000)) + 8
  const run = play({ ...plan, untilS, requests: [...before, ...requests] }, [15.91])[0]!
  return reads.map((read, n) => {
    const answer = run.answers.find(({ op }) => op === `read ${n}`)
    const what = `at ${(read.t_ms / 1_000).toFixed(0)} s, ${read.what}`
    const found = answer && { code: String(answer.code), ...(gist(ours(answer.content)) as object) }
    return same(of, what, { code: read.code, ...(gist(read.answer) as object) }, found ?? 'no answer')
  })
}
