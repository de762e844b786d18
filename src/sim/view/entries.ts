import type { Micros } from '../../base/time'
import type { World } from '../kernel/world'
import { causesOf } from '../timeline/causes'
import type { Timeline, TimelineEntry } from '../timeline/timeline'
import { labelOf } from './label'
import type { EntryView } from './types'

export interface EntryQuery {
  readonly component?: string
  readonly type?: string
  readonly text?: string
  readonly milestonesOnly?: boolean
  /** Only steps of this stretch, both ends included. */
  readonly since?: Micros
  readonly until?: Micros
  readonly direction?: 'forward' | 'backward'
}

/** One recorded step as the events list shows it. */
export function entryView(timeline: Timeline, world: World, seq: number): EntryView {
  const entry = timeline.get(seq)
  return {
    seq,
    at: entry.at,
    kind: entry.kind,
    component: nameOf(world, entry.process),
    from: nameOf(world, entry.from),
    type: entry.type,
    label: entry.event ? labelOf(entry.event) : entry.type,
    setting: entry.setting,
    cause: entry.cause,
    stateFrom: entry.stateFrom,
    stateTo: entry.stateTo,
    notes: timeline.notes.get(seq) ?? [],
    facts: timeline.factsOf(seq)
  }
}

/** Up to `count` entries from `from` on that match. */
export function queryEntries(
  timeline: Timeline,
  world: World,
  from: number,
  count: number,
  query: EntryQuery
): EntryView[] {
  const found: EntryView[] = []
  const step = query.direction === 'backward' ? -1 : 1
  const { since = -Infinity, until = Infinity } = query
  // What lies outside of the stretch is not looked through.
  const begin =
    step > 0
      ? Math.max(from, since === -Infinity ? 0 : timeline.firstAt(since))
      : Math.min(from, (until === Infinity ? timeline.length : timeline.firstAt(until + 1)) - 1)
  for (let seq = begin; seq >= 0 && seq < timeline.length && found.length < count; seq += step) {
    const at = timeline.at(seq)
    if (step > 0 ? at > until : at < since) break
    const view = entryView(timeline, world, seq)
    if (matches(view, query)) found.push(view)
  }
  return step < 0 ? found.reverse() : found
}

function matches(view: EntryView, query: EntryQuery): boolean {
  if (query.component && view.component !== query.component && view.from !== query.component) return false
  if (query.type && !view.type.startsWith(query.type)) return false
  if (query.milestonesOnly && view.facts.length === 0 && view.kind !== 'command') return false
  if (!query.text) return true
  const needle = query.text.toLowerCase()
  return `${view.component} ${view.from} ${view.label} ${view.notes.join(' ')}`.toLowerCase().includes(needle)
}

/** The ids of an entry's whole chain, for exports. */
export const causeIds = (timeline: Timeline, entry: number): number[] =>
  causesOf(timeline, entry).map((cause) => cause.seq)

/** The settings that timed what led to an entry, nearest first. */
export const settingsOf = (timeline: Timeline, entry: number): string[] =>
  causesOf(timeline, entry).flatMap(({ setting }) => (setting === '' ? [] : [setting]))

/** One step as a sentence, from what was recorded of it. */
export function sentence(timeline: Timeline, world: World, entry: TimelineEntry): string {
  const who = nameOf(world, entry.process)
  const label = entry.event ? labelOf(entry.event) : entry.type
  const notes = timeline.notes.get(entry.seq)
  const moved = entry.stateTo ? `${entry.stateFrom ? `${entry.stateFrom} → ` : ''}${entry.stateTo}` : ''
  const tail = [notes?.join('; '), moved].filter(Boolean).join(' · ')
  switch (entry.kind) {
    case 'command':
      return notes?.[0] ?? 'a command'
    case 'missed':
      return `${who} missed its ${entry.setting || label}`
    case 'lost':
      return `${label} from ${nameOf(world, entry.from)} to ${who} was lost`
    case 'timer':
    case 'decision':
      return `${who}: ${entry.setting || label} ran out${tail ? ` — ${tail}` : ''}`
    case 'message':
      return `${who} got ${label} from ${nameOf(world, entry.from)}${tail ? ` — ${tail}` : ''}`
    default:
      return `${who}: ${label}${tail ? ` — ${tail}` : ''}`
  }
}

export const nameOf = (world: World, process: number): string => (process < 0 ? '' : world.processes[process]!.id)
