import type {
  ChainStep,
  EntryView,
  ImpactTableView,
  InspectorView,
  Lane,
  SequenceView,
  WorksView
} from '../sim/view/types'
import type { EntryFilter } from '../worker/protocol'
import { askAloud, askQuietly } from './connection'
import { settled } from './seek'

/** Questions about the run whose answers only one panel draws. Each gives null (or nothing) if it was refused. */

export async function inspect(target: string): Promise<InspectorView | null> {
  await settled()
  return (await askAloud('inspect', { target }))?.view ?? null
}

/** What works at the instant shown, as far as the questions about it are answered yet. */
export async function impact(): Promise<ImpactTableView | null> {
  await settled()
  return askAloud('impact', {})
}

/** What works right now at the instant shown, as far as it is tried yet. Asked by the page itself: nobody waits for it. */
export async function works(): Promise<WorksView | null> {
  await settled()
  return askQuietly('works', {})
}

/** Up to 1,000 entries from `from` on that match, in order, and how many entries there are in all. */
export async function entriesFrom(
  from: number,
  count: number,
  filter: EntryFilter
): Promise<{ entries: readonly EntryView[]; total: number }> {
  return (await askAloud('entries', { from, count, filter })) ?? { entries: [], total: 0 }
}

/** A command of the run as a sequence of steps; without a root, the last one before the instant shown. */
export async function sequence(root?: number): Promise<SequenceView | null> {
  await settled()
  return askAloud('sequence', root === undefined ? {} : { root })
}

export async function storedObjects(key?: string) {
  await settled()
  return askAloud('objects', key ? { key } : {})
}

export async function whyOf(entry: number): Promise<InspectorView['why']> {
  return (await askAloud('why', { entry }))?.why ?? []
}

/** The chain of causes of an entry, the cause first, each step with whose it is. */
export async function chainOf(entry: number): Promise<readonly ChainStep[]> {
  return (await askAloud('chain', { entry }))?.steps ?? []
}

/** The lanes below a group of the timeline. */
export async function memberLanes(group: string): Promise<readonly Lane[]> {
  return (await askAloud('members', { group }))?.lanes ?? []
}

export async function metrics() {
  return askAloud('metrics', {})
}
