import { addressOf } from '../../protocol'
import type { EtcdResponse, KeyValue } from '../etcd/messages'
import type { Session, Tools } from './context'
import type { Outbox } from './messages'
import { bytesText, healthHead, printed, statusHead } from './etcdctl-tables'
import { memberId, memberProblem, memberQuestion, membersText } from './etcdctl-members'
import { ask, end } from './session'

/** `--command-timeout`. Models etcdctl/main.go defaultCommandTimeOut. */
const patience = 5

/** The same number as it stands in answers and alarms. */
const decimal = (name: string): string => BigInt(`0x${memberId(name)}`).toString()
const alarmOf = (member: string): string => `memberID:${decimal(member.replace('/etcd', ''))} alarm:NOSPACE`

/** The words of a command without its flags, and the flags' values. */
function read({ argv }: Session): { words: string[]; flag: (...names: string[]) => string | undefined } {
  const valued =
    /^(?:-w|--(?:endpoints|cacert|cert|key|write-out|limit|rev|consistency|command-timeout|dial-timeout|user|peer-urls))$/
  const words = argv.slice(1).filter((arg, i, all) => !arg.startsWith('-') && !valued.test(all[i - 1] ?? ''))
  const flag = (...names: string[]): string | undefined => {
    for (const name of names) {
      const at = argv.findIndex((arg) => arg === name || arg.startsWith(`${name}=`))
      if (at < 0) continue
      if (argv[at] !== name) return argv[at]!.slice(name.length + 1)
      return valued.test(name) ? argv[at + 1] : 'true'
    }
    return undefined
  }
  return { words, flag }
}

/** etcdctl begins: whom it asks, and whether it has anything to ask. */
export function etcdctl(context: Tools, session: Session, out: Outbox): void {
  const { words, flag } = read(session)
  const [verb = '', noun = ''] = words
  const { cluster, machine } = context
  const given = flag('--endpoints')
  session.endpoints =
    flag('--cluster') !== undefined
      ? cluster.masters.map((name) => `https://${cluster.addresses[name]}:2379`)
      : (given ?? '127.0.0.1:2379').split(',')
  if (verb === 'snapshot' && noun === 'save' && words[2] === undefined)
    return refuse(context, session, 'Error: snapshot save expects one argument', out)
  const known = [
    'get',
    'put',
    'del',
    'compact',
    'compaction',
    'version',
    'endpoint',
    'member',
    'alarm',
    'snapshot',
    'defrag'
  ]
  if (verb === 'version' || verb === '') {
    session.stdout = 'etcdctl version: 3.6.4\nAPI version: 3.6\n'
    return end(context, session, 0, out)
  }
  const full = [verb, noun].join(' ')
  const isKnown =
    known.includes(verb) &&
    (!['endpoint', 'member', 'alarm', 'snapshot'].includes(verb) ||
      [
        'endpoint health',
        'endpoint status',
        'member list',
        'member add',
        'member remove',
        'member promote',
        'alarm list',
        'alarm disarm',
        'snapshot save'
      ].includes(full))
  if (!isKnown)
    return refuse(
      context,
      session,
      `the lab's etcdctl knows get, put, del, compact, member list, member add, member remove, member promote, endpoint health, endpoint status, defrag, alarm list, alarm disarm and snapshot save; not '${full.trim()}'`,
      out
    )
  const wrong = verb === 'member' ? memberProblem(context, noun, words.slice(2), flag) : ''
  if (wrong !== '') return refuse(context, session, `Error: ${wrong}`, out)
  if ((verb === 'get' || verb === 'del') && noun === '')
    return refuse(
      context,
      session,
      `Error: ${verb} command needs one argument as key and an optional argument as range_end`,
      out
    )
  if (verb === 'put') {
    if (words.length < 3)
      return refuse(context, session, 'Error: put command needs 1 argument and input from stdin or 2 arguments', out)
    if (noun.startsWith('/registry/'))
      return refuse(
        context,
        session,
        'the lab keeps objects below /registry/, which only API servers write; other keys may be put',
        out
      )
  }
  if (!cluster.masters.includes(machine) && given === undefined && flag('--cluster') === undefined) {
    session.endpoints = ['127.0.0.1:2379']
  }
  dial(context, session, out)
}

function refuse(context: Tools, session: Session, text: string, out: Outbox): void {
  session.stderr = `${text}\n`
  end(context, session, 1, out)
}

/** Connects to the endpoint whose turn it is. */
function dial(context: Tools, session: Session, out: Outbox): void {
  const endpoint = session.endpoints[session.at]!
  const question = ask(context, session, patience, 'command-timeout', out)
  const member = memberAt(context, endpoint)
  // Nobody listens there: gRPC dials again until its patience is over.
  if (member !== null) out.connect(addressOf('etcd', member), question)
}

