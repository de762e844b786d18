import { median } from '../../../src/base/median'
import type { Moment } from '../../../src/rigs/pods'
import { ownRestarts, refusedStart, resizePolicy } from './own-restarts'
import { refusedConfig } from './refusals'
import { volumesIn } from './volumes'
import { runsIn, statusesOf, statusPatch, type Json, type Run } from './seen'

/** What a record says of a pod's spec: everything that shows in statuses, events, signals and exits. */
export interface Said {
  readonly init: readonly Json[]
  readonly main: readonly Json[]
  readonly spec: Json
}

/** Reads a spec from what happened. A container's program does what it did: runs as long, obeys or ignores signals, ends with its code. */
export function inferSpec(timeline: readonly Moment[]): Said {
  const patches = timeline.map(statusPatch).filter((patch) => patch !== null)
  const runs = runsIn(timeline)
  const names = (list: string): string[] => [
    ...new Set(patches.flatMap((patch) => ((patch[list] ?? []) as Json[]).map(({ name }) => String(name))))
  ]
  const build = (list: string) => (name: string) =>
    container(
      name,
      statusesOf(patches, list, name),
      runs.filter((run) => run.container === name),
      timeline
    )
  // A sidecar's wait for those before it looks like a hook of its own.
  const init = names('initContainerStatuses').map((name) => ({
    ...withoutSleep(build('initContainerStatuses')(name)),
    ...(isSidecar(statusesOf(patches, 'initContainerStatuses', name)) ? { restartPolicy: 'Always' } : {})
  }))
  const main = inOrder(names('containerStatuses'), patches).map((name) => ({
    ...build('containerStatuses')(name),
    ...refusedConfig(name, timeline),
    ...ownRestarts(name, runs, timeline),
    ...resizePolicy(name, timeline)
  }))
  return { init, main, spec: { ...podWide(timeline, patches, runs), ...volumesIn(patches, timeline) } }
}

const withoutSleep = ({ lifecycle, ...rest }: Json): Json =>
  lifecycle && !JSON.stringify(lifecycle).includes('"sleep":') ? { lifecycle, ...rest } : rest

/** Statuses stand by name; the condition that counts who is not ready yet has the spec's order. */
function inOrder(names: readonly string[], patches: readonly Json[]): string[] {
  const told = /unready status: \[(.*?)\]/.exec(JSON.stringify(patches[0] ?? {}))?.[1]?.split(' ') ?? []
  return [...names].sort((a, b) => told.indexOf(a) - told.indexOf(b))
}

/** Of init containers only one that goes on is ever `started` while others begin. */
const isSidecar = (statuses: readonly Json[]): boolean =>
  statuses.some(({ started, ready, state }) => started === true && ready === true && 'running' in (state as Json))

function container(name: string, statuses: readonly Json[], runs: readonly Run[], timeline: readonly Moment[]): Json {
  const image = String(statuses[0]?.image ?? '')
  const said = statuses.find((status) => status.resources && Object.keys(status.resources).length > 0)
  const mounts = ((statuses[0]?.volumeMounts ?? []) as Json[]).filter(({ name: volume }) => !isToken(volume))
  const refused = refusedStart(statuses)
  const own = image.startsWith('busybox') && !refused?.command ? program(runs) : undefined
  return {
    name,
    image,
    ...(own ? { command: ['sh', '-c', own] } : {}),
    ...refused,
    ...(said ? { resources: said.resources } : {}),
    ...(mounts.length > 0
      ? {
          volumeMounts: mounts.map(({ name: volume, mountPath, readOnly }) => ({
            name: volume,
            mountPath,
            ...(readOnly ? { readOnly } : {})
          }))
        }
      : {}),
    ...pullPolicy(name, timeline),
    ...(postStart(statuses) ?? hooks(name, runs, timeline)),
    ...probes(name, image, timeline)
  }
}

const isToken = (volume: unknown): boolean => String(volume).startsWith('kube-api-access-')

/** The script of a container whose record has its exits and how it took signals. */
function program(runs: readonly Run[]): string {
  const own = runs.filter(
    ({ started, exited, signalled }) =>
      started !== null && exited !== null && (signalled === null || exited < signalled)
  )
  const stopped = runs.filter(({ signalled, exited }) => signalled !== null && exited !== null && exited >= signalled)
  const obeyed = stopped.filter(({ killed }) => killed === null)
  const trap =
    obeyed.length > 0
      ? `trap 'sleep ${asSeconds(median(obeyed.map(({ signalled, exited }) => exited! - signalled!)) - 30)}; exit ${obeyed[0]!.exitCode}' TERM; `
      : stopped.length > 0
        ? "trap '' TERM; "
        : "trap 'exit 0' TERM; "
  if (own.length === 0) return `${trap}while true; do sleep 0.02; done`
  const lasts = asSeconds(median(own.map(({ started, exited }) => exited! - started!)))
  // One that ends at once hears no signal.
  return Number(lasts) < 1
    ? `sleep ${lasts}; exit ${own[0]!.exitCode}`
    : `${trap}sleep ${lasts} & wait $!; exit ${own[0]!.exitCode}`
}

