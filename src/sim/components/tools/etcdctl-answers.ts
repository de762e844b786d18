import { memberId } from '../../cluster'
import { addressOf } from '../../protocol'
import type { EtcdResponse, EtcdResult, KeyValue } from '../etcd/messages'
import type { Session, Tools } from './context'
import { askOn, dial, etcdVersion, memberAt, next, refuse } from './etcdctl-client'
import { headerJson, jsonLine, keyValueJson, Long, textOf } from './etcdctl-json'
import { formatOf, read, type Flag } from './etcdctl-line'
import { membersText } from './etcdctl-members'
import { deletedBytes, putBytes, rangeBytes } from './etcdctl-protobuf'
import { bytesText } from './etcdctl-tables'
import { transactionOf, transactionText } from './etcdctl-txn'
import { snapshotLog } from './etcdctl-warnings'
import type { Outbox } from './messages'
import { ask, end } from './session'

/* What etcdctl makes of an answer. Models etcdctl/ctlv3/command/printer_simple.go and its siblings. */

const idOf = (member: string): string => memberId(member.replace('/etcd', ''))
/** An alarm as protobuf writes it as a text, with a space behind each field. */
const alarmOf = (member: string): string => `memberID:${BigInt(`0x${idOf(member)}`)} alarm:NOSPACE `
const leaseId = (lease: number): string => lease.toString(16).padStart(16, '0')

export function answer(context: Tools, session: Session, response: EtcdResponse, out: Outbox): void {
  const { words, flag } = read(session)
  const [verb = '', noun = ''] = words
  const { result, header } = response
  const endpoint = session.endpoints[session.at]!
  const format = formatOf(flag)
  const isJson = format === 'json'
  const took = `${((context.now - session.askedAt) / 1_000).toFixed(6)}ms`
  const say = (text: string) => {
    session.stdout += text
    end(context, session, 0, out)
  }
  if (verb === 'endpoint' && noun === 'health') {
    // Models ep_command.go: who commits is asked for alarms, which make it unhealthy.
    if (result?.kind === 'alarms') {
      const alarms = result.members.map(() => 'NOSPACE ').join('')
      if (alarms !== '') {
        session.failed = true
        const row = session.rows.at(-1)!
        session.rows.splice(-1, 1, [row[0]!, 'false', row[2]!, `Active Alarm(s): ${alarms}`])
      }
      return next(context, session, out)
    }
    session.rows.push([endpoint, 'true', took, ''])
    return askOn(context, session, (id) => ({ type: 'etcd.alarm', id, action: 'get' }), out)
  }
  switch (result?.kind) {
    case 'status':
      addStatus(session, response, result, isJson)
      return next(context, session, out)
    case 'hash': {
      const { hash, hashRevision, compactRevision } = result
      const HashKV = {
        header: headerJson(header),
        hash,
        compact_revision: compactRevision,
        hash_revision: hashRevision
      }
      if (isJson) session.json.push({ Endpoint: endpoint, HashKV })
      else session.rows.push([endpoint, String(hash), String(hashRevision)])
      return next(context, session, out)
    }
    case 'alarms': {
      const { members } = result
      session.stdout += isJson
        ? jsonLine({
            header: headerJson(header),
            ...(members.length > 0 && {
              alarms: members.map((member) => ({ memberID: new Long(idOf(member)), alarm: 1 }))
            })
          })
        : members.map((member) => `${alarmOf(member)}\n`).join('')
      // One proposal disarms one member: on until none is left.
      if (noun === 'disarm' && members.length > 0) return dial(context, session, out)
      return end(context, session, 0, out)
    }
    case 'defragment':
      session.stdout += `Finished defragmenting etcd member[${endpoint}]. took ${took}\n`
      return next(context, session, out)
    case 'members':
      return say(membersText(context, session.argv, noun, result, format, header))
    case 'compact':
      return say(`compacted revision ${noun}\n`)
    case 'lease':
      return say(leaseText(noun, result))
    case 'leases':
      return say(leasesText(noun, result, flag))
    case 'txn':
      if (verb === 'txn') {
        const parts = transactionOf(words[1] ?? '')
        return say(typeof parts === 'string' ? '' : transactionText(parts, result))
      }
      if (verb === 'put' && format === 'protobuf')
        return say(putBytes(header, flag('--prev-kv') === undefined ? null : (result.responses[0] ?? null)))
      if (format === 'protobuf') return say(deletedBytes(header, session.rows.length))
      if (verb === 'put')
        return say(putText(result.responses, flag, isJson ? jsonLine({ header: headerJson(header) }) : ''))
      return say(
        `${session.rows.length}\n${flag('--prev-kv') === undefined ? '' : session.rows.map(([key, value]) => `${key}\n${value}\n`).join('')}`
      )
    case 'snapshot': {
      session.size = result.snapshot.bytesInUse
      // Where it runs in a container, the file is gone with that.
      if (session.asker) return snapshotSaved(context, session, out)
      const value = Object.freeze({ is: 'snapshot', snapshot: result.snapshot })
      return out.write({ session: session.id }, [{ op: 'put', file: pathOf(words[2]!), value }])
    }
    case 'range': {
      const text = textOfServer(context, verb, noun)
      if (text !== undefined) return say(text)
      const { kvs, count } = within(result, words, flag)
      if (verb === 'del') return deleteAll(context, session, kvs, out)
      return say(format === 'protobuf' ? rangeBytes(header, kvs, count) : keysAndValues(kvs, count, flag, response))
    }
    default:
      return end(context, session, 1, out)
  }
}

