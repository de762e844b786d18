import { squareRoot } from '../../../base/exact-math'
import { seconds } from '../../../base/time'
import { addressOf } from '../../protocol'
import type { EtcdResponse } from '../etcd/messages'
import type { Load, Session, Tools } from './context'
import { checkPrefix, memberAt } from './etcdctl-client'
import type { Outbox } from './messages'
import { ask, end } from './session'

/* `etcdctl check perf`: 50 clients write 150 keys a second for a minute, and how long each took is looked at. Models etcdctl/ctlv3/command/check.go. */

const small = { limit: 150, clients: 50, seconds: 60, valueBytes: 1_024 }

export function beginLoad(context: Tools, session: Session, out: Outbox): void {
  const until = context.now + seconds(small.seconds)
  session.load = { began: context.now, until, made: 0, waiting: 0, under: [], took: [], errors: {}, ended: 0 }
  out.cancel(`t/${session.id}`)
  generate(context, session, out)
}

/** One more key is to be written: by a client that has nothing to do, else by the next that has. */
export function generate(context: Tools, session: Session, out: Outbox): void {
  const { load } = session
  if (!load) return
  if (context.now >= load.until) return finish(context, session, out)
  if (load.waiting < small.clients) load.waiting++
  write(context, session, load, out)
  out.timer(`load/${session.id}`, seconds(1 / small.limit), 'check-perf-limit', { type: 'tool.load', id: session.id })
}

function write(context: Tools, session: Session, load: Load, out: Outbox): void {
  const member = addressOf('etcd', memberAt(context, session.endpoints[session.at]!)!)
  while (load.waiting > 0 && load.under.length < small.clients) {
    load.waiting--
    const id = ++context.asked
    context.questions.set(id, session.id)
    load.under.push({ id, at: context.now })
    const key = `${checkPrefix}${String(load.made++).padStart(8, '0')}`
    const put = { op: 'put', key, value: value() } as const
    out.send(member, { type: 'etcd.txn', id, compares: [], success: [put], failure: [] })
  }
}

const value = (): string => '\u0000'.repeat(small.valueBytes)

export function loadAnswered(context: Tools, session: Session, response: EtcdResponse, out: Outbox): void {
  const { load } = session
  if (!load) return
  const { id, error } = response
  if (response.result?.kind === 'range')
    return remove(
      context,
      session,
      response.result.kvs.map(({ key }) => key),
      out
    )
  const mine = load.under.find((write) => write.id === id)
  if (!mine) return end(context, session, report(session, load), out)
  load.under = load.under.filter((write) => write !== mine)
  context.questions.delete(id)
  load.ended = context.now
  if (error === undefined) load.took.push((context.now - mine.at) / 1e6)
  else load.errors[error] = (load.errors[error] ?? 0) + 1
  if (context.now < load.until) write(context, session, load, out)
  else finish(context, session, out)
}

/** What is under way is waited for; then the keys are deleted again. */
function finish(context: Tools, session: Session, out: Outbox): void {
  const { load } = session
  if (!load || load.under.length > 0) return
  const member = addressOf('etcd', memberAt(context, session.endpoints[session.at]!)!)
  const id = ask(context, session, 30, 'command-timeout', out)
  out.send(member, { type: 'etcd.range', id, key: checkPrefix, prefix: true })
}

function remove(context: Tools, session: Session, keys: readonly string[], out: Outbox): void {
  const member = addressOf('etcd', memberAt(context, session.endpoints[session.at]!)!)
  const id = ask(context, session, 30, 'command-timeout', out)
  const success = keys.map((key) => ({ op: 'delete' as const, key }))
  out.send(member, { type: 'etcd.txn', id, compares: [], success, failure: [] })
}

/** Prints what came of it; the exit code. */
function report(session: Session, { took, errors, began, ended }: Load): number {
  const lines = [` ${small.seconds} / ${small.seconds} B${'o'.repeat(60)}m! 100.00% 1m0s`]
  let ok = true
  const judge = (holds: boolean, good: string, bad: string) => {
    ok &&= holds
    lines.push(holds ? good : bad)
  }
  const failures = Object.entries(errors)
  if (failures.length > 0) {
    ok = false
    lines.push('FAIL: too many errors', ...failures.map(([error, count]) => `FAIL: ERROR(${error}) -> ${count}`))
  }
  const rate = took.length / Math.max(1e-6, (ended - began) / 1e6)
  const slowest = Math.max(0, ...took)
  const mean = took.reduce((sum, one) => sum + one, 0) / Math.max(1, took.length)
  const spread = squareRoot(took.reduce((sum, one) => sum + (one - mean) * (one - mean), 0) / Math.max(1, took.length))
  const writes = Math.trunc(rate) + 1
  judge(
    rate / small.limit > 0.9,
    `PASS: Throughput is ${writes} writes/s`,
    `FAIL: Throughput too low: ${writes} writes/s`
  )
  judge(
    slowest <= 0.5,
    `PASS: Slowest request took ${slowest.toFixed(6)}s`,
    `Slowest request took too long: ${slowest.toFixed(6)}s`
  )
  judge(spread <= 0.1, `PASS: Stddev is ${spread.toFixed(6)}s`, `Stddev too high: ${spread.toFixed(6)}s`)
  lines.push(ok ? 'PASS' : 'FAIL')
  session.stdout += `${lines.join('\n')}\n`
  return ok ? 0 : 1
}
