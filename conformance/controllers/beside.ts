import {
  isPlayed,
  type Case,
  type KubernetesObject,
  type Outcome,
  type RecordedCall,
  type RecordedEvent
} from './cases'

/**
 * Recordings were made of several cases at a time. So nodes of other cases stood beside, and the counts of what turned nodes down
 * include them, a pod may have gone to one of them, and the writers of events, who are limited, were behind.
 */

/** Why a scheduler turned nodes down: each reason with its number of nodes, and what follows. */
interface Verdict {
  readonly before: string
  readonly reasons: ReadonlyMap<string, number>
  readonly after: string
}

/** What may be said of a node that has nothing to do with a case. */
const ofOthers =
  /^node\(s\) (were unschedulable|had untolerated taint\(s\)|didn't match Pod's node affinity\/selector|didn't satisfy plugin\(s\) \[NodeAffinity\])$/

function verdictIn(text: string): Verdict | undefined {
  const [, before, list, after] = /^(.*nodes are available: )(.*?)\.( .*|)$/s.exec(text) ?? []
  if (before === undefined || list === undefined) return undefined
  const reasons = new Map<string, number>()
  for (const part of list.split(', ')) {
    const [, count, reason] = /^(\d+) (.*)$/.exec(part) ?? []
    if (reason === undefined) return undefined
    reasons.set(reason, Number(count))
  }
  return { before, reasons, after: after ?? '' }
}

/** Whether a text that came out is the recorded one but for nodes that stood beside. */
function isSame(recorded: string, found: string): boolean {
  if (recorded === found) return true
  const [a, b] = [verdictIn(recorded), verdictIn(found)]
  if (!a || !b || a.before !== b.before || a.after !== b.after) return false
  const reasons = [...new Set([...a.reasons.keys(), ...b.reasons.keys()])]
  return reasons.every((reason) => {
    const [more, own] = [a.reasons.get(reason) ?? 0, b.reasons.get(reason) ?? 0]
    return ofOthers.test(reason) ? more >= own : more === own
  })
}

/**
 * What happened while nodes were registered: before a recording begins, if it does not tell of their registration, and in an
 * order that is chance: two nodes may be given the same range at first.
 */
export const isOfRegistration = (line: string, { api_calls }: Case): boolean => {
  if (/ CIDRAssignmentFailed /.test(line)) return true
  const [, node] = /^Node\/(\S+) Normal RegisteredNode /.exec(line) ?? []
  const created = ({ verb, uri, user, body }: RecordedCall) =>
    verb === 'create' &&
    uri.replace(/\?.*/, '') === '/api/v1/nodes' &&
    (user === `system:node:${node}` || JSON.stringify(body).includes(`"${node}"`))
  return node !== undefined && !api_calls.some(created)
}

/** The node controller looks every 5 s (`--node-monitor-period`): of nodes that were deleted later than that before a recording ended it said nothing yet. */
export function isOfTheEnd(line: string, { api_calls, duration_ms }: Case): boolean {
  const [, node] = /^Node\/(\S+) Normal RemovingNode /.exec(line) ?? []
  const deleted = api_calls.find(
    ({ verb, uri }) => verb === 'delete' && uri.replace(/\?.*/, '') === `/api/v1/nodes/${node}`
  )
  return node !== undefined && deleted !== undefined && duration_ms - deleted.t_ms < monitorPeriod
}
const monitorPeriod = 5_000

/**
 * What is said only because a claim was looked at before its volume was bound, which took as long as the machine was slow: of a
 * pod that was scheduled all the same, of a claim that was bound; or because nodes of other cases woke a pod on its way out.
 */
export function isOfHaste(line: string, { events, final }: Case): boolean {
  const [, pod] = /^Pod\/(\S+) .*pod has unbound immediate PersistentVolumeClaims/.exec(line) ?? []
  if (pod !== undefined) return events.some(({ object, reason }) => object === `Pod/${pod}` && reason === 'Scheduled')
  const [, leaving] = /^Pod\/(\S+) .*skip schedule deleting pod: /.exec(line) ?? []
  if (leaving !== undefined) return wereNodesBeside(leaving, events)
  const [, claim] =
    /^PersistentVolumeClaim\/(\S+) .*ProvisioningFailed .*storageclass\S* \S+ not found/.exec(line) ?? []
  return (
    claim !== undefined &&
    final.some(({ kind, spec }) => kind === 'PersistentVolume' && JSON.stringify(spec).includes(`"${claim}"`))
  )
}

/** A pod was told of different numbers of nodes: those of other cases came and went, and woke it while it was waiting. */
function wereNodesBeside(pod: string, events: readonly RecordedEvent[]): boolean {
  const told = events.filter(({ object }) => object === `Pod/${pod}`)
  return new Set(told.flatMap(({ message }) => /^0\/(\d+) nodes are available/.exec(message)?.[1] ?? [])).size > 1
}

/** What was recorded and did not come out (`-`), and what came out and was not recorded (`+`). */
export const coverage = (recorded: readonly string[], found: readonly string[]): readonly string[] => [
  ...recorded.filter((line) => !found.some((other) => isSame(line, other))).map((line) => `- ${line}`),
  ...found.filter((line) => !recorded.some((other) => isSame(other, line))).map((line) => `+ ${line}`)
]

/** Whether an object that came out is the recorded one but for what nodes beside changed of its texts. */
export function explains(recorded: unknown, found: unknown): boolean {
  if (typeof recorded === 'string' && typeof found === 'string') return isSame(recorded, found)
  if (typeof recorded !== 'object' || recorded === null || typeof found !== 'object' || found === null)
    return recorded === found
  if (Array.isArray(recorded) !== Array.isArray(found)) return false
  const [a, b] = [recorded as Readonly<Record<string, unknown>>, found as Readonly<Record<string, unknown>>]
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && explains(a[key], b[key]))
}