function memberAt({ machine, cluster }: Tools, endpoint: string): string | null {
  const host = endpoint.replace(/^https?:\/\//, '').replace(/:\d+$/, '')
  const name = ['127.0.0.1', 'localhost'].includes(host)
    ? machine
    : cluster.masters.find((id) => id === host || cluster.addresses[id] === host)
  return name !== undefined && cluster.masters.includes(name) ? name : null
}

/** The connection stands: what it came for. */
export function etcdQuestion(context: Tools, session: Session, out: Outbox): void {
  const { words, flag } = read(session)
  const [verb = '', key = '', more = ''] = words
  const member = addressOf('etcd', memberAt(context, session.endpoints[session.at]!)!)
  const id = session.question
  const prefix = flag('--prefix') !== undefined
  switch (verb) {
    case 'put':
      return out.send(member, {
        type: 'etcd.txn',
        id,
        compares: [],
        success: [{ op: 'put', key, value: more }],
        failure: []
      })
    case 'get':
    case 'del':
      return out.send(member, {
        type: 'etcd.range',
        id,
        key,
        prefix,
        ...(flag('--rev') !== undefined && { revision: Number(flag('--rev')) }),
        ...(flag('--consistency') === 's' && { serializable: true }),
        ...(flag('--limit') !== undefined && { limit: Number(flag('--limit')) })
      })
    case 'compact':
    case 'compaction':
      return out.send(member, { type: 'etcd.compact', id, revision: Number(key) })
    case 'snapshot':
      return out.send(member, { type: 'etcd.snapshot', id })
    case 'member':
      return out.send(member, memberQuestion(context, id, words, flag))
    case 'alarm':
      return out.send(member, { type: 'etcd.alarm', id, action: key === 'disarm' ? 'deactivate' : 'get' })
    case 'defrag':
      return out.send(member, { type: 'etcd.defragment', id })
    case 'endpoint':
      if (key === 'status') return out.send(member, { type: 'etcd.status', id })
      return out.send(member, { type: 'etcd.range', id, key: 'health' })
    default:
      return out.send(member, { type: 'etcd.range', id, key: 'health' })
  }
}

/** An endpoint did not answer, or said why it cannot. */
export function etcdFailed(context: Tools, session: Session, error: string, out: Outbox): void {
  const waited = context.now - session.askedAt < patience * 1_000_000
  // A refused connection is dialled again until the patience is over.
  if (waited && error === 'context deadline exceeded') return
  const { words } = read(session)
  const endpoint = session.endpoints[session.at]!
  const [verb, noun] = words
  if (verb === 'defrag') {
    session.failed = true
    session.stderr += `Failed to defragment etcd member[${endpoint}]. took ${((context.now - session.askedAt) / 1_000).toFixed(6)}ms. (${error})\n`
    return next(context, session, out)
  }
  if (verb === 'endpoint') {
    session.failed = true
    session.stderr +=
      noun === 'health'
        ? `${endpoint} is unhealthy: failed to commit proposal: ${error}\n`
        : `Failed to get the status of endpoint ${endpoint} (${error})\n`
    return next(context, session, out)
  }
  // Another endpoint may answer: the client's balancer goes round.
  if (session.at + 1 < session.endpoints.length) {
    session.at++
    return dial(context, session, out)
  }
  session.stderr += `Error: ${error}\n`
  end(context, session, 1, out)
}

/** To the next endpoint of a question that asks each; at the end its table. */
function next(context: Tools, session: Session, out: Outbox): void {
  if (++session.at < session.endpoints.length) return dial(context, session, out)
  const { words, flag } = read(session)
  const format = flag('-w', '--write-out') ?? 'simple'
  if (session.json.length > 0) session.stdout += `${JSON.stringify(session.json)}\n`
  if (session.rows.length > 0)
    session.stdout += printed(
      session.rows,
      words[1] === 'health' ? healthHead : statusHead,
      format,
      words[1] === 'health'
    )
  if (session.failed && words[1] === 'health') session.stderr += 'Error: unhealthy cluster\n'
  end(context, session, session.failed ? 1 : 0, out)
}

export function etcdAnswered(context: Tools, session: Session, response: EtcdResponse, out: Outbox): void {
  const { words, flag } = read(session)
  const [verb = '', noun = ''] = words
  const { error, result, header } = response
  if (error !== undefined) return etcdFailed(context, session, error, out)
  const endpoint = session.endpoints[session.at]!
  const format = flag('-w', '--write-out') ?? 'simple'
  const took = `${((context.now - session.askedAt) / 1_000).toFixed(6)}ms`
  if (verb === 'endpoint' && noun === 'health') {
    session.rows.push([endpoint, 'true', took, ''])
    return next(context, session, out)
  }
  if (result?.kind === 'status') {
    const { leader, raftIndex, appliedIndex, dbSize, dbSizeInUse, dbSizeQuota } = result
    const self = memberAt(context, endpoint)!
    const errors = result.errors.map((text) =>
      text.replace(/^alarm:NOSPACE (.*)\/etcd$/, (_all, name: string) => alarmOf(`${name}/etcd`))
    )
    if (flag('-w', '--write-out') === 'json') {
      session.json.push({
        Endpoint: endpoint,
        Status: {
          header: { member_id: decimal(self), revision: header.revision, raft_term: header.raftTerm },
          version: '3.6.4',
          dbSize,
          leader: decimal(leader.replace('/etcd', '')),
          raftIndex,
          raftTerm: header.raftTerm,
          raftAppliedIndex: appliedIndex,
          ...(errors.length > 0 && { errors }),
          dbSizeInUse,
          dbSizeQuota
        }
      })
      return next(context, session, out)
    }
    session.rows.push([
      endpoint,
      memberId(self),
      '3.6.4',
      '3.6.0',
      bytesText(dbSize),
      bytesText(dbSizeInUse),
      `${Math.trunc((1 - dbSizeInUse / dbSize) * 100)}%`,
      bytesText(dbSizeQuota),
      String(leader === `${self}/etcd`),
      'false',
      String(header.raftTerm),
      String(raftIndex),
      String(appliedIndex),
      errors.join(', '),
      '',
      'false'
    ])
    return next(context, session, out)
  }
  if (result?.kind === 'alarms') {
    session.stdout += result.members.map((member) => `${alarmOf(member)}\n`).join('')
    // One proposal disarms one member: on until none is left.
    if (noun === 'disarm' && result.members.length > 0) return dial(context, session, out)
    return end(context, session, 0, out)
  }
  if (result?.kind === 'defragment') {
    session.stdout += `Finished defragmenting etcd member[${endpoint}]. took ${took}\n`
    return next(context, session, out)
  }
  if (result?.kind === 'members') {
    session.stdout = membersText(context, session.argv, noun, result, format)
    return end(context, session, 0, out)
  }
  if (verb === 'put' || verb === 'compact' || verb === 'compaction') {
    if (verb === 'put') session.stdout = 'OK\n'
    else session.stdout = `compacted revision ${noun}\n`
    return end(context, session, 0, out)
  }
  if (result?.kind === 'txn') {
    session.stdout = `${session.rows.length}\n`
    return end(context, session, 0, out)
  }
  if (result?.kind === 'snapshot') {
    // Where it runs in a container, the file is gone with that.
    if (session.asker) return snapshotSaved(context, session, out)
    const value = Object.freeze({ is: 'snapshot', snapshot: result.snapshot })
    return out.write({ session: session.id }, [{ op: 'put', file: pathOf(words[2]!), value }])
  }
  if (result?.kind !== 'range') return end(context, session, 1, out)
  if (verb === 'del') return deleteAll(context, session, result.kvs, out)
  session.stdout = keysAndValues(result.kvs, result.count, flag, format, header.revision)
  end(context, session, 0, out)
}

const pathOf = (path: string): string => (path.startsWith('/') ? path : `/root/${path.replace(/^(?:\.|~)\//, '')}`)

/** The file is on the disk. */
export function snapshotSaved(context: Tools, session: Session, out: Outbox): void {
  session.stdout = `Snapshot saved at ${read(session).words[2] ?? ''}\nServer version 3.6.0\n`
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
  session.rows = kvs.map(({ key }) => [key])
  const member = addressOf('etcd', memberAt(context, session.endpoints[session.at]!)!)
  const id = ask(context, session, patience, 'command-timeout', out)
  out.send(member, {
    type: 'etcd.txn',
    id,
    compares: [],
    success: kvs.map(({ key }) => ({ op: 'delete' as const, key })),
    failure: []
  })
}

/** Objects are kept as such here, where etcd has their protobuf: they are shown as JSON. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

function keysAndValues(
  kvs: readonly KeyValue[],
  count: number,
  flag: (...names: string[]) => string | undefined,
  format: string,
  revision: number
): string {
  if (flag('--count-only') !== undefined && format !== 'json') return format === 'fields' ? `"Count" : ${count}\n` : ''
  if (format === 'json')
    return `${JSON.stringify({ header: { revision }, kvs: kvs.map(({ key, value, createRevision, modRevision, version }) => ({ key, create_revision: createRevision, mod_revision: modRevision, version, value: textOf(value) })), count })}\n`
  if (format === 'fields')
    return kvs
      .map(
        ({ key, value, createRevision, modRevision, version, lease }) =>
          `"Key" : "${key}"\n"CreateRevision" : ${createRevision}\n"ModRevision" : ${modRevision}\n"Version" : ${version}\n"Value" : ${JSON.stringify(textOf(value))}\n"Lease" : ${lease}\n`
      )
      .join('')
  if (flag('--keys-only') !== undefined) return kvs.map(({ key }) => `${key}\n\n`).join('')
  if (flag('--print-value-only') !== undefined) return kvs.map(({ value }) => `${textOf(value)}\n`).join('')
  return kvs.map(({ key, value }) => `${key}\n${textOf(value)}\n`).join('')
}