/** What etcd says of users, who there are none of here, and of a downgrade that nobody has begun. */
function textOfServer(context: Tools, verb: string, noun: string): string | undefined {
  const version = etcdVersion(context).replace(/\.\d+$/, '')
  if (verb === 'auth') return 'Authentication Status: false\nAuthRevision: 1\n'
  if (verb === 'downgrade') return `Downgrade ${noun} success, cluster version ${version}\n`
  return verb === 'user' || verb === 'role' ? '' : undefined
}

function addStatus(
  session: Session,
  { header }: EtcdResponse,
  status: Extract<EtcdResult, { kind: 'status' }>,
  isJson: boolean
): void {
  const endpoint = session.endpoints[session.at]!
  const { version, leader, raftIndex, appliedIndex, dbSize, dbSizeInUse, dbSizeQuota, learner } = status
  const storage = `${version.replace(/\.\d+$/, '')}.0`
  const errors = status.errors.map((text) => {
    const [, member] = /^alarm:NOSPACE (.*)$/.exec(text) ?? []
    return member === undefined ? text : alarmOf(member)
  })
  if (isJson) {
    session.json.push({
      Endpoint: endpoint,
      Status: {
        header: headerJson(header),
        version,
        dbSize,
        ...(leader !== '' && { leader: new Long(idOf(leader)) }),
        raftIndex,
        raftTerm: header.raftTerm,
        raftAppliedIndex: appliedIndex,
        ...(errors.length > 0 && { errors }),
        dbSizeInUse,
        ...(learner && { isLearner: true }),
        storageVersion: storage,
        dbSizeQuota,
        downgradeInfo: {}
      }
    })
    return
  }
  session.rows.push([
    endpoint,
    idOf(header.member).replace(/^0+/, ''),
    version,
    storage,
    bytesText(dbSize),
    bytesText(dbSizeInUse),
    `${Math.trunc((1 - dbSizeInUse / dbSize) * 100)}%`,
    bytesText(dbSizeQuota),
    String(leader === header.member),
    String(learner),
    String(header.raftTerm),
    String(raftIndex),
    String(appliedIndex),
    errors.join(', '),
    '',
    'false'
  ])
}

function leaseText(verb: string, { lease, ttlSeconds }: Extract<EtcdResult, { kind: 'lease' }>): string {
  if (verb === 'grant') return `lease ${leaseId(lease)} granted with TTL(${ttlSeconds}s)\n`
  if (verb === 'revoke') return `lease ${leaseId(lease)} revoked\n`
  return `lease ${leaseId(lease)} keepalived with TTL(${ttlSeconds})\n`
}

function leasesText(verb: string, { leases }: Extract<EtcdResult, { kind: 'leases' }>, flag: Flag): string {
  if (verb === 'list')
    return `found ${leases.length} leases\n${leases.map(({ lease }) => `${leaseId(lease)}\n`).join('')}`
  return leases
    .map(({ lease, granted, ttl, keys }) => {
      if (ttl < 0) return `lease ${leaseId(lease)} already expired\n`
      const attached = flag('--keys') === undefined ? '' : `, attached keys([${keys.join(' ')}])`
      return `lease ${leaseId(lease)} granted with TTL(${granted}s), remaining(${ttl}s)${attached}\n`
    })
    .join('')
}

function putText(responses: readonly (KeyValue | null)[], flag: Flag, json: string): string {
  if (json !== '') return json
  const prev = flag('--prev-kv') === undefined ? null : (responses[0] ?? null)
  return `OK\n${prev ? `${prev.key}\n${textOf(prev.value)}\n` : ''}`
}

