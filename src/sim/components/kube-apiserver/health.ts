import { charge } from './charges'
import { seconds, toSeconds } from '../../../base/time'
import { isReady, type ApiServer, type EtcdCheck, type Inspection, type Pending, type Request } from './context'
import { status, unauthorized, unknownPath } from './errors'
import { call, takeBack } from './etcd-client/calls'
import { toRequest } from './events'
import { isWanted } from './flight'
import { factsOf, minorOf } from '../../releases'
import { storedKinds } from '../../api/scheme'
import type { HttpGetter, Outbox } from './messages'
import { rarely } from './rarely'
import { respond } from './respond'

/** Requests that are about no object: health, version, discovery. Models apiserver/pkg/server/healthz and pkg/version. */
export function health(server: ApiServer, out: Outbox, request: Request): void {
  const path = request.path!.replace(/\?.*$/, '')
  if (path === '/readyz' || path === '/livez' || path === '/healthz')
    return inspect(server, out, request, request.path!)
  if (path === '/version') return respond(server, out, request, 200, JSON.stringify(versionOf(server)))
  if (/^\/(api|apis|openapi)(\/|$)/.test(path))
    return respond(server, out, request, 200, JSON.stringify({ resources: [...storedKinds.keys()] }))
  respond(server, out, request, 404, unknownPath())
}

/** What `/version` says. */
export function versionOf({ config }: ApiServer) {
  return { major: '1', minor: String(minorOf(config)), gitVersion: factsOf(config).kubernetes }
}

/** A client asks for the health of the server; `path` with its query. */
export function inspect(server: ApiServer, out: Outbox, request: Request, path: string): void {
  proceed(server, out, { path, asker: { request }, results: {} })
}

/** A kubelet's probe asks, or a program that shows no certificate: beyond its health and its version that is told nothing. */
export function probed(server: ApiServer, out: Outbox, probe: HttpGetter, id: number, path: string): void {
  if (server.leaving === 'deaf') return
  // Who shows nothing is nobody then: also the kubelet, whose probes have no credentials.
  if (!server.settings.anonymousAuth)
    return out.send(probe, { type: 'http.response', id, code: 401, body: JSON.stringify(unauthorized(), null, 2) })
  if (!/^\/(healthz|livez|readyz)([/?]|$)/.test(path)) {
    const code = path === '/version' ? 200 : 403
    const said =
      code === 200
        ? versionOf(server)
        : status(403, 'Forbidden', `forbidden: User "system:anonymous" cannot get path "${path}"`, {})
    return out.send(probe, { type: 'http.response', id, code, body: JSON.stringify(said, null, 2) })
  }
  proceed(server, out, { path, asker: { probe, id }, results: {} })
}

/** The checks that ask etcd, by path, in their order. */
const etcdChecksOf = (path: string): readonly EtcdCheck[] => (path.startsWith('/readyz') ? forReadyz : forOthers)
const forReadyz: readonly EtcdCheck[] = Object.freeze(['etcd', 'etcd-readiness'])
const forOthers: readonly EtcdCheck[] = Object.freeze(['etcd'])

/**
 * Checks are made one after the other; those of etcd read a key, and wait for it 2 s. One that was made within half of that
 * is not made again: what it came to holds. Models storagebackend/factory/etcd3.go newETCD3Check.
 */
function proceed(server: ApiServer, out: Outbox, inspection: Inspection): void {
  const { path, asker, results } = inspection
  const check = etcdChecksOf(path).find((name) => results[name] === undefined)
  if (check === undefined) return conclude(server, out, inspection)
  // Models newETCD3Check: `etcd client connection not yet established`.
  if (!server.established.has(check))
    return proceed(server, out, { ...inspection, results: { ...results, [check]: false } })
  const last = server.checks.get(check)
  if (last && server.now - last.at < server.settings.checkTimeout[check] / 2)
    return proceed(server, out, { ...inspection, results: { ...results, [check]: last.ok } })
  server.checks.set(check, { at: server.now, ok: last?.ok ?? false })
  const id = server.nextId++
  const request = 'request' in asker ? asker.request : undefined
  server.pending.set(id, { kind: 'check', check, inspection, ...(request && { request }) })
  call(server, out, check, { type: 'etcd.range', id, key: '/registry/health' }, true)
  const setting = check === 'etcd' ? 'etcd-healthcheck-timeout' : 'etcd-readycheck-timeout'
  out.timer(`check/${id}`, server.settings.checkTimeout[check], setting, { type: 'check.timeout', id })
  if (request) out.raise(toRequest(request, 'request.asks'))
}

type Check = Extract<Pending, { kind: 'check' }>

export function checkAnswered(server: ApiServer, out: Outbox, id: number, pending: Check, ok: boolean): void {
  const { check, inspection } = pending
  out.cancel(`check/${id}`)
  server.checks.get(check)!.ok = ok
  proceed(server, out, { ...inspection, results: { ...inspection.results, [check]: ok } })
}

/** Etcd was silent for too long. */
export function checkTimedOut(server: ApiServer, out: Outbox, id: number): void {
  const pending = server.pending.get(id)
  if (pending?.kind !== 'check') return
  server.pending.delete(id)
  takeBack(server, out, id)
  out.because({ silence: server.etcd.endpoints[0]! })
  checkAnswered(server, out, id, pending, false)
}

