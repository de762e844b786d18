import { memberId } from '../../cluster'
import { addressOf } from '../../protocol'
import type { EtcdRequest, EtcdResponse, EtcdWatchEvents } from '../etcd/messages'
import type { Session, Tools } from './context'
import { answer } from './etcdctl-answers'
import { beginLoad } from './etcdctl-check'
import { askOn, badArguments, limitOf, checkPrefix, dial, etcdVersion, memberAt, next, refuse } from './etcdctl-client'
import { textOf } from './etcdctl-json'
import { problemOf, read } from './etcdctl-line'
import { nameOf, numberOf } from './etcdctl-names'
import { helpOf } from './etcdctl-help'
import { isSession, sessionAnswered, sessionQuestion, sessionWatched } from './etcdctl-session'
import { missingFile } from './etcdctl-trust'
import { transactionOf } from './etcdctl-txn'
import { memberProblem, memberQuestion } from './etcdctl-members'
import { warnOfTry } from './etcdctl-warnings'
import type { Outbox } from './messages'
import { end } from './session'

/** etcdctl begins: whom it asks, and whether it has anything to ask. */
export function etcdctl(context: Tools, session: Session, out: Outbox): void {
  const line = read(session)
  const { words, flag } = line
  const [verb = '', noun = ''] = words
  session.endpoints = (flag('--endpoints') ?? '127.0.0.1:2379').split(',')
  const help = helpOf(words, flag, etcdVersion(context))
  if (help !== '') {
    session.stdout = help
    return end(context, session, 0, out)
  }
  if (verb === 'version' || verb === '') {
    const version = etcdVersion(context)
    session.stdout = `etcdctl version: ${version}\nAPI version: ${version.replace(/\.\d+$/, '')}\n`
    return end(context, session, 0, out)
  }
  const problem = problemOf(line)
  if (problem !== '') return refuse(context, session, problem, out, isMisuse.test(problem) ? badArguments : 1)
  const wrong = verb === 'member' ? memberProblem(noun, words.slice(2), flag) : ''
  if (wrong !== '')
    return refuse(context, session, `Error: ${wrong}`, out, wrong.startsWith('the lab') ? 1 : badArguments)
  const missing = missingFile(flag)
  if (missing !== '') return refuse(context, session, missing, out, badArguments)
  // Models util.go endpointsFromCluster: the members are asked who they are.
  if (flag('--cluster') !== undefined && (verb === 'endpoint' || verb === 'defrag')) session.phase = 'members'
  dial(context, session, out)
}

/** The connection stands: what it came for. */
export function etcdQuestion(context: Tools, session: Session, out: Outbox): void {
  const member = addressOf('etcd', memberAt(context, session.endpoints[session.at]!)!)
  if (session.load) return
  const question = questionOf(context, session)
  // It watches until it is stopped.
  if (question.type === 'etcd.watch') out.cancel(`t/${session.id}`)
  out.send(member, question)
}