const asSeconds = (ms: number): string => (Math.max(ms, 0) / 1000).toFixed(3)

const eventsOf = (timeline: readonly Moment[], container: string): string[] =>
  timeline
    .filter(({ component, what }) => component === 'kubelet' && what.startsWith('EVENT'))
    .filter(({ what }) => new RegExp(`[cC]ontainers\\{${container}\\}`).test(what))
    .map(({ what }) => what)

function pullPolicy(name: string, timeline: readonly Moment[]): Json {
  const events = eventsOf(timeline, name)
  if (events.some((what) => what.includes('pull policy of Never'))) return { imagePullPolicy: 'Never' }
  const asks = events.some((what) => what.includes('Normal Pulling: '))
  const cached = events.some((what) => what.includes('already present'))
  const fails = events.some((what) => what.includes('Failed to pull'))
  return asks && !cached && !fails ? { imagePullPolicy: 'Always' } : {}
}

/** A preStop hook shows in the time between a container's Killing event and its signal: an exec if containerd ran one. */
function hooks(name: string, runs: readonly Run[], timeline: readonly Moment[]): Json {
  const failed = timeline.find(
    ({ what }) => / lifecycle hook for Container in Pod failed"/.test(what) && what.includes(`containerName="${name}"`)
  )
  if (failed) return failedHook(failed.what, timeline)
  const stop = runs.find(({ signalled }) => signalled !== null)
  const killing = timeline.find(({ what }) => what.startsWith(`EVENT Normal Killing: Stopping container ${name} `))
  if (!stop || !killing || stop.signalled! - killing.t_ms < 1_500) return {}
  const between = timeline.filter(({ t_ms }) => t_ms >= killing.t_ms - 50 && t_ms <= stop.signalled!)
  if (between.some(({ what }) => what.includes('Normal Killing: ') && !what.includes(name))) return {}
  const lasts = Math.round((stop.signalled! - killing.t_ms) / 1000)
  const execs = between.some(({ what }) => what.includes('/tasks/exec-added') && what.includes(stop.id))
  if (!execs && !sharedGrace(stop.id, lasts, timeline)) return {}
  const cut = between.some(({ what }) => what.includes('FailedPreStopHook'))
  const action = execs
    ? { exec: { command: ['sleep', String(cut ? lasts + 10 : lasts)] } }
    : { sleep: { seconds: lasts } }
  return { lifecycle: { preStop: action } }
}

/** What a hook takes is taken from the grace period: what the runtime was left with says that there was one, and no late event. */
function sharedGrace(id: string, lasts: number, timeline: readonly Moment[]): boolean {
  const whole = timeline.map(({ what }) => /deletionGracePeriodSeconds=(\d+)/.exec(what)?.[1]).find(Boolean) ?? '30'
  const left = timeline
    .filter(({ what }) => what.includes(`StopContainer for \\"${id}\\" with timeout`))
    .map(({ what }) => /with timeout (\d+)/.exec(what)?.[1])[0]
  return left === undefined || Math.abs(Number(whole) - Number(left) - lasts) <= 1
}

/** The status of a container whose postStart hook failed says what that was to do. */
function postStart(statuses: readonly Json[]): Json | null {
  for (const { state } of statuses) {
    const { reason, message = '' } = ((state as Json).waiting ?? {}) as { reason?: string; message?: string }
    if (reason !== 'PostStartHookError') continue
    const words = /^Exec lifecycle hook \(\[(\S+)\]\)/.exec(message)?.[1]
    if (words) return { lifecycle: { postStart: { exec: { command: [words] } } } }
    const [, port, path] = /Get "http:\/\/[\d.]+:(\d+)(\/[^"]*)"/.exec(message) ?? []
    if (port) return { lifecycle: { postStart: { httpGet: { port: Number(port), path } } } }
  }
  return null
}

/** The kubelet's line says what a hook that failed was to do. */
function failedHook(line: string, timeline: readonly Moment[]): Json {
  const which = timeline.some(({ what }) => what.includes('FailedPostStartHook')) ? 'postStart' : 'preStop'
  const command = /execCommand=(\[.*?\]) containerName/.exec(line)?.[1]
  if (command) return { lifecycle: { [which]: { exec: { command: JSON.parse(command) as string[] } } } }
  const [, port, path] = /Get \\?"http:\/\/[\d.]+:(\d+)(\/[^"\\]*)/.exec(line) ?? []
  return port ? { lifecycle: { [which]: { httpGet: { port: Number(port), path } } } } : {}
}

const fields = { Liveness: 'livenessProbe', Readiness: 'readinessProbe', Startup: 'startupProbe' } as const