const pathOf = (path: string): string => (path.startsWith('/') ? path : `/root/${path.replace(/^(?:\.|~)\//, '')}`)

/** The file is on the disk. */
export function snapshotSaved(context: Tools, session: Session, out: Outbox): void {
  const path = read(session).words[2] ?? ''
  session.stderr += snapshotLog(context, session, path, bytesText(session.size))
  session.stdout = `Snapshot saved at ${read(session).words[2] ?? ''}\nServer version ${etcdVersion(context).replace(/\d+$/, '0')}\n`
  end(context, session, 0, out)
}

export function snapshotLost(context: Tools, session: Session, out: Outbox): void {
  const path = read(session).words[2] ?? ''
  refuse(context, session, `Error: could not write to ${path}.part: write ${path}.part: no space left on device`, out)
}

/** What was found is deleted in one transaction. */
function deleteAll(context: Tools, session: Session, kvs: readonly KeyValue[], out: Outbox): void {
  if (kvs.length === 0) {
    session.stdout = '0\n'
    return end(context, session, 0, out)
  }
  session.rows = kvs.map(({ key, value }) => [key, textOf(value)])
  const member = addressOf('etcd', memberAt(context, session.endpoints[session.at]!)!)
  const id = ask(context, session, 5, 'command-timeout', out)
  const success = kvs.map(({ key }) => ({ op: 'delete' as const, key }))
  out.send(member, { type: 'etcd.txn', id, compares: [], success, failure: [] })
}

/** Of all keys those from one on, before another; in the order that was asked for. */
function within(
  { kvs, count }: Extract<EtcdResult, { kind: 'range' }>,
  [, from = '', end]: readonly string[],
  flag: Flag
): { readonly kvs: readonly KeyValue[]; readonly count: number } {
  const isRange = end !== undefined || flag('--from-key') !== undefined
  const chosen = isRange ? kvs.filter(({ key }) => key >= from && (end === undefined || key < end)) : [...kvs]
  const by = (flag('--sort-by') ?? 'KEY').toUpperCase()
  const of = (kv: KeyValue): string | number =>
    by === 'CREATE'
      ? kv.createRevision
      : by === 'MODIFY'
        ? kv.modRevision
        : by === 'VERSION'
          ? kv.version
          : by === 'VALUE'
            ? textOf(kv.value)
            : kv.key
  const sorted = chosen.toSorted((a, b) => (of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0))
  if (flag('--order')?.toUpperCase() === 'DESCEND') sorted.reverse()
  const limit = Number(flag('--limit') ?? 0)
  return { kvs: limit > 0 ? sorted.slice(0, limit) : sorted, count: isRange ? chosen.length : count }
}

/** Objects are kept as such here, where etcd has their protobuf: they are shown as JSON. */
function keysAndValues(kvs: readonly KeyValue[], count: number, flag: Flag, { header }: EtcdResponse): string {
  const format = formatOf(flag)
  const keysOnly = flag('--keys-only') !== undefined
  const counts = flag('--count-only') !== undefined
  if (format === 'json') {
    const shown = kvs.map((kv) => keyValueJson(kv, keysOnly))
    return jsonLine({
      header: headerJson(header),
      ...(shown.length > 0 && { kvs: shown }),
      ...(count > 0 && { count })
    })
  }
  if (format === 'fields') {
    const { cluster_id, member_id, revision, raft_term } = headerJson(header)
    const of = (id: Long): string => BigInt(`0x${id.hex}`).toString()
    const head = `"ClusterID" : ${of(cluster_id)}\n"MemberID" : ${of(member_id)}\n"Revision" : ${revision}\n"RaftTerm" : ${raft_term}\n`
    const each = kvs.map(
      ({ key, value, createRevision, modRevision, version, lease }) =>
        `"Key" : "${key}"\n"CreateRevision" : ${createRevision}\n"ModRevision" : ${modRevision}\n"Version" : ${version}\n"Value" : ${JSON.stringify(keysOnly ? '' : textOf(value))}\n"Lease" : ${lease}\n`
    )
    return `${head}${counts ? '' : each.join('')}"More" : ${kvs.length < count && !counts}\n"Count" : ${count}\n`
  }
  if (keysOnly) return kvs.map(({ key }) => `${key}\n\n`).join('')
  if (flag('--print-value-only') !== undefined) return kvs.map(({ value }) => `${textOf(value)}\n`).join('')
  return kvs.map(({ key, value }) => `${key}\n${textOf(value)}\n`).join('')
}
