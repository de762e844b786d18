import { seconds, type Micros } from '../../../../base/time'
import type { Behaviour } from '../behaviour'
import type { LinuxContext } from '../context'
import type { Outbox } from '../messages'
import { outputLimit } from '../output'
import type { Found } from '../servers'
import { refuse, serve, type Packet } from '../traffic'
import { callsOthers } from './call-all'
import { goOn, type DialEnded } from './dial'

/*
 * Applications that call others. What they say to one another nobody here knows; whom they call their environment says
 * (`CART_SERVICE_ADDR=cartservice:7070`). Before an application answers what is no question for its health it asks all of them, and answers
 * 500 if one does not answer: so a page shows what is missing behind it, however far away.
 */

/** By container: what its calls came to, and until when that is taken for true; `waiting`: requests that came while it asks. */
export type Calls = Map<string, Calling>

interface Calling {
  readonly failure: string
  readonly until: Micros
  readonly waiting: readonly Waiting[]
}

interface Waiting {
  readonly packet: Packet
  readonly found: Found
}

/** A channel that is kept tells its application of its end at once; here one is asked anew when this is over, so that a busy page costs no more. */
const fresh = seconds(1)

/** Paths by which people ask whether a server is well, which asks nobody else. */
const health = /^\/_?(?:healthz?|livez?|readyz?|alive|ready|ping|status|metrics|version|actuator)\b/i

/** What is to be answered now: a failure, nothing against it (''), or it waits for its calls. */
export function callFirst(context: LinuxContext, out: Outbox, packet: Packet, found: Found): string {
  const { containerId, server } = found
  const { behaviour } = context.containers.get(containerId)!.spec
  const { image = '' } = behaviour
  const { path, more } = packet
  const via = more?.via ?? []
  if (server.root !== '' || more?.body || health.test(path) || via.includes(image)) return ''
  const targets = targetsOf(behaviour)
  if (targets.length === 0) return ''
  const calls = (context.calls ??= new Map())
  const known = calls.get(containerId)
  if (known && known.waiting.length === 0 && context.now < known.until) return known.failure
  const waiting = [...(known?.waiting ?? []), { packet, found }]
  calls.set(containerId, { failure: known?.failure ?? '', until: context.now, waiting })
  if (waiting.length === 1) {
    const argv = [callsOthers, JSON.stringify([...via, image]), ...targets]
    goOn(context, out, { of: { containerId, exec: null, serves: true }, argv, stdin: '', answers: [] })
  }
  return 'waits'
}

/** All have answered, or one has not: who waited is answered. */
export function called(context: LinuxContext, out: Outbox, { of: { containerId }, said }: DialEnded): void {
  const calling = context.calls?.get(containerId)
  if (!calling) return
  const failure = said.map(({ text }) => text).join('')
  context.calls!.set(containerId, { failure, until: context.now + fresh, waiting: [] })
  if (failure !== '' && failure !== calling.failure) {
    const { main } = context.containers.change(containerId)!
    main.stderr = `${main.stderr}${failure}\n`.slice(-outputLimit)
  }
  for (const { packet, found } of calling.waiting)
    serve(context, out, packet, found, failure === '' ? undefined : `${failure}\n`)
}

/** Its container has ended: its kernel resets who waits. */
export function drop(context: LinuxContext, out: Outbox, containerId: string): void {
  const calling = context.calls?.get(containerId)
  context.calls?.delete(containerId)
  for (const { packet } of calling?.waiting ?? [])
    refuse(context, out, packet.id, packet.hops, 'Connection reset by peer', 0, packet.flow)
}

/** `host:port`, with or without a scheme, user, path. */
const address =
  /^(?:(?:https?|grpcs?|tcp|redis|mongodb|postgres(?:ql)?|mysql|amqp|nats):\/\/(?:[^@/]*@)?)?([\w.-]*[a-z][\w.-]*)(?::(\d{2,5}))?(\/.*)?$/i

/** What an application does without if need be, its own addresses, and those that its users' browsers go to. */
const others =
  /(?:^|_)(?:OTEL|OTLP|COLLECTOR|JAEGER|ZIPKIN|TRACE|TRACING|STATSD|METRICS?|PROMETHEUS|SENTRY|LOG(?:S|GING)?|PROXY|CALLBACK|REDIRECT|PUBLIC|EXTERNAL|ROOT|BASE|ADVERTISED|LISTEN|BIND|ADMIN|ISSUER|WEBHOOK|KUBERNETES)(?:_|$)/i

/** Ports of servers that go without saying, by their variables' names. */
const usual: readonly (readonly [RegExp, number])[] = [
  [/MYSQL|MARIADB|WORDPRESS/i, 3306],
  [/PG|POSTGRES/i, 5432],
  [/REDIS/i, 6379],
  [/MONGO/i, 27_017],
  [/RABBIT|AMQP/i, 5672],
  [/CASSANDRA/i, 9042],
  [/ELASTIC/i, 9200]
]

const found = new WeakMap<Behaviour, readonly string[]>()

/** Whom it calls, as `host:port/path`: variables whose values are addresses of others by name. */
export function targetsOf(behaviour: Behaviour): readonly string[] {
  let targets = found.get(behaviour)
  if (!targets) {
    const { env = {} } = behaviour
    const all = Object.entries(env).flatMap(([name, value]) => targetOf(name, value, env) ?? [])
    targets = Object.freeze([...new Set(all)])
    found.set(behaviour, targets)
  }
  return targets
}

function targetOf(name: string, value: string, env: Readonly<Record<string, string>>): string | undefined {
  if (others.test(name) || !/ADDR|URL|URI|HOST|ENDPOINT|SERVER|SERVICE|DSN|BACKEND|UPSTREAM/i.test(name))
    return undefined
  const [, host, port, path = ''] = address.exec(value) ?? []
  if (host === undefined || /^localhost$/i.test(host) || host.includes('_')) return undefined
  const isWeb = /^https?:/i.test(value)
  const beside = /HOST$|HOSTNAME$/i.test(name) ? env[name.replace(/HOST(NAME)?$/i, 'PORT')] : undefined
  const known = port ?? beside ?? (isWeb ? (/^https:/i.test(value) ? '443' : '80') : undefined)
  const wanted = known ?? usual.find(([which]) => /HOST|ADDR|URL|SERVER/i.test(name) && which.test(name))?.[1]
  return wanted === undefined || !/^\d+$/.test(String(wanted)) ? undefined : `${host}:${wanted}${isWeb ? path : ''}`
}
