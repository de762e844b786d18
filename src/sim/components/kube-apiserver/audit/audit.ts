import { Prng } from '../../../../base/prng'
import { commandFailed } from '../../../../base/panic'
import type { Micros } from '../../../../base/time'
import { findResource } from '../../../api/scheme'
import { formatTime } from '../../../api/timestamp'
import { uuid } from '../../../api/uuid'
import type { Boot } from '../../../cluster'
import { wallClock } from '../../../kernel/clock'
import { addressOf, machineOf } from '../../../protocol'
import { groupsOfUser } from '../authentication/groups'
import type { ApiServer, Exchange, Request } from '../context'
import type { Outbox } from '../messages'
import { readPolicy, ruleFor, type Level, type Policy, type Stage } from './policy'

/** How requests are written down, by the server's command line. */
export interface Auditing {
  readonly policy: Policy
  /** `-`: the server's own output. */
  readonly path: string
  /** A file that has grown so large is put aside; of those so many stay (0: all). */
  readonly maxBytes: number
  readonly maxBackups: number
}

/** What was decided of a request when it came. */
export interface Audited {
  readonly id: string
  readonly level: Level
  readonly omits: readonly Stage[]
  readonly omitsManagedFields: boolean
}

const valueOf = (argv: readonly string[], name: string): string | undefined =>
  argv.findLast((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)

/**
 * Null: without a policy or without a place to write to nothing is written. Models apiserver/pkg/server/options/audit.go.
 * @throws Exit with the server's last words
 */
export function auditingOf({ argv, surroundings }: Boot): Auditing | null {
  const [file, path] = [valueOf(argv, 'audit-policy-file'), valueOf(argv, 'audit-log-path')]
  const count = (name: string, other: number): number => {
    const given = valueOf(argv, name)
    if (given === undefined) return other
    if (!/^\d+$/.test(given)) throw commandFailed(`--${name} ${given} can't be a negative number`)
    return Number(given)
  }
  const maxBytes = (count('audit-log-maxsize', 0) || 100) * 1_048_576
  const maxBackups = count('audit-log-maxbackup', 0)
  count('audit-log-maxage', 0)
  if (!file) return null
  const text = surroundings?.files[file]
  const wrong =
    text === undefined
      ? `failed to read file path ${JSON.stringify(file)}: open ${file}: no such file or directory`
      : readPolicy(text, file)
  if (typeof wrong === 'string') throw commandFailed(`loading audit policy file: ${wrong}`)
  return path ? { policy: wrong, path, maxBytes, maxBackups } : null
}

/** A request has come, and it is known whose and what it is. */
export function received(server: ApiServer, out: Outbox, exchange: Exchange): void {
  const { auditing } = server
  if (!auditing || exchange.audited) return
  const { request } = exchange
  const { verb, resource, subresource = '', namespace = '', name = '', conn, id, user, http } = request
  const path = (http?.target ?? request.path ?? '').replace(/\?.*/, '')
  const attributes = {
    user,
    groups: groupsOf(request),
    verb,
    resource: plural(resource),
    group: groupOf(request),
    subresource,
    namespace,
    name,
    path
  }
  const rule = ruleFor(auditing.policy, attributes)
  exchange.audited = {
    id: http?.headers['audit-id'] ?? uuid(Prng.forName(id, `${conn} ${user}`)),
    level: rule?.level ?? 'None',
    omits: [...auditing.policy.omitStages, ...(rule?.omitStages ?? [])],
    omitsManagedFields: rule?.omitManagedFields ?? auditing.policy.omitManagedFields
  }
  write(server, out, exchange, 'RequestReceived')
}

/** A stage is reached: the answer begins (`ResponseStarted`, of what takes long), or it is done. */
export function reached(
  server: ApiServer,
  out: Outbox,
  exchange: Exchange,
  stage: Stage,
  code: number,
  body?: unknown
): void {
  if (!server.auditing) return
  received(server, out, exchange)
  write(server, out, exchange, stage, { code, body })
}

function write(
  server: ApiServer,
  out: Outbox,
  exchange: Exchange,
  stage: Stage,
  answer?: { readonly code: number; readonly body: unknown }
): void {
  const { auditing } = server
  const { audited } = exchange
  if (!auditing || !audited || audited.level === 'None' || audited.omits.includes(stage)) return
  const line = JSON.stringify(eventOf(server, exchange, audited, stage, answer))
  if (auditing.path === '-') return out.log('I', line)
  const { path, maxBytes, maxBackups } = auditing
  const linux = addressOf('linux', machineOf(server.self))
  const aside = `-${stampOf(wallClock(server))}`
  out.send(linux, { type: 'linux.append', path, text: `${line}\n`, maxBytes, maxBackups, aside })
}

/** Models audit.k8s.io/v1 Event, in the order in which Go writes it. */
function eventOf(
  server: ApiServer,
  { request, since }: Exchange,
  { id, level, omitsManagedFields }: Audited,
  stage: Stage,
  answer?: { readonly code: number; readonly body: unknown }
): object {
  const { verb, resource, subresource, namespace, name, user, uid, extra, userAgent, http, body } = request
  const withRequest = level === 'Request' || level === 'RequestResponse'
  const clean = (value: unknown) => (omitsManagedFields ? withoutManaged(value) : value)
  const status = statusOf(answer?.body)
  const known = findResource(resource)
  const [, version = ''] =
    /([^/]+)$/.exec(request.apiVersion?.replace(/^[^/]+\./, '') ?? known?.apiVersion ?? 'v1') ?? []
  const source = server.cluster.addresses[machineOf(request.from === '' ? server.self : request.from)] ?? '127.0.0.1'
  const offset = wallClock(server) - server.now
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level,
    auditID: id,
    stage,
    requestURI: http?.target ?? uriOf(request),
    verb,
    user: { username: user, ...(uid && { uid }), groups: groupsOf(request), ...(extra && { extra }) },
    sourceIPs: [source],
    ...(userAgent && { userAgent }),
    ...(resource !== '' && {
      objectRef: {
        resource: plural(resource),
        ...(namespace && { namespace }),
        ...(name && { name }),
        ...(groupOf(request) !== '' && { apiGroup: groupOf(request) }),
        apiVersion: version,
        ...(subresource && { subresource })
      }
    }),
    ...(answer && { responseStatus: { metadata: {}, ...status, code: answer.code } }),
    ...(withRequest &&
      stage !== 'RequestReceived' &&
      typeof body === 'object' &&
      body !== null && { requestObject: clean(body) }),
    ...(level === 'RequestResponse' &&
      stage === 'ResponseComplete' &&
      typeof answer?.body === 'object' && { responseObject: clean(answer.body) }),
    requestReceivedTimestamp: microTime(since + offset),
    stageTimestamp: microTime(wallClock(server)),
    ...(answer && { annotations: { 'authorization.k8s.io/decision': answer.code === 403 ? 'forbid' : 'allow' } })
  }
}

