import { factsOf } from '../../releases'
import { toSeconds } from '../../../base/time'
import { unixMicros } from '../../api/timestamp'
import { reviewKinds, type Kind } from '../../api/scheme'
import { wallClock } from '../../kernel/clock'
import { findIn } from './apiextensions/served'
import { memoryOf } from './charges'
import type { ApiServer } from './context'
import { waitingIn } from './flow-control'
import { levelOf } from './priority-level'
import { limitsOf, seatsNow } from './flow-limits'

type Labels = Readonly<Record<string, string>>
type Sample = readonly [labels: Labels, value: number]

/**
 * `/metrics`, in Prometheus' text format: what this simulation counts, by the names and labels of the real server. Durations and sizes
 * are left out, and no number is made up: CPU time and memory are what the model of `costs.ts` counts.
 */
export function metricsText(server: ApiServer): string {
  const levels = [...(server.caches.get('prioritylevelconfigurations')?.objects.values() ?? [])]
  const perLevel = (value: (name: string) => number): Sample[] =>
    levels.map(({ metadata: { name } }) => [{ priority_level: name }, value(name)])
  return [
    metric(
      'apiserver_current_inflight_requests',
      'gauge',
      'Maximal number of currently used inflight request limit of this apiserver per request kind in last second.',
      [
        [{ request_kind: 'mutating' }, server.inflightWrites],
        [{ request_kind: 'readOnly' }, server.inflightReads]
      ]
    ),
    metric(
      'apiserver_flowcontrol_current_executing_seats',
      'gauge',
      'Concurrency (number of seats) occupied by the currently executing (initial stage for a WATCH, any stage otherwise) requests in the API Priority and Fairness subsystem',
      perLevel((name) => levelOf(server, name).seats)
    ),
    metric(
      'apiserver_flowcontrol_current_inqueue_seats',
      'gauge',
      'Number of seats currently pending in queues of the API Priority and Fairness subsystem',
      perLevel((name) => levelOf(server, name).awaited)
    ),
    metric(
      'apiserver_flowcontrol_nominal_limit_seats',
      'gauge',
      'Nominal number of execution seats configured for each priority level',
      perLevel((name) => limitsOf(server).get(name)?.nominal ?? 0)
    ),
    metric(
      'apiserver_flowcontrol_current_limit_seats',
      'gauge',
      'current derived number of execution seats available to each priority level',
      levels
        .filter(({ metadata: { name } }) => seatsNow(server, name) !== Infinity)
        .map(({ metadata: { name } }): Sample => [{ priority_level: name }, seatsNow(server, name)])
    ),
    metric(
      'apiserver_flowcontrol_current_inqueue_requests',
      'gauge',
      'Number of requests currently pending in queues of the API Priority and Fairness subsystem',
      perLevel((name) => waitingIn(levelOf(server, name)))
    ),
    metric(
      'apiserver_flowcontrol_rejected_requests_total',
      'counter',
      'Number of requests rejected by API Priority and Fairness subsystem',
      levels.flatMap(({ metadata: { name } }): readonly Sample[] => {
        const { rejected, timedOut } = levelOf(server, name)
        return [
          ...(rejected > 0 ? [[{ priority_level: name, reason: 'queue-full' }, rejected] as const] : []),
          ...(timedOut > 0 ? [[{ priority_level: name, reason: 'time-out' }, timedOut] as const] : [])
        ]
      })
    ),
    metric(
      'apiserver_longrunning_requests',
      'gauge',
      'Gauge of all active long-running apiserver requests broken out by verb, group, version, resource, scope and component. Not all requests are tracked this way.',
      watches(server)
    ),
    metric(
      'apiserver_request_total',
      'counter',
      'Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.',
      requests(server)
    ),
    metric(
      'apiserver_storage_objects',
      'gauge',
      '[DEPRECATED, consider using apiserver_resource_objects instead] Number of stored objects at the time of last check split by kind. In case of a fetching error, the value will be -1.',
      objects(server)
    ),
    metric(
      'kubernetes_build_info',
      'gauge',
      "A metric with a constant '1' value labeled by major, minor, git version, git commit, git tree state, build date, Go version, and compiler from which Kubernetes was built, and platform on which it is running.",
      [[{ git_version: factsOf(server.config).kubernetes, platform: 'linux/amd64' }, 1]]
    ),
    metric('process_cpu_seconds_total', 'counter', 'Total user and system CPU time spent in seconds.', [
      [{}, Math.round(server.cpuMs / 10) / 100]
    ]),
    metric('process_resident_memory_bytes', 'gauge', 'Resident memory size in bytes.', [
      [{}, Math.round(memoryOf(server))]
    ]),
    metric('process_start_time_seconds', 'gauge', 'Start time of the process since unix epoch in seconds.', [
      [{}, toSeconds(unixMicros(wallClock(server) - server.now + server.startedAt))]
    ])
  ].join('')
}

function metric(name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return ''
  const lines = samples.map(([labels, value]) => `${name}${labelsText(labels)} ${value}`).sort()
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('\n')}\n`
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  return pairs.length === 0 ? '' : `{${pairs.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}}`
}

const verbs: Readonly<Record<string, string>> = {
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
  get: 'GET',
  list: 'LIST',
  watch: 'WATCH'
}

const kindOf = (server: ApiServer, resource: string): Kind | undefined =>
  findIn(server, resource) ?? reviewKinds.get(resource)

function about(server: ApiServer, resource: string): Labels {
  const { group = '', version = '', plural = resource } = kindOf(server, resource) ?? {}
  return { group, version, resource: plural, component: 'apiserver' }
}

const requests = (server: ApiServer): readonly Sample[] =>
  [...server.requests].map(([key, count]) => {
    const [verb = '', resource = '', subresource = '', scope = '', code = ''] = key.split(' ')
    return [{ ...about(server, resource), subresource, scope, code, dry_run: '', verb: verbs[verb] ?? verb }, count]
  })

/** Watches that are open now. */
function watches(server: ApiServer): readonly Sample[] {
  const counts = new Map<string, number>()
  for (const { watcher } of server.watches.values()) {
    const key = `${watcher.resource} ${watcher.namespace ? 'namespace' : 'cluster'}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].map(([key, count]) => {
    const [resource = '', scope = ''] = key.split(' ')
    return [{ ...about(server, resource), subresource: '', scope, verb: 'WATCH' }, count]
  })
}

const objects = (server: ApiServer): readonly Sample[] =>
  [...server.caches].map(([resource, cache]) => {
    const { group = '', plural = resource } = kindOf(server, resource) ?? {}
    return [{ resource: group === '' ? plural : `${plural}.${group}` }, cache.ready ? cache.objects.size : -1]
  })