/**
 * A recording without the VolumeAttachments of volumes that it has nothing to do with: they are named by digests, so that nothing
 * in a name tells whose they are.
 */
export function withoutOthers(recorded: Case): Case {
  const own = JSON.stringify(recorded.setup)
  const volumes = new Map<string, string>()
  const note = (body: unknown) => {
    const { kind, metadata, spec } = (body ?? {}) as Partial<KubernetesObject>
    const { source } = (spec ?? {}) as { source?: { persistentVolumeName?: string } }
    if (kind === 'VolumeAttachment' && metadata) volumes.set(metadata.name, source?.persistentVolumeName ?? '')
  }
  recorded.api_calls.forEach(({ body }) => note(body))
  recorded.final.forEach(note)
  // One that is there without being made belongs to a case that began before.
  const isOther = (name: string): boolean => !own.includes(`"${volumes.get(name) ?? ''}"`)
  return {
    ...recorded,
    api_calls: recorded.api_calls.filter(({ uri, body }) => {
      const { kind, metadata } = (body ?? {}) as Partial<KubernetesObject>
      const named = kind === 'VolumeAttachment' ? metadata?.name : /\/volumeattachments\/([^/?]+)/.exec(uri)?.[1]
      return named === undefined || !isOther(named)
    }),
    final: recorded.final.filter(({ kind, metadata }) => kind !== 'VolumeAttachment' || !isOther(metadata.name))
  }
}

/** ` to NODE` of nodes that a case has nothing to do with. */
export function nodesBeside({ events, setup, actions, api_calls }: Case): RegExp {
  const own = JSON.stringify([setup, actions, api_calls.filter(({ user }) => isPlayed(user))])
  const names = events.flatMap(({ message }) => /^Successfully assigned \S+ to (\S+)$/.exec(message)?.[1] ?? [])
  const others = names.filter((name) => !own.includes(name.replace(/\d+$/, '')))
  return new RegExp(` to (?:${['worker', ...others].join('|')})$`)
}

const isEvent = ({ uri, verb }: RecordedCall): boolean => verb === 'create' && uri.endsWith('/events')

/** An event that comes later than this after its writer's last other write is late, in milliseconds. */
const late = 3_000

/**
 * Tells whether a line is of a component whose events came out late: what it had still to say when the recording ended is not
 * known. It is behind if the recording holds its writes and none of its events, or one that came long after what it tells.
 */
export function componentsBehind({ api_calls }: Case, { calls, events }: Outcome): (line: string) => boolean {
  const behind = new Set(
    api_calls.flatMap(({ user }) => {
      const own = api_calls.filter((call) => call.user === user && call.verb !== 'get' && call.verb !== 'list')
      const others = own.filter((call) => !call.uri.includes('/events'))
      const said = own.filter(isEvent)
      const isBehind = said.every(
        ({ t_ms }) => t_ms - Math.max(0, ...others.filter((call) => call.t_ms <= t_ms).map((call) => call.t_ms)) > late
      )
      return others.length > 0 && isBehind ? [user] : []
    })
  )
  const components = new Set(
    calls.flatMap((call) => {
      const { source, reportingComponent } = (call.body ?? {}) as Readonly<Record<string, unknown>>
      const component = (source as { component?: string } | undefined)?.component ?? reportingComponent
      return isEvent(call) && behind.has(call.user) ? [String(component)] : []
    })
  )
  return (line) => events.length > 0 && [...components].some((component) => line.includes(` ${component}: `))
}