/** What an answer that is a Status says, and no object. */
function statusOf(body: unknown): object {
  const { kind, status, message, reason } = (body ?? {}) as Readonly<Record<string, unknown>>
  if (kind !== undefined && kind !== 'Status') return {}
  if (typeof status !== 'string') return {}
  return { status, ...(typeof message === 'string' && { message }), ...(typeof reason === 'string' && { reason }) }
}

function withoutManaged(value: unknown): unknown {
  const { metadata, items, ...rest } = value as Readonly<Record<string, unknown>>
  const { managedFields: _fields, ...kept } = (metadata ?? {}) as Readonly<Record<string, unknown>>
  return {
    ...rest,
    ...(metadata !== undefined && { metadata: kept }),
    ...(Array.isArray(items) && { items: items.map(withoutManaged) })
  }
}

/** `events.k8s.io/events` is a name of the scheme's: people say `events`. */
const plural = (resource: string): string => resource.slice(resource.indexOf('/') + 1)

function groupOf({ resource, apiVersion }: Request): string {
  const known = apiVersion ?? findResource(resource)?.apiVersion ?? 'v1'
  return known.includes('/') ? known.slice(0, known.lastIndexOf('/')) : ''
}

function groupsOf({ user, groups }: Request): readonly string[] {
  const found = groups ?? groupsOfUser(user)
  return found.includes('system:authenticated') ||
    user === 'system:anonymous' ||
    found.includes('system:unauthenticated')
    ? found
    : [...found, 'system:authenticated']
}

/** Path and query as client-go writes them, of those that the simulation's own components send. */
function uriOf({ path, resource, namespace, name, subresource, verb, options = {}, apiVersion }: Request): string {
  if (path !== undefined) return path
  const version = apiVersion ?? findResource(resource)?.apiVersion ?? 'v1'
  const parts = [version === 'v1' ? '/api/v1' : `/apis/${version}`]
  if (namespace) parts.push('namespaces', namespace)
  parts.push(plural(resource))
  for (const part of [name, subresource]) if (part) parts.push(part)
  const query: Readonly<Record<string, unknown>> = {
    allowWatchBookmarks: options.allowWatchBookmarks || undefined,
    fieldManager: options.fieldManager,
    fieldSelector: options.fieldSelector,
    labelSelector: options.labelSelector,
    limit: options.limit,
    resourceVersion: options.resourceVersion,
    sendInitialEvents: options.sendInitialEvents,
    timeoutSeconds: options.timeoutSeconds,
    watch: verb === 'watch' || undefined
  }
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const text = pairs.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join('&')
  return parts.join('/') + (text === '' ? '' : `?${text}`)
}

const fraction = (at: Micros): string => String(((at % 1_000_000) + 1_000_000) % 1_000_000).padStart(6, '0')
const microTime = (at: Micros): string => formatTime(at).replace('Z', `.${fraction(at)}Z`)
/** As lumberjack names what it puts aside: `2026-01-01T10-00-05.123`. */
const stampOf = (at: Micros): string =>
  `${formatTime(at).slice(0, 19).replaceAll(':', '-')}.${fraction(at).slice(0, 3)}`
