import { formatMicroTime } from '../../api/timestamp'
import { wallClock } from '../../kernel/clock'
import type { Session, Tools } from './context'
import { etcdVersion, limitOf } from './etcdctl-client'
import { read } from './etcdctl-line'
import type { Outbox } from './messages'

/* What etcd's client logs on stderr, as JSON lines. Models client/v3/retry_interceptor.go and client/v3/snapshot. */

/** Of gRPC, by what etcd's errors say. Models api/v3rpc/rpctypes/error.go. */
const codes: readonly (readonly [text: RegExp, code: string])[] = [
  [/deadline exceeded/, 'DeadlineExceeded'],
  [/lease not found|member not found/, 'NotFound'],
  [/has been compacted|future revision/, 'OutOfRange'],
  [/space exceeded|too many requests/, 'ResourceExhausted'],
  [/too large|duplicate key|key is not provided/, 'InvalidArgument'],
  [/already exist|bad leader transferee|learner|re-configuration failed|not leader/, 'FailedPrecondition'],
  [/timed out|no leader|unhealthy cluster|stopped|not supported while/, 'Unavailable']
]

/** `rpc error: code = NotFound desc = etcdserver: member not found` */
function rpcError(session: Session, error: string): string {
  // Who leads nobody lets proposals wait until their time is over; reads are refused.
  if (error.endsWith('request timed out') && methodOf(session) !== 'KV/Range')
    return rpcError(session, 'context deadline exceeded')
  const code = codes.find(([text]) => text.test(error))?.[1] ?? 'Unknown'
  return `rpc error: code = ${code} desc = ${error === 'context deadline exceeded' ? outOfTime(session) : error}`
}

/** Why nothing was asked in time, if it was the connection. Models grpc picker_wrapper.go and client/v3 retry. */
function outOfTime({ reached, endpoints, at, distrust }: Session): string {
  if (distrust !== '') return distrust
  const host = endpoints[at]!.replace(/^https?:\/\//, '')
  if (reached === 'open') return 'context deadline exceeded'
  if (reached === 'silent') return 'context deadline exceeded while waiting for connections to become ready'
  const why = reached === 'nobody' ? 'no route to host' : 'connection refused'
  return `latest balancer error: connection error: desc = "transport: Error while dialing: dial tcp ${host}: connect: ${why}"`
}

/** The method that a command calls. */
function methodOf(session: Session): string {
  const { words } = read(session)
  const [verb = '', noun = ''] = words
  if (session.phase === 'members') return 'Cluster/MemberList'
  const known: Readonly<Record<string, string>> = {
    get: 'KV/Range',
    put: 'KV/Put',
    txn: 'KV/Txn',
    lock: 'Lease/LeaseGrant',
    elect: 'Lease/LeaseGrant',
    del: 'KV/DeleteRange',
    compact: 'KV/Compact',
    compaction: 'KV/Compact',
    defrag: 'Maintenance/Defragment',
    'move-leader': session.leader === '' ? 'Maintenance/Status' : 'Maintenance/MoveLeader',
    'endpoint status': 'Maintenance/Status',
    'endpoint hashkv': 'Maintenance/HashKV',
    'endpoint health': 'KV/Range',
    'alarm list': 'Maintenance/Alarm',
    'alarm disarm': 'Maintenance/Alarm',
    'member list': 'Cluster/MemberList',
    'member add': 'Cluster/MemberAdd',
    'member remove': 'Cluster/MemberRemove',
    'member promote': 'Cluster/MemberPromote',
    'member update': 'Cluster/MemberUpdate',
    'lease grant': 'Lease/LeaseGrant',
    'lease revoke': 'Lease/LeaseRevoke',
    'lease list': 'Lease/LeaseLeases',
    'lease timetolive': 'Lease/LeaseTimeToLive'
  }
  return known[verb] ?? known[`${verb} ${noun}`] ?? ''
}

const stamp = (context: Tools): string => formatMicroTime(wallClock(context))

/** Each try of a call that failed is logged; streams are not tried again. */
export function warnOfTry(context: Tools, session: Session, error: string, out: Outbox): void {
  const method = methodOf(session)
  if (method === '') return
  const { words } = read(session)
  // A client of all endpoints bears the name of the first; what asks each endpoint has a client for each.
  const each = words[0] === 'endpoint' || words[0] === 'defrag' || words[0] === 'move-leader'
  const endpoint = session.endpoints[each ? session.at : 0]!
  const place = (0xc0_0000_0000 + (session.question % 0xf_ffff) * 0x20).toString(16)
  const line = {
    level: 'warn',
    ts: stamp(context),
    // `endpoint health` makes its clients itself.
    logger: words[0] === 'endpoint' && words[1] === 'health' ? 'client' : 'etcd-client',
    caller: `v3@v${etcdVersion(context)}/retry_interceptor.go:65`,
    msg: 'retrying of unary invoker failed',
    target: `etcd-endpoints://0x${place}/${endpoint.replace(/^https?:\/\//, '')}`,
    method: `/etcdserverpb.${method}`,
    attempt: session.attempt,
    error: rpcError(session, error)
  }
  const text = `${JSON.stringify(line)}\n`
  // Who asks without an end is heard as it goes.
  if (limitOf(session) === Infinity && !session.asker)
    out.fact('tool-output', { id: session.id, stream: 'stderr', text })
  else session.stderr += text
}

/** What is logged while a snapshot is saved. */
export function snapshotLog(context: Tools, session: Session, path: string, size: string): string {
  const version = etcdVersion(context)
  const endpoint = session.endpoints[session.at]
  const took = `${((context.now - session.askedAt) / 1_000).toFixed(6)}ms`
  const ts = stamp(context)
  const own = (line: number) => ({ caller: `snapshot/v3_snapshot.go:${line}` })
  const client = (line: number) => ({ logger: 'client', caller: `v3@v${version}/maintenance.go:${line}` })
  const lines = [
    { ...own(83), msg: 'created temporary db file', path: `${path}.part` },
    { ...client(236), msg: 'opened snapshot stream; downloading' },
    { ...own(96), msg: 'fetching snapshot', endpoint },
    { ...client(302), msg: 'completed snapshot read; closing' },
    { ...own(111), msg: 'fetched snapshot', endpoint, size, took, 'etcd-version': version.replace(/\d+$/, '0') },
    { ...own(121), msg: 'saved', path }
  ]
  return lines.map((line) => `${JSON.stringify({ level: 'info', ts, ...line })}\n`).join('')
}
