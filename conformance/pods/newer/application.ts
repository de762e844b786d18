import { median } from '../../../src/base/median'
import type { Moment } from '../../../src/rigs/pods'
import { runsIn, type Json } from './seen'

const fields = { Liveness: 'livenessProbe', Readiness: 'readinessProbe', Startup: 'startupProbe' } as const

interface Handler extends Json {
  readonly httpGet?: { readonly port: number | string; readonly path?: string }
  readonly tcpSocket?: { readonly port: number | string }
  readonly grpc?: { readonly port: number }
}

/**
 * What the record says of a container's server, as annotations of the simulated application: where it listens (not where every probe was
 * refused), what it answered to probes that failed, how late it began to listen (where the first probes were refused and later ones were not).
 */
export function answersOf(container: Json, timeline: readonly Moment[]): Readonly<Record<string, string>> {
  const name = String(container.name)
  const answers: string[] = []
  const refused = new Set<number>()
  let plain = false
  for (const [kind, field] of Object.entries(fields)) {
    const probe = container[field] as Handler | undefined
    if (!probe) continue
    const path = (probe.httpGet?.path ?? '/').split('?')[0]!
    const port = probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port
    for (const output of failuresOf(timeline, name, kind)) {
      const [, status] = /^HTTP probe failed with statuscode: (\d+)/.exec(output) ?? []
      if (status) answers.push(`${path}=${status}${untilWell(timeline, name, kind)}`)
      // Several seconds more than any probe has patience for.
      else if (/^Get .*context deadline exceeded/.test(output) && probe.httpGet && kind !== 'Readiness')
        answers.push(`${path}=30s`)
      else if (/connection refused/.test(output) && typeof port === 'number' && !succeeds(timeline, kind))
        refused.add(port)
      else if (/^timeout: failed to connect service|HTTP response to HTTPS client/.test(output)) plain = true
      const [, unwell] = /^service unhealthy \(responded with "(\w+)"\)/.exec(output) ?? []
      if (unwell) answers.push(`grpc=${unwell}`)
    }
  }
  for (const { httpGet } of hooksOf(container))
    if (typeof httpGet?.port === 'number' && refusedAt(httpGet.port, timeline)) refused.add(httpGet.port)
  const lacks = lacking(timeline)
  const ends = endsByItself(container, timeline)
  const late = lateness(timeline, name)
  return {
    ...ends,
    ...(answers.length > 0 ? { [`failover-lab/answers.${name}`]: [...new Set(answers)].join(' ') } : {}),
    ...(plain ? { [`failover-lab/speaks.${name}`]: 'http' } : {}),
    ...(refused.size > 0 ? { [`failover-lab/listens.${name}`]: portsOf(container, refused).join(',') } : {}),
    ...(lacks.length > 0 ? { [`failover-lab/lacks.${name}`]: lacks.join(',') } : {}),
    ...(late > 0 ? { [`failover-lab/startup-ms.${name}`]: String(late) } : {})
  }
}

/** `<7.2s`: how old its container was when a server that had answered a probe with a failing status began to answer well; empty: it never did. */
function untilWell(timeline: readonly Moment[], container: string, kind: string): string {
  const run = runsIn(timeline).find((one) => one.container === container)
  const well = { Readiness: /probe="readiness" status="ready"/, Startup: /probe="startup" status="started"/ }[kind]
  if (!run || run.started === null || !well) return ''
  const failed = timeline.filter(
    ({ component, what }) =>
      component === 'kubelet log' &&
      what.includes(`probeType="${kind}"`) &&
      what.includes(`containerName="${container}"`) &&
      what.includes('HTTP probe failed with statuscode')
  )
  const first = timeline.find(({ what }) => what.includes('"SyncLoop (probe)"') && well.test(what))
  const last = failed.findLast(({ t_ms }) => first && t_ms < first.t_ms)
  return first && last ? `<${((last.t_ms + first.t_ms) / 2 - run.started) / 1000}s` : ''
}

const hooksOf = ({ lifecycle = {} }: Json): Handler[] => Object.values(lifecycle as Record<string, Handler>)

/** A hook that was refused says where nothing listened. */
const refusedAt = (port: number, timeline: readonly Moment[]): boolean =>
  timeline.some(
    ({ what }) => what.includes('lifecycle hook') && new RegExp(`:${port}: connect: connection refused`).test(what)
  )

/**
 * An application that ended by itself, how soon and with which code, or because it needed more memory than it may have. Who is told by a
 * hook or a probe that failed ends by a signal.
 */