function questionOf(context: Tools, session: Session): EtcdRequest {
  const { words, flag } = read(session)
  const [verb = '', key = '', more = ''] = words
  const id = session.question
  if (session.phase === 'members') return { type: 'etcd.member.list', id, linearizable: false }
  const isRange = (verb === 'get' || verb === 'del') && (more !== '' || flag('--from-key') !== undefined)
  const hex = Number(`0x${more}`)
  switch (`${verb} ${key}`) {
    case 'alarm list':
      return { type: 'etcd.alarm', id, action: 'get' }
    case 'alarm disarm':
      return { type: 'etcd.alarm', id, action: 'deactivate' }
    case 'endpoint status':
      return { type: 'etcd.status', id }
    case 'endpoint hashkv':
      return { type: 'etcd.hashkv', id, revision: Number(flag('--rev') ?? 0) }
    case 'endpoint health':
      return { type: 'etcd.range', id, key: 'health' }
    case 'check perf':
      return { type: 'etcd.range', id, key: checkPrefix, prefix: true, limit: 1 }
    case 'snapshot save':
      return { type: 'etcd.snapshot', id }
    case 'lease grant':
      return { type: 'etcd.lease.grant', id, ttlSeconds: Number(more) }
    case 'lease revoke':
      return { type: 'etcd.lease.revoke', id, lease: hex }
    case 'lease keep-alive':
      return { type: 'etcd.lease.keepalive', id, lease: hex }
    case 'lease list':
      return { type: 'etcd.leases', id }
    case 'lease timetolive':
      return { type: 'etcd.leases', id, of: hex }
  }
  switch (verb) {
    case 'txn': {
      const parts = transactionOf(key)
      return {
        type: 'etcd.txn',
        id,
        ...(typeof parts === 'string' ? { compares: [], success: [], failure: [] } : parts)
      }
    }
    case 'lock':
    case 'elect':
      return sessionQuestion(session, id)
    case 'put': {
      const lease = Number(`0x${flag('--lease') ?? '0'}`)
      const put = { op: 'put', key, value: more, ...(lease !== 0 && { lease }) } as const
      const prev = flag('--prev-kv') === undefined ? [] : [{ op: 'range', key } as const]
      return { type: 'etcd.txn', id, compares: [], success: [...prev, put], failure: [] }
    }
    case 'compact':
    case 'compaction':
      return { type: 'etcd.compact', id, revision: Number(key) }
    case 'watch':
      return { type: 'etcd.watch', id, prefix: key, startRevision: Number(flag('--rev') ?? 0), requireLeader: true }
    case 'member':
      return memberQuestion(context, id, words, flag)
    case 'defrag':
      return { type: 'etcd.defragment', id }
    case 'move-leader':
      return { type: 'etcd.status', id }
    default:
      // Ranges other than prefixes are cut out of all keys; the answer is the same.
      return {
        type: 'etcd.range',
        id,
        key: isRange ? '' : key,
        prefix: isRange || flag('--prefix') !== undefined,
        ...(flag('--rev') !== undefined && { revision: Number(flag('--rev')) }),
        ...(flag('--consistency') === 's' && { serializable: true }),
        ...(!isRange && flag('--limit') !== undefined && { limit: Number(flag('--limit')) })
      }
  }
}

/** Arguments that are missing or are none, of commands that look at them before they do anything. */
const isMisuse =
  /^Error: (?:(?:get|del|put|compaction|lease|move-leader) .*(?:needs?|expecting)|bad |snapshot save expects|(?:--count-only|print-value-only) is)/

/** Nobody listens at an endpoint: another one is asked; the last is dialled until the patience is over. */
export function etcdRefused(context: Tools, session: Session, out: Outbox): void {
  session.reached = 'refused'
  const { words } = read(session)
  const asksEach = words[0] === 'endpoint' || words[0] === 'defrag' || words[0] === 'move-leader'
  if (session.phase === '' && asksEach) return
  if (session.at + 1 >= session.endpoints.length) return
  session.at++
  dial(context, session, out)
}

