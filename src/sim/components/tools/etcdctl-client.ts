import { parseDuration } from '../../../base/duration'
import { addressOf } from '../../protocol'
import { factsOf } from '../../releases'
import type { EtcdRequest } from '../etcd/messages'
import type { Session, Tools } from './context'
import { jsonLine } from './etcdctl-json'
import { formatOf, read } from './etcdctl-line'
import { distrust } from './etcdctl-trust'
import { hashHead, healthHead, printed, statusHead } from './etcdctl-tables'
import type { Outbox } from './messages'
import { ask, end } from './session'

/* etcdctl's connections to endpoints, one after the other, and how it ends. */

/** `--command-timeout`. Models etcdctl/main.go defaultCommandTimeOut. */
export const patience = 5

/** As etcd says it of itself: `3.6.8`. */
export const etcdVersion = ({ config }: Pick<Tools, 'config'>): string => factsOf(config).etcd.replace(/-\d+$/, '')

/** Models check.go's default of `--prefix`. */
export const checkPrefix = '/etcdctl-check-perf/'

/** What is wrong with the line itself. Models pkg/cobrautl ExitBadArgs. */
export const badArguments = 128

export function refuse(context: Tools, session: Session, text: string, out: Outbox, code = 1): void {
  session.stderr += `${text}\n`
  end(context, session, code, out)
}

/** So many seconds a command may take. */
export function limitOf(session: Session): number {
  // Models txn_command.go, lock_command.go, elect_command.go: these have no limit of their own.
  if (/^(?:txn|lock|elect)$/.test(read(session).words[0] ?? '')) return Infinity
  const given = parseDuration(read(session).flag('--command-timeout') ?? '')
  return given.ok ? given.value / 1e6 : patience
}

/** Connects to the endpoint whose turn it is. */
export function dial(context: Tools, session: Session, out: Outbox): void {
  session.began = context.now
  session.attempt = 0
  const question = ask(context, session, limitOf(session), 'command-timeout', out)
  const member = memberAt(context, session.endpoints[session.at]!)
  session.distrust = member === null ? '' : distrust(context, read(session).flag, session.endpoints[session.at]!)
  // Nobody listens there: gRPC dials again until its patience is over.
  session.reached = member === null ? 'nobody' : 'silent'
  if (member !== null && session.distrust === '') out.connect(addressOf('etcd', member), question)
}

/** On the connection that stands. */
export function askOn(
  context: Tools,
  session: Session,
  request: (id: number) => EtcdRequest,
  out: Outbox,
  limit = limitOf(session)
): void {
  const id = ask(context, session, limit, 'command-timeout', out)
  out.send(addressOf('etcd', memberAt(context, session.endpoints[session.at]!)!), request(id))
}

export function memberAt({ machine, cluster }: Tools, endpoint: string): string | null {
  const host = endpoint.replace(/^https?:\/\//, '').replace(/:\d+$/, '')
  const name = ['127.0.0.1', 'localhost'].includes(host)
    ? machine
    : cluster.masters.find((id) => id === host || cluster.addresses[id] === host)
  return name !== undefined && cluster.masters.includes(name) ? name : null
}

/** To the next endpoint of a question that asks each; at the end its table. */
export function next(context: Tools, session: Session, out: Outbox): void {
  if (++session.at < session.endpoints.length) return dial(context, session, out)
  const { words, flag } = read(session)
  const [, noun] = words
  const format = formatOf(flag)
  const head = noun === 'health' ? healthHead : noun === 'hashkv' ? hashHead : statusHead
  if (session.json.length > 0) session.stdout += jsonLine(session.json)
  else if (noun === 'health' && format !== 'table') healthLines(session, format)
  else if (session.rows.length > 0) session.stdout += printed(session.rows, head, format)
  if (session.failed && noun === 'health') session.stderr += 'Error: unhealthy cluster\n'
  if (session.failed && noun === 'hashkv') session.stderr += `Error: ${session.lastError}\n`
  end(context, session, session.failed ? 1 : 0, out)
}

function healthLines(session: Session, format: string): void {
  if (format === 'json') {
    const all = session.rows.map(([endpoint, health, took, error]) => ({
      endpoint,
      health: health === 'true',
      took,
      ...(error !== '' && { error })
    }))
    session.stdout += jsonLine(all)
    return
  }
  for (const [endpoint, health, took, error] of session.rows)
    if (health === 'true') session.stdout += `${endpoint} is healthy: successfully committed proposal: took = ${took}\n`
    else session.stderr += `${endpoint} is unhealthy: failed to commit proposal: ${error}\n`
}
