import type { ApiRequest } from '../components/kube-apiserver/messages'
import { flagValue } from '../flags'
import type { SimEvent } from '../kernel/types'
import type { World } from '../kernel/world'
import { kindOf } from '../protocol'
import { causesOf, isRepeat, isTelling } from '../timeline/causes'
import type { Timeline, TimelineEntry } from '../timeline/timeline'
import { sentence } from './entries'
import { storedRevision } from './truth'
import type { InspectorView } from './types'

type Why = InspectorView['why']

/** Why: the chain of causes back to the fault or command, newest first, each with the setting that timed it. */
export function whyOf(timeline: Timeline, world: World, entry: number): Why {
  const chain = causesOf(timeline, entry)
  const kept: TimelineEntry[] = []
  chain.forEach((found, i) => {
    const last = kept[kept.length - 1]
    const tells = i === 0 || isTelling(timeline, found) || isWrite(found.event)
    if (i === chain.length - 1 || (tells && !isRepeat(last, found) && !isPassedOn(last, found))) kept.push(found)
  })
  return kept.map((cause) => ({
    entry: cause.seq,
    at: cause.at,
    text: isWrite(cause.event) ? asked(cause.event) : sentence(timeline, world, cause),
    setting: cause.setting,
    settingValue: settingValue(world, cause)
  }))
}

/**
 * Why an object is as it is: what led to the last change of it that a client heard of. Empty: nothing is known of it, as
 * when the server that knew has crashed before it could answer.
 */
export function whyOfObject(timeline: Timeline, world: World, key: string): Why {
  const stored = storedRevision(world, key)
  for (let i = timeline.facts.length - 1; i >= 0; i--) {
    const fact = timeline.facts[i]!
    if (fact.entry >= world.entries || fact.fact !== 'object-written' || fact.detail.key !== key) continue
    return fact.detail.revision === stored ? whyOf(timeline, world, fact.entry) : []
  }
  return []
}

const writes: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete', 'deletecollection'])

const isWrite = (event: SimEvent | null): event is ApiRequest =>
  event?.type === 'api.request' && writes.has((event as ApiRequest).verb)

/** The same request at the proxy through which it came. */
const isPassedOn = (later: TimelineEntry | undefined, { event }: TimelineEntry): boolean =>
  isWrite(event) &&
  isWrite(later?.event ?? null) &&
  (later!.event as ApiRequest).id === event.id &&
  (later!.event as ApiRequest).conn === event.conn

/** A request by who asks, not by the proxies that it passed: `system:node:worker-1: patch pods/web-1/status`. */
function asked({ user, verb, resource, name, subresource, body }: ApiRequest): string {
  const named = name ?? (body as { metadata?: { name?: string; generateName?: string } } | undefined)?.metadata?.name
  return `${user}: ${verb} ${[resource, named, subresource].filter(Boolean).join('/')}`
}

/** The value of the flag that timed a step, as its component was given it. */
function settingValue(world: World, { setting, process }: TimelineEntry): string {
  if (setting === '' || process < 0) return ''
  return String(flagValue(world.setup.flags, kindOf(world.processes[process]!), setting) ?? '')
}
