import type { ApiRequest } from '../components/kube-apiserver/messages'
import { sent } from '../components/kube-apiserver/sent'
import { flagValue } from '../flags'
import type { World } from '../kernel/world'
import { kindOf } from '../protocol'
import { causesOf, isRepeat, isTelling } from '../timeline/causes'
import type { Timeline, TimelineEntry } from '../timeline/timeline'
import { sentence } from './entries'
import { stillOf } from './still'
import { storedRevision } from './truth'
import type { InspectorView } from './types'

type Why = InspectorView['why']

/** Why: the chain of causes back to the fault or command, newest first, each with the setting that timed it. */
export function whyOf(timeline: Timeline, world: World, entry: number): Why {
  const chain = wholeChain(timeline, world, entry)
  const kept: TimelineEntry[] = []
  // Requests that one command made before this one are no reason for it: the command is.
  let typed = -1
  chain.forEach((found, i) => {
    if (typed >= 0 && (found.process === typed || found.from === typed)) {
      if (i < chain.length - 1 && found.stateTo === '') return
    } else if (typed < 0 && writeOf(found) !== null) typed = commandOf(world, found)
    const last = kept[kept.length - 1]
    const tells = i === 0 || isTelling(timeline, found) || writeOf(found) !== null
    if (i === chain.length - 1 || (tells && !isRepeat(last, found) && !isPassedOn(last, found))) kept.push(found)
  })
  return kept.map((cause) => {
    const write = writeOf(cause)
    return {
      entry: cause.seq,
      at: cause.at,
      text: write ? asked(write) : sentence(timeline, world, cause),
      setting: cause.setting,
      settingValue: settingValue(world, cause)
    }
  })
}

/**
 * The chain of causes; who starts a process again that had ended does so because it had ended: the chain goes on from there, unless
 * somebody asked for the start.
 */
function wholeChain(timeline: Timeline, world: World, entry: number, hops = 8): TimelineEntry[] {
  const chain = causesOf(timeline, entry)
  const root = chain[chain.length - 1]!
  if (hops === 0 || root.kind === 'command') return chain
  for (const [at, step] of chain.entries()) {
    const earlier = step.kind === 'start' ? endBefore(timeline, step) : leaderlessBefore(timeline, world, step)
    if (earlier >= 0) return [...chain.slice(0, at + 1), ...wholeChain(timeline, world, earlier, hops - 1)]
  }
  return chain
}

/** The entry in which the life before a start ended; -1 if it is the first. */
const endBefore = (timeline: Timeline, { seq, process }: TimelineEntry): number =>
  timeline.lives.findLast((life) => life.entry < seq && life.process === process && life.status === 'stopped')?.entry ??
  -1

/**
 * Who gave up waiting for its API server may have waited for etcd behind it: the entry in which the member beside it went looking
 * for a leader. -1: it had one.
 */
function leaderlessBefore(timeline: Timeline, world: World, { seq, process, setting, type }: TimelineEntry): number {
  if (process < 0 || (setting !== 'leader-elect-renew-deadline' && type !== 'client.timeout')) return -1
  const member = world.find(`${world.processes[process]!.machine.id}/etcd`)
  if (!member) return -1
  const moved = timeline.moves.findLast((move) => move < seq && timeline.processOf(move) === member.index)
  return moved !== undefined && /andidate/.test(timeline.stateOf(moved)) ? moved : -1
}

/**
 * Why something is as it is: where it waits for somebody who is silent, that comes first, and the chain leads to what silenced them.
 * @param target as `inspect` takes it; `changed` is the chain of its last change
 */
export function whyNow(timeline: Timeline, world: World, target: string, changed: Why): Why {
  const still = stillOf(world, timeline, target)
  if (!still) return changed
  if (still.cause < 0) return [still.step, ...changed]
  const silent = whyOf(timeline, world, still.cause)
  const same = changed.at(-1)?.entry === silent.at(-1)?.entry
  return [still.step, ...(same ? changed : silent)]
}

/**
 * Why an object is as it is: what led to the last change of it that a client heard of. Empty: nothing is known of it, as
 * when the server that knew has crashed before it could answer.
 */
export function whyOfObject(timeline: Timeline, world: World, key: string): Why {
  const stored = storedRevision(world, key)
  let last: Why | null = null
  for (let i = timeline.facts.length - 1; i >= 0; i--) {
    const fact = timeline.facts[i]!
    if (fact.entry >= world.entries || fact.fact !== 'object-written' || fact.detail.key !== key) continue
    if (!last && fact.detail.revision !== stored) return []
    const why = asStored(whyOf(timeline, world, fact.entry), fact.entry, fact.detail.revision)
    // A change that was routine (a status that was reported again) tells of nothing: an earlier one may, such as its creation.
    if (timeline.kindOf(why.at(-1)!.entry) === 'command') return last ? [last[0]!, ...why] : why
    last ??= why
  }
  return last ?? []
}

/** The newest step of a write is that the server heard from etcd that it is stored. */
function asStored([newest, ...before]: Why, entry: number, revision: number): Why {
  if (!newest) return before
  return [newest.entry === entry ? { ...newest, text: `stored in etcd as revision ${revision}` } : newest, ...before]
}

const writes: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete', 'deletecollection'])

/** A request that changes something. By its type first: the event of an entry of long ago is replayed. */
function writeOf(entry: TimelineEntry | undefined): ApiRequest | null {
  if (entry?.type !== 'api.request') return null
  const request = entry.event as ApiRequest
  return writes.has(request.verb) ? request : null
}

/** The kubectl that sent a request; -1: somebody else did. */
function commandOf(world: World, { from }: TimelineEntry): number {
  const process = from < 0 ? undefined : world.processes[from]
  return process && kindOf(process) === 'kubectl' ? from : -1
}

/** The same request at the proxy through which it came. */
function isPassedOn(later: TimelineEntry | undefined, entry: TimelineEntry): boolean {
  const [after, before] = [writeOf(later), writeOf(entry)]
  return after !== null && before !== null && after.id === before.id && after.conn === before.conn
}

/** A request by who asks, not by the proxies that it passed: `system:node:worker-1: patch pods/web-1/status`. */
function asked(request: ApiRequest): string {
  const { user, verb, resource, name, subresource } = request
  const named =
    name ?? (sent(request) as { metadata?: { name?: string; generateName?: string } } | undefined)?.metadata?.name
  return `${user}: ${verb} ${[resource, named, subresource].filter(Boolean).join('/')}`
}

/** The value of the flag that timed a step, as its component was given it. */
function settingValue(world: World, { setting, process }: TimelineEntry): string {
  if (setting === '' || process < 0) return ''
  return String(flagValue(world.setup.flags, kindOf(world.processes[process]!), setting) ?? '')
}
