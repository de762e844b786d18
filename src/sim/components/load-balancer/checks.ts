import { toMs } from '../../../base/time'
import type { ApiResponse } from '../kube-apiserver/messages'
import type { Outbox } from './messages'
import { activeServers, type LoadBalancer, type Server } from './context'
import { shutdownSessions } from './forward'

export interface CheckRef {
  readonly kind: 'check'
  readonly server: number
  readonly check: number
}

/** What a check can say, in HAProxy's words. Models src/check.c get_check_status_description and its short codes. */
interface Verdict {
  readonly good: boolean
  readonly code: 'L4OK' | 'L4CON' | 'L4TOUT' | 'L7OK' | 'L7STS' | 'L7TOUT'
  readonly description: string
  readonly info: string
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
  out.connect(server.target, ref)
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
    conn: checkConn(ref),
    id: 1,
    verb: 'get',
    resource: '',
    path: '/readyz',
    user: 'system:anonymous',
    userAgent: ''
  })
}

const checkConn = (ref: CheckRef): string => `check-${ref.server}-${ref.check}`

/** A check's answer, if the event is one: its connection is not in the table of clients. */
export function checkAnswered(context: LoadBalancer, event: ApiResponse, out: Outbox): boolean {
  const match = /^check-(\d+)-(\d+)$/.exec(event.conn)
  if (!match) return false
  const ref: CheckRef = { kind: 'check', server: Number(match[1]), check: Number(match[2]) }
  const server = current(context, ref)
  if (!server) return true
  out.send(server.target, { type: 'conn.close', conn: event.conn })
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

/** Counts a result. Models src/check.c check_notify_success and check_notify_failure, then re-arms after `inter`. */
function end(context: LoadBalancer, index: number, verdict: Verdict, out: Outbox): void {
  const server = context.servers[index]!
  const { rise, fall, inter } = context.settings
  server.checking = false
  server.lastCheck = `${verdict.code}${verdict.info ? ` ${verdict.info.trim()}` : ''}`
  out.cancel(`check-timeout/${index}`)
  out.timer(`check/${index}`, inter, 'haproxy-inter-ms', { type: 'check.start', server: index })
  if (verdict.good) {
    if (server.health < rise + fall - 1) {
      server.health++
      if (server.health >= rise) {
        server.health = rise + fall - 1
        if (!server.up) markUp(context, server, verdict, out)
      }
    }
    return
  }
  if (server.health > rise) {
    server.health--
    out.note(`check of ${server.name}: ${server.lastCheck}; UP ${server.health - rise + 1}/${fall}`)
  } else {
    server.health = 0
    if (server.up) markDown(context, index, verdict, out)
  }
}

const reason = (context: LoadBalancer, server: Server, { description, info }: Verdict): string =>
  `reason: ${description}${info ? `, info: "${info}"` : ''}, check duration: ${Math.floor(toMs(context.now - server.checkedAt))}ms`

function markUp(context: LoadBalancer, server: Server, verdict: Verdict, out: Outbox): void {
  server.up = true
  const active = activeServers(context)
  out.log(
    'W',
    `Server apiservers/${server.name} is UP, ${reason(context, server, verdict)}. ${active} active and 0 backup servers online. 0 sessions requeued, 0 total in queue.`
  )
  out.fact('lb-backend-up', { backend: server.name, active })
}

function markDown(context: LoadBalancer, index: number, verdict: Verdict, out: Outbox): void {
  const server = context.servers[index]!
  server.up = false
  const active = activeServers(context)
  const last = active === 0 ? ' 0 active and 0 backup servers left.' : ` ${active} active and 0 backup servers left.`
  out.log(
    'W',
    `Server apiservers/${server.name} is DOWN, ${reason(context, server, verdict)}.${last} ${server.sessions} sessions active, 0 requeued, 0 remaining in queue.`
  )
  if (active === 0) out.log('E', 'backend apiservers has no server available!')
  context.rerouting = { server: index, entry: out.entry }
  out.fact('lb-backend-down', { backend: server.name, reason: verdict.code, active })
  if (context.settings.shutdownSessions) shutdownSessions(context, index, out)
}
