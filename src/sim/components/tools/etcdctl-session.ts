import { addressOf } from '../../protocol'
import type { EtcdResponse, EtcdWatchEvents, KeyValue } from '../etcd/messages'
import type { Session, Tools } from './context'
import { askOn, memberAt, refuse } from './etcdctl-client'
import { textOf } from './etcdctl-json'
import { read } from './etcdctl-line'
import type { Outbox } from './messages'
import { ask, end } from './session'

/*
 * `etcdctl lock` and `elect`: a key of one's own below a name, under a lease that is kept alive; whoever made the oldest has the lock or leads.
 * Models client/v3/concurrency (session.go, mutex.go, election.go) and ctlv3/command/{lock,elect}_command.go.
 */

/** What a session's lease lasts, and how often it is renewed: a third of that. */
const ttlSeconds = 60
const renewSeconds = ttlSeconds / 3

export const isSession = (verb: string | undefined): boolean => verb === 'lock' || verb === 'elect'
const listens = (session: Session): boolean => read(session).flag('-l', '--listen') !== undefined

/** What is asked first: a lease, or by who only listens, who leads. */
export function sessionQuestion(session: Session, id: number) {
  const [, name = ''] = read(session).words
  return listens(session)
    ? ({ type: 'etcd.range', id, key: `${name}/`, prefix: true } as const)
    : ({ type: 'etcd.lease.grant', id, ttlSeconds } as const)
}

export function sessionAnswered(context: Tools, session: Session, { result, header }: EtcdResponse, out: Outbox): void {
  const { words } = read(session)
  const [verb, name = '', ...more] = words
  switch (result?.kind) {
    case 'lease': {
      if (session.phase === 'revoking') return end(context, session, 0, out)
      if (session.phase === 'held') return renewLater(context, session, out)
      session.lease = result.lease
      const key = keyOf(session)
      const put = { op: 'put', key, value: verb === 'elect' ? (more[0] ?? '') : '', lease: result.lease } as const
      const compares = [{ key, target: 'create', result: '=', revision: 0 }] as const
      return askOn(
        context,
        session,
        (id) => ({ type: 'etcd.txn', id, compares, success: [put], failure: [] }),
        out,
        Infinity
      )
    }
    case 'txn': {
      if (session.phase !== 'leaving') return seek(context, session, out)
      session.phase = 'revoking'
      return askOn(context, session, (id) => ({ type: 'etcd.lease.revoke', id, lease: session.lease }), out, Infinity)
    }
    case 'range': {
      const [first] = result.kvs.toSorted((a, b) => a.createRevision - b.createRevision)
      if (listens(session)) tellLeader(session, first, out)
      else if (first?.key === keyOf(session)) return acquired(context, session, first, more, out)
      const startRevision = header.revision + 1
      askOn(context, session, (id) => ({ type: 'etcd.watch', id, prefix: `${name}/`, startRevision }), out, Infinity)
    }
  }
}

/** Somebody's key below the name has changed, or gone. */
export function sessionWatched(context: Tools, session: Session, { canceled }: EtcdWatchEvents, out: Outbox): void {
  if (canceled !== undefined) return refuse(context, session, `Error: ${canceled}`, out)
  seek(context, session, out)
}

/** The lease is renewed as long as the program runs. */
export function renew(context: Tools, session: Session, out: Outbox): void {
  askOn(context, session, (id) => ({ type: 'etcd.lease.keepalive', id, lease: session.lease }), out, renewSeconds)
}

function renewLater(context: Tools, session: Session, out: Outbox): void {
  ask(context, session, renewSeconds, 'lease-ttl', out)
}

/** A key of the session's own: it goes with its lease. */
const keyOf = (session: Session): string =>
  `${read(session).words[1] ?? ''}/${session.lease.toString(16).padStart(16, '0')}`

function seek(context: Tools, session: Session, out: Outbox): void {
  const [, name = ''] = read(session).words
  askOn(context, session, (id) => ({ type: 'etcd.range', id, key: `${name}/`, prefix: true }), out, Infinity)
}

function tellLeader(session: Session, first: KeyValue | undefined, out: Outbox): void {
  const text = first ? `${first.key}\n${textOf(first.value)}\n` : ''
  if (text === session.leader) return
  session.leader = text
  if (text !== '') out.fact('tool-output', { id: session.id, stream: 'stdout', text })
}

/** It has the lock, or leads: until it is stopped, or as long as the command runs that it was given. */
function acquired(
  context: Tools,
  session: Session,
  { key, value }: KeyValue,
  more: readonly string[],
  out: Outbox
): void {
  const { words } = read(session)
  const isLock = words[0] === 'lock'
  if (isLock && more.length > 0) {
    if (more[0] !== 'echo' && more[0] !== 'true')
      return refuse(context, session, "the lab's etcdctl lock runs echo and true, and no other program", out)
    if (more[0] === 'echo') session.stdout += `${more.slice(1).join(' ')}\n`
    session.phase = 'leaving'
    const member = addressOf('etcd', memberAt(context, session.endpoints[session.at]!)!)
    const id = ask(context, session, Infinity, 'command-timeout', out)
    return out.send(member, { type: 'etcd.txn', id, compares: [], success: [{ op: 'delete', key }], failure: [] })
  }
  const text = isLock ? `${key}\n` : `${key}\n${textOf(value)}\n`
  out.fact('tool-output', { id: session.id, stream: 'stdout', text })
  session.phase = 'held'
  renewLater(context, session, out)
}