/** An endpoint did not answer, or said why it cannot. */
export function etcdFailed(context: Tools, session: Session, error: string, out: Outbox): void {
  warnOfTry(context, session, error, out)
  const { words } = read(session)
  // Models retry_interceptor.go: what the server did not do in time is asked again as long as there is time.
  const left = limitOf(session) - (context.now - session.began) / 1e6
  if (error.includes('request timed out') && session.phase === '' && words[0] !== 'endpoint' && left > 0) {
    session.attempt++
    return askOn(context, session, () => ({ ...questionOf(context, session) }), out, left)
  }
  const endpoint = session.endpoints[session.at]!
  const [verb, noun] = words
  const took = `${((context.now - session.askedAt) / 1_000).toFixed(6)}ms`
  if (session.phase === '' && verb === 'defrag') {
    session.failed = true
    session.stderr += `Failed to defragment etcd member[${endpoint}]. took ${took}. (${error})\n`
    return next(context, session, out)
  }
  if (session.phase === '' && verb === 'endpoint') {
    session.failed = true
    session.lastError = error
    if (noun === 'health') session.rows.push([endpoint, 'false', took, error])
    else {
      const what = noun === 'status' ? 'status' : 'hash'
      session.stderr += `Failed to get the ${what} of endpoint ${endpoint} (${error})\n`
    }
    return next(context, session, out)
  }
  if (session.phase === 'members')
    return refuse(context, session, `Error: failed to fetch endpoints from etcd cluster member list: ${error}`, out)
  const of: Readonly<Record<string, string>> = { grant: 'failed to grant lease', revoke: 'failed to revoke lease' }
  const about = verb === 'lease' ? of[noun ?? ''] : undefined
  if (verb === 'lease' && noun === 'keep-alive' && error.includes('not found'))
    return refuse(context, session, `lease ${(words[2] ?? '').padStart(16, '0')} expired or revoked.`, out)
  refuse(context, session, `Error: ${about === undefined ? error : `${about} (${error})`}`, out)
}

/** Something has changed below what is watched, or the watch is over. Models watch_command.go. */
export function etcdWatched(
  context: Tools,
  session: Session,
  { canceled, events }: EtcdWatchEvents,
  out: Outbox
): void {
  if (isSession(read(session).words[0]))
    return sessionWatched(context, session, { canceled, events } as EtcdWatchEvents, out)
  if (canceled !== undefined) {
    session.stderr += `watch was canceled (${canceled})\n`
    return refuse(context, session, 'Error: watch is canceled by the server', out, 5)
  }
  const { words, flag } = read(session)
  const wanted = events.filter(({ kv }) => flag('--prefix') !== undefined || kv.key === words[1])
  const text = wanted.map(({ type, kv }) =>
    type === 'delete' ? `DELETE\n${kv.key}\n\n` : `PUT\n${kv.key}\n${textOf(kv.value)}\n`
  )
  if (text.length > 0) out.fact('tool-output', { id: session.id, stream: 'stdout', text: text.join('') })
}

export function etcdAnswered(context: Tools, session: Session, response: EtcdResponse, out: Outbox): void {
  const { error, result, header } = response
  if (error !== undefined) return etcdFailed(context, session, error, out)
  const { words } = read(session)
  const [verb = '', noun = ''] = words
  if (session.phase === 'members' && result?.kind === 'members') {
    const { addresses } = context.cluster
    session.endpoints = result.members
      .filter(({ started }) => started)
      .map(({ peer }) => `https://${addresses[nameOf(peer)]}:2379`)
    session.phase = ''
    session.at = 0
    return dial(context, session, out)
  }
  if (isSession(verb)) return sessionAnswered(context, session, response, out)
  if (verb === 'move-leader') {
    const self = nameOf(header.member)
    if (result?.kind === 'status') {
      if (result.leader === header.member) {
        session.leader = memberId(self)
        return askOn(context, session, (id) => ({ type: 'etcd.move-leader', id, to: numberOf(context, noun) }), out)
      }
      if (++session.at < session.endpoints.length) return dial(context, session, out)
      return refuse(context, session, `Error: no leader endpoint given at [${session.endpoints.join(' ')}]`, out, 128)
    }
    session.stdout = `Leadership transferred from ${session.leader} to ${noun.toLowerCase()}\n`
    return end(context, session, 0, out)
  }
  if (verb === 'check' && result?.kind === 'range' && !session.load) {
    if (result.kvs.length > 0)
      return refuse(
        context,
        session,
        `Error: prefix "${checkPrefix}" has keys. Delete with etcdctl del --prefix ${checkPrefix} first`,
        out,
        128
      )
    return beginLoad(context, session, out)
  }
  answer(context, session, response, out)
}
