import type { ApiResponse } from '../kube-apiserver/messages'
import type { Outbox } from './messages'
import type { LoadBalancer, Server } from './context'
import { checked } from './server'
import type { Verdict } from './verdict'

export interface CheckRef {
  readonly kind: 'check'
  readonly server: number
  readonly check: number
}

/** Spreads the first checks over one `inter`. Models src/check.c start_check_task: `inter × position / count`. */
export function startChecks(context: LoadBalancer, out: Outbox): void {
  const { inter, randomPhase } = context.settings
  const phase = randomPhase ? context.rng.below(inter) : 0
  context.servers.forEach((_, server) => {
    const delay = Math.round(phase + (inter * server) / context.servers.length)
    out.timer(`check/${server}`, delay, 'haproxy-inter-ms', { type: 'check.start', server })
  })
}

export function startCheck(context: LoadBalancer, event: { server: number }, out: Outbox): void {
  const server = context.servers[event.server]!
  const { checkTimeout, checkTimeoutSetting } = context.settings
  server.check++
  server.checking = true
  server.checkedAt = context.now
  const ref: CheckRef = { kind: 'check', server: event.server, check: server.check }
  out.connect(server.target, ref, checkTimeout, context.settings.httpchk ? checkConn(context, ref) : '')
  out.timer(`check-timeout/${event.server}`, checkTimeout, checkTimeoutSetting, {
    type: 'check.timeout',
    ...ref
  })
}

/** The port accepted: the check is good, or goes on with `GET /readyz`. */
export function checkConnected(context: LoadBalancer, ref: CheckRef, out: Outbox): void {
  const server = current(context, ref)
  if (!server) return
  if (!context.settings.httpchk) {
    end(context, ref.server, { good: true, code: 'L4OK', description: 'Layer4 check passed', info: '' }, out)
    return
  }
  out.send(server.target, {
    type: 'api.request',
    conn: checkConn(context, ref),
    id: 1,
    verb: 'get',
    resource: '',
    path: '/readyz',
    user: 'system:anonymous',
    userAgent: ''
  })
}

const checkConn = ({ self, incarnation }: LoadBalancer, { server, check }: CheckRef): string =>
  `${self}#${incarnation}:check-${server}-${check}`

/** A check's answer, if the event is one: its connection is not in the table of clients. */
export function checkAnswered(context: LoadBalancer, event: ApiResponse, out: Outbox): boolean {
  const match = /:check-(\d+)-(\d+)$/.exec(event.conn)
  if (!match) return false
  const ref: CheckRef = { kind: 'check', server: Number(match[1]), check: Number(match[2]) }
  const server = current(context, ref)
  if (!server) return true
  out.send(server.target, { type: 'conn.close', conn: event.conn }, { last: true })
  const good = event.code >= 200 && event.code < 400
  const info = good ? '' : event.code === 500 ? 'Internal Server Error' : String(event.code)
  end(
    context,
    ref.server,
    good
      ? { good, code: 'L7OK', description: `Layer7 check passed, code: ${event.code}`, info }
      : { good, code: 'L7STS', description: `Layer7 wrong status, code: ${event.code}`, info },
    out
  )
  return true
}

export function checkRefused(context: LoadBalancer, ref: CheckRef, out: Outbox): void {
  if (!current(context, ref)) return
  const info = 'Connection refused at initial connection step of tcp-check'
  end(context, ref.server, { good: false, code: 'L4CON', description: 'Layer4 connection problem', info }, out)
}

export function checkTimedOut(context: LoadBalancer, ref: CheckRef, out: Outbox): void {
  const server = current(context, ref)
  if (!server) return
  out.because({ silence: server.target }, context.settings.checkTimeoutSetting)
  const info = ' at initial connection step of tcp-check'
  end(context, ref.server, { good: false, code: 'L4TOUT', description: 'Layer4 timeout', info }, out)
}

const current = (context: LoadBalancer, ref: CheckRef): Server | null => {
  const server = context.servers[ref.server]!
  return server.checking && server.check === ref.check ? server : null
}

/** A check is over: its server counts the result, and the next one comes after `inter`. */
function end(context: LoadBalancer, index: number, verdict: Verdict, out: Outbox): void {
  const server = context.servers[index]!
  const { inter } = context.settings
  server.checking = false
  server.lastCheck = `${verdict.code}${verdict.info ? ` ${verdict.info.trim()}` : ''}`
  out.cancel(`check-timeout/${index}`)
  out.timer(`check/${index}`, inter, 'haproxy-inter-ms', { type: 'check.start', server: index })
  out.raise(checked(server, verdict))
}