/** A probe is known by its failures' texts and the time between them, a readiness probe that only succeeded by the kubelet's line. */
function probes(name: string, image: string, timeline: readonly Moment[]): Json {
  const events = eventsOf(timeline, name)
  const found: Json = {}
  for (const [kind, field] of Object.entries(fields)) {
    const failure = events
      .map(
        (what) =>
          new RegExp(`Unhealthy: ${kind} probe (?:failed|errored and \\S+ in \\w+ state): (.*?)(?: \\[|$)`).exec(
            what
          )?.[1]
      )
      .find(Boolean)
    const handler = failure === undefined ? null : handlerOf(failure)
    if (handler) found[field] = { ...handler, ...timing(kind, timeline) }
  }
  const becomesReady = timeline.some(({ what }) => /"SyncLoop \(probe\)" probe="readiness" status="ready"/.test(what))
  if (becomesReady && !found.readinessProbe && image.startsWith('nginx'))
    found.readinessProbe = { httpGet: { path: '/', port: 80 } }
  return found
}

function handlerOf(failure: string): Json | null {
  const get = /^Get "(https?):\/\/([\d.]+):(\d+)(\/[^"]*)"/.exec(failure)
  if (get) {
    const host = get[2]!.startsWith('10.244.') ? {} : { host: get[2] }
    return { httpGet: { scheme: get[1]!.toUpperCase(), ...host, port: Number(get[3]), path: get[4] } }
  }
  // Only the answer is told, not what was asked for.
  if (/^HTTP probe failed with statuscode: /.test(failure)) return { httpGet: { port: 8080, path: '/probed' } }
  const grpc = /^timeout: failed to connect service "[\d.]+:(\d+)"/.exec(failure)
  if (grpc) return { grpc: { port: Number(grpc[1]) } }
  if (/^service unhealthy \(responded with/.test(failure)) return { grpc: { port: 9090 } }
  const exec = /^command timed out: "(.*?)" timed out after (\d+)s$/.exec(failure)
  if (exec) return { exec: { command: exec[1]!.split(' ') }, timeoutSeconds: Number(exec[2]) }
  const missing = /exec: "(.*?)": /.exec(failure)
  if (missing) return { exec: { command: [missing[1]!] } }
  const unnamed = /^strconv\.Atoi: parsing "(.*?)"/.exec(failure)
  if (unnamed) return { tcpSocket: { port: unnamed[1] } }
  const tcp = /^dial tcp [\d.]+:(\d+): /.exec(failure)
  return tcp ? { tcpSocket: { port: Number(tcp[1]) } } : null
}

/** The period is the usual time between two failures; how many it takes is how many came before the container was killed. */
function timing(kind: string, timeline: readonly Moment[]): Json {
  const failed = timeline.filter(({ what }) => what.startsWith('I prober.go') && what.includes(`probeType="${kind}"`))
  const gaps = failed
    .slice(1)
    .map(({ t_ms }, i) => t_ms - failed[i]!.t_ms)
    .filter((gap) => gap > 900)
  const period = gaps.length > 0 ? Math.max(1, Math.round(Math.min(...gaps) / 1000)) : 10
  // One that failed more often than three times and had nobody killed may fail more often.
  const killed = timeline.some(({ what }) => what.includes(`failed ${kind.toLowerCase()} probe, will be restarted`))
  const patient = kind !== 'Readiness' && !killed && failed.length >= 3 ? { failureThreshold: failed.length * 2 } : {}
  return { periodSeconds: period, ...patient }
}

/** What is the whole pod's: how often it starts again, how long it may take to end, who is its host. */
function podWide(timeline: readonly Moment[], patches: readonly Json[], runs: readonly Run[]): Json {
  const grace = timeline
    .map(({ what }) => /^DELETE pods -> 200 \([\d.]+ ms\) \{\} .*deletionGracePeriodSeconds=(\d+)/.exec(what)?.[1])
    .find(Boolean)
  const deadline = timeline.find(({ what }) => what.includes('DeadlineExceeded: '))
  const status = Object.assign({}, ...patches) as Json
  const tokens = JSON.stringify(patches[0] ?? {}).includes('kube-api-access-')
  const hostNetwork = status.podIP !== undefined && status.podIP === status.hostIP
  return {
    ...(restartPolicy(timeline, patches, runs) ?? {}),
    ...(grace !== undefined && grace !== '30' && grace !== '0' ? { terminationGracePeriodSeconds: Number(grace) } : {}),
    ...(deadline && patches[0] ? { activeDeadlineSeconds: Math.round((deadline.t_ms - 100) / 1000) } : {}),
    ...(tokens || patches.length === 0 ? {} : { automountServiceAccountToken: false }),
    ...(hostNetwork ? { hostNetwork: true } : {})
  }
}

function restartPolicy(timeline: readonly Moment[], patches: readonly Json[], runs: readonly Run[]): Json | null {
  const deleted = timeline.find(({ what }) => what.startsWith('DELETE pods '))?.t_ms ?? Infinity
  const ended = timeline.find(
    (moment) => moment.t_ms < deleted && /^(Succeeded|Failed)$/.test(String(statusPatch(moment)?.phase))
  )
  if (!ended || patches.some(({ reason }) => reason !== undefined && reason !== null)) return null
  const again = runs.some(({ container }, i) => runs.findIndex((run) => run.container === container) !== i)
  return { restartPolicy: again ? 'OnFailure' : 'Never' }
}