function endsByItself({ name, image, resources }: Json, timeline: readonly Moment[]): Readonly<Record<string, string>> {
  if (String(image).startsWith('busybox')) return {}
  const all = runsIn(timeline).filter((run) => run.container === name && run.started !== null && run.exited !== null)
  // From the eighth on the recorder left lines out: the first life says whether it was told to end.
  if (all.length === 0 || all[0]!.signalled !== null || wasTold(String(name), all[0]!.exited!, timeline)) return {}
  const runs = all.filter((run) => run.signalled === null)
  if (timeline.some(({ what }) => what.startsWith('PATCH pods/status') && what.includes('"OOMKilled"'))) {
    const { memory = '' } = ((resources as Json | undefined)?.limits ?? {}) as { memory?: string }
    const mebibytes = Number(/^(\d+)Mi$/.exec(memory)?.[1] ?? 0)
    return mebibytes > 0 ? { [`failover-lab/memory-mib.${String(name)}`]: String(mebibytes * 4) } : {}
  }
  const lasts = median(runs.map(({ started, exited }) => exited! - started!)) / 1000
  return {
    [`failover-lab/exit-after-s.${String(name)}`]: lasts.toFixed(3),
    [`failover-lab/exit-code.${String(name)}`]: String(runs[0]!.exitCode)
  }
}

/** The kubelet had begun to stop a container before it ended. */
const wasTold = (name: string, exited: number, timeline: readonly Moment[]): boolean =>
  timeline.some(
    ({ what, t_ms }) =>
      t_ms < exited &&
      what.includes('"Killing container with a grace period"') &&
      what.includes(`containerName="${name}"`)
  )

/** Programs that were asked for and were not there. */
const lacking = (timeline: readonly Moment[]): string[] => [
  ...new Set(
    timeline.flatMap(({ what }) =>
      [...what.matchAll(/exec: \\*"([^"\\]+)\\*": stat \S+: no such file/g)].map(([, path]) => path!)
    )
  )
]

/** What the kubelet's log says of failed probes; a text is once in it. */
function failuresOf(timeline: readonly Moment[], container: string, kind: string): string[] {
  const lines = timeline.flatMap(({ component, what }) => {
    if (component !== 'kubelet log' || !what.includes(`probeType="${kind}"`)) return []
    if (!what.includes(`containerName="${container}"`)) return []
    const [, output] = /output=("(?:[^"\\]|\\.)*")/.exec(what) ?? []
    return output ? [JSON.parse(output) as string] : []
  })
  return [...new Set(lines)]
}

/** A probe that was well at some time: the container was ready, or it was neither killed for it nor kept from starting. */
function succeeds(timeline: readonly Moment[], kind: string): boolean {
  const said = (text: RegExp) => timeline.some(({ what }) => text.test(what))
  if (kind === 'Readiness') return said(/"SyncLoop \(probe\)" probe="readiness" status="ready"/)
  return !said(new RegExp(`failed ${kind.toLowerCase()} probe, will be restarted`))
}

/** Milliseconds from a container's start to its first probe that was not refused, less half the time since the last that was. */
function lateness(timeline: readonly Moment[], container: string): number {
  const run = runsIn(timeline).find((one) => one.container === container)
  if (!run || run.started === null) return 0
  const end = run.exited ?? Infinity
  const refused = timeline.filter(
    ({ component, what, t_ms }) =>
      component === 'kubelet log' &&
      t_ms < end &&
      what.includes('"Probe failed"') &&
      what.includes(`containerName="${container}"`) &&
      what.includes('connection refused')
  )
  const ready = timeline.find(({ what }) =>
    /"SyncLoop \(probe\)" probe="(?:readiness" status="ready|startup" status="started)"/.test(what)
  )
  const last = refused.at(-1)
  if (!last || !ready || ready.t_ms < last.t_ms) return 0
  return Math.round((last.t_ms + ready.t_ms) / 2 - run.started)
}

function portsOf({ ports = [], ...rest }: Json, refused: ReadonlySet<number>): number[] {
  const hooked = hooksOf(rest).map(({ httpGet }) => httpGet?.port)
  const probed = Object.values(fields).flatMap((field) => {
    const { httpGet, tcpSocket, grpc } = (rest[field] ?? {}) as Handler
    return [httpGet?.port, tcpSocket?.port, grpc?.port]
  })
  const declared = (ports as Json[]).map(({ containerPort }) => containerPort)
  const all = [...declared, ...probed, ...hooked].filter((port): port is number => typeof port === 'number')
  return [...new Set(all)].filter((port) => !refused.has(port))
}
