import type { Moment } from '../../../src/rigs/pods'
import { runsIn, statusPatch, type Json } from './seen'

/** What is compared: each aspect is a sequence of lines. */
export const aspects = ['events', 'statuses', 'kubelet log', 'containerd log', 'tasks'] as const
export type Aspect = (typeof aspects)[number]

/** A life's lines of each aspect; recorded and simulated ones are written alike. */
export function linesOf(timeline: readonly Moment[]): Readonly<Record<Aspect, readonly string[]>> {
  return {
    events: once(timeline.filter(({ component }) => component === 'kubelet').flatMap(({ what }) => event(what))),
    statuses: statuses(timeline),
    'kubelet log': once(timeline.filter(isKubeletLine).map(({ what }) => steady(what))),
    'containerd log': timeline.filter(isRuntimeLine).map(({ what }) => steady(unquoted(what))),
    tasks: tasks(timeline)
  }
}

/** Lines that are repeated until a back-off is over count once: how often is chance. */
const repeats = /[Bb]ack-off |BackOff|Error syncing pod|ErrImage|start failed in pod|EVENT again/
const once = (lines: readonly string[]): string[] =>
  lines.filter((line, i) => line !== lines[i - 1] || !repeats.test(line))

/**
 * The volume manager goes through a pod's volumes in the order of a Go map and works on each in a goroutine of its own: their lines stand in
 * an order of their own for each volume, beside all others.
 */
export const trackOf = (line: string): string =>
  /^[IWE] (?:reconciler_common|operation_generator|nestedpendingoperations)\.go\]/.test(line)
    ? (/kubernetes\.io\/[\w-]+\/UID-([\w.-]+)/.exec(line)?.[1] ?? '')
    : ''

/** A new event, or one that has happened again: the API has its count only. */
function event(what: string): string[] {
  if (!what.startsWith('EVENT')) return []
  const ours = /^EVENT patch .*"message": (".*")\}$/s.exec(what)
  if (ours) return [`EVENT again ${steady(JSON.parse(ours[1]!) as string)}`]
  const theirs = /^EVENT \(count \d+\) \w+ \w+: (.*)$/s.exec(what)
  if (theirs) return [`EVENT again ${steady(theirs[1]!)}`]
  return [steady(what.replace(/ \[spec\.\w+\{[^}]+\}\]$/, ''))]
}

/** Machine's own remarks: cgroup v1, processes' limits, what a metrics collector finds, and how long a start took. */
const remarks =
  /manager\.go:\d+\] (?:Machine|Failed to create existing)|fs\.go|oom|rlimit|cgroup|PSI|Observed pod startup duration|UpdatePodSandboxResources|status_manager/i
const isKubeletLine = ({ component, what }: Moment): boolean => component === 'kubelet log' && !remarks.test(what)

/** The kubelet's calls and what came of them; not what containerd and its shims say to each other. */
const shims =
  /shim|failed sending message on channel|received (?:container|sandbox)|TaskOOM|TaskExit|collecting metrics|get state|failed to delete|container info|Failed to pipe|cleanup warnings|Forcibly|TearDown|Container to stop/
const isRuntimeLine = ({ component, what }: Moment): boolean =>
  /^containerd(?: log)?$/.test(component) && !shims.test(what)

const unquoted = (what: string): string => {
  const quoted = /^(?:info|error|warning|debug) ("(?:[^"\\]|\\.)*")(.*)$/s.exec(what)
  return quoted ? `${JSON.parse(quoted[1]!)}${quoted[2]}` : what
}

/** Processes: what was created, began, ended. */
function tasks(timeline: readonly Moment[]): string[] {
  const names = new Map<string, string>()
  const counts = new Map<string, number>()
  const runs = runsIn(timeline)
  for (const { container, id } of [...runs, ...namedByStatus(timeline, runs)]) {
    names.set(id, `${container}#${counts.get(container) ?? 0}`)
    counts.set(container, (counts.get(container) ?? 0) + 1)
  }
  return timeline.flatMap(({ component, what }) => {
    if (component === 'runtime') return /\(exec\)|OOM/.test(what) ? [] : [what.replace(/ pid \d+$/, '')]
    const found = component === 'containerd event' && /^\/tasks\/(create|start|exit) (\{.*\})$/.exec(what)
    if (!found) return []
    const {
      container_id,
      id = container_id,
      exit_status = 0
    } = JSON.parse(found[2]!) as Record<string, string | number>
    if (id !== container_id) return []
    const name = names.get(String(container_id)) ?? 'sandbox'
    return [
      `${name}: ${{ create: 'task created', start: 'task started', exit: `EXIT status ${exit_status}` }[found[1]!]}`
    ]
  })
}