/** All checks are made: `ok`, or with `verbose` or a failure each of them. Models healthz.handleRootHealth. */
function conclude(server: ApiServer, out: Outbox, { path: asked, asker, results }: Inspection): void {
  const path = asked.replace(/\?.*$/, '')
  const found = allPass(server, path, results) ? 200 : 500
  const { code, body } = asked.includes('exclude=')
    ? rarely().excluded(asked, fullText(server, path, results, found))
    : { code: found, body: found === 200 && !asked.includes('verbose') ? 'ok' : fullText(server, path, results, found) }
  if ('probe' in asker) {
    const delay = charge(server, out, server.settings.costs.request)
    return out.send(asker.probe, { type: 'http.response', id: asker.id, code, body }, { delay })
  }
  if (isWanted(server, asker.request)) respond(server, out, asker.request, code, body)
}

/** As `checksOf` says it, without its texts: probes ask all the time. */
const allPass = (server: ApiServer, path: string, results: Inspection['results']): boolean =>
  etcdChecksOf(path).every((check) => results[check] === true) &&
  isFilled(server) &&
  isReady(server) &&
  !(server.leaving && path === '/readyz')

function fullText(server: ApiServer, path: string, results: Inspection['results'], code: number): string {
  const lines = checksOf(server, path, results).map(([name, ok]) =>
    ok ? `[+]${name} ok` : `[-]${name} failed: reason withheld`
  )
  return `${lines.join('\n')}\n${path.slice(1)} check ${code === 200 ? 'passed\n' : 'failed'}`
}

/** Its caches are filled, and the informers of its own client have read them. */
const isFilled = ({ listed, rbacLoaded }: ApiServer): boolean => listed >= storedKinds.size && rbacLoaded

/** Hooks of a start, in the order in which 1.36 lists them; but for the roles they are done when the caches are filled. */
const hooks = [
  'start-apiserver-admission-initializer',
  'generic-apiserver-start-informers',
  'priority-and-fairness-config-consumer',
  'priority-and-fairness-filter',
  'storage-object-count-tracker-hook',
  'start-apiextensions-informers',
  'start-apiextensions-controllers',
  'crd-informer-synced',
  'start-system-namespaces-controller',
  'peer-endpoint-reconciler-controller',
  'start-cluster-authentication-info-controller',
  'start-kube-apiserver-identity-lease-controller',
  'start-kube-apiserver-identity-lease-garbage-collector',
  'storage-readiness',
  'start-legacy-token-tracking-controller',
  'start-service-ip-repair-controllers',
  'rbac/bootstrap-roles',
  'scheduling/bootstrap-system-priority-classes',
  'priority-and-fairness-config-producer',
  'bootstrap-controller',
  'start-kubernetes-service-cidr-controller',
  'aggregator-reload-proxy-client-cert',
  'start-kube-aggregator-informers',
  'apiservice-status-local-available-controller',
  'apiservice-status-remote-available-controller',
  'apiservice-registration-controller',
  'apiservice-discovery-controller',
  'kube-apiserver-autoregistration',
  'autoregister-completion',
  'apiservice-openapi-controller',
  'apiservice-openapiv3-controller'
]
/** Hooks that need what the server keeps in etcd. */
const lateHooks: ReadonlySet<string> = new Set([
  'start-apiextensions-controllers',
  'crd-informer-synced',
  'start-kube-apiserver-identity-lease-controller',
  'start-service-ip-repair-controllers',
  'scheduling/bootstrap-system-priority-classes',
  'priority-and-fairness-config-producer',
  'bootstrap-controller',
  'start-kubernetes-service-cidr-controller',
  'apiservice-registration-controller',
  'apiservice-discovery-controller',
  'autoregister-completion'
])

function checksOf(server: ApiServer, path: string, results: Inspection['results']): [string, boolean][] {
  const filled = isFilled(server)
  const checks: [string, boolean][] = [
    ['ping', true],
    ['log', true]
  ]
  if (path === '/livez') checks.push(['loopback-serving-certificate', true])
  for (const check of etcdChecksOf(path)) checks.push([check, results[check] === true])
  if (path === '/readyz') checks.push(['informer-sync', filled])
  for (const hook of hooks) {
    const done = hook === 'rbac/bootstrap-roles' ? isReady(server) : filled || !lateHooks.has(hook)
    checks.push([hook === 'autoregister-completion' ? hook : `poststarthook/${hook}`, done])
  }
  if (path === '/readyz') checks.push(['shutdown', !server.leaving])
  return checks
}

/** How long etcd has owed an answer that a client waits for, in seconds; 0 if it owes none. */
export function owedSeconds(server: ApiServer): number {
  let oldest = server.now
  for (const pending of server.pending.values())
    if ('since' in pending && pending.kind !== 'proxy' && pending.kind !== 'reached')
      oldest = Math.min(oldest, pending.since)
  return toSeconds(server.now - oldest)
}

/** A health check would have failed by now. */
export const isStarved = (server: ApiServer): boolean => owedSeconds(server) * 1_000_000 > seconds(2)