/** Where the record lacks lines of the runtime's log, statuses name the containers of its ids. */
function namedByStatus(timeline: readonly Moment[], runs: readonly { readonly id: string }[]) {
  const known = new Set(runs.map(({ id }) => id))
  return timeline.flatMap((moment) => {
    const patch = statusPatch(moment) ?? {}
    return ['initContainerStatuses', 'containerStatuses'].flatMap((list) =>
      ((patch[list] ?? []) as Json[]).flatMap(({ name, containerID = '' }) => {
        const id = String(containerID)
          .replace(/^\w+:\/\//, '')
          .slice(0, 12)
        if (id === '' || known.has(id)) return []
        known.add(id)
        return [{ container: String(name), id }]
      })
    )
  })
}

/** The state that the API holds after each of the kubelet's patches: phase, conditions, containers. */
function statuses(timeline: readonly Moment[]): string[] {
  const found: string[] = []
  const conditions = new Map<string, Json>()
  const containers = new Map<string, string>()
  const whole = new Map<string, unknown>()
  for (const moment of timeline) {
    if (moment.component === 'kubelet' && moment.what.startsWith('DELETE pods ')) found.push('DELETE')
    const patch = statusPatch(moment)
    if (!patch) continue
    for (const { type, $patch, ...rest } of (patch.conditions ?? []) as Json[]) {
      if ($patch === 'delete') conditions.delete(String(type))
      else conditions.set(String(type), { ...conditions.get(String(type)), ...rest })
    }
    for (const list of ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses'])
      for (const status of (patch[list] ?? []) as Json[]) containers.set(`${list}/${status.name}`, container(status))
    for (const field of ['phase', 'reason', 'message', 'observedGeneration'])
      if (field in patch) whole.set(field, patch[field])
    const line = [
      ...[...whole]
        .filter(([, value]) => value !== null)
        .map(([field, value]) => `${field}=${value}`)
        .sort(),
      ...[...conditions].map(condition).sort(),
      ...[...containers].map(([name, status]) => `${name.replace('Statuses/', ' ')} ${status}`).sort()
    ].join(' | ')
    if (steady(line) !== found.at(-1)) found.push(steady(line))
  }
  return found
}

const condition = ([type, { status, reason, message }]: [string, Json]): string =>
  `${type}=${[status, reason, message].filter((part) => part !== undefined && part !== null && part !== '').join(' ')}`

function container({ state, lastState, restartCount, ready, started }: Json): string {
  return `${stateText(state as Json)} last=${stateText((lastState ?? {}) as Json)} restarts=${restartCount} ready=${ready} started=${started}`
}

function stateText(state: Json): string {
  const [kind, fields = {}] = (Object.entries(state ?? {})[0] ?? ['none']) as [string, Json?]
  const { reason = '', message = '', exitCode = '' } = fields
  return [kind, reason, exitCode, message].filter((part) => part !== '').join(' ')
}

/** What chance, the clock and a machine's addresses chose stands for what it is; source lines of a log are a build's. */
const steady = (text: string): string =>
  text
    .replace(/(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/g, 'UID')
    .replace(/\b[0-9a-f]{64}\b|\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{12}\b|<[\w.-]+(?:#\d+)?>/g, 'ID')
    .replace(/kube-api-access-[a-z0-9]{5}\b/g, 'kube-api-access-TOKEN')
    .replace(/(lookup \S+ on )[\d.]+:53: read udp [\d.]+:\d+->[\d.]+:53/g, '$1DNS: read udp')
    .replace(/\b10\.244\.\d+\.\d+\b/g, 'POD-IP')
    .replace(/\b10\.0\.\d+\.\d+\b/g, 'NODE-IP')
    .replace(
      / in [\d.]+m?s \([\dm.]+s including waiting\)\. Image size: \d+ bytes/g,
      ' in TIME (TIME including waiting). Image size: N bytes'
    )
    .replace(
      /No retries permitted until .*? \(durationBeforeRetry/g,
      'No retries permitted until TIME (durationBeforeRetry'
    )
    .replace(/\b\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z| \+0000 UTC(?: m=\+[\d.]+)?)/g, 'TIME')
    .replace(/^([IWE] [a-z_]+\.go):\d+\]/, '$1]')
    .replace(/ (logger|exitStatus|replicaset)="[^"]*"/g, '')
