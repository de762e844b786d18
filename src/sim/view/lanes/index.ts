import type { Micros } from '../../../base/time'
import type { World } from '../../kernel/world'
import type { Timeline } from '../../timeline/timeline'
import type { Lane } from '../types'
import { LaneReader } from './reader'

const readers = new WeakMap<Timeline, LaneReader>()

function readerOf(timeline: Timeline, world: World): LaneReader {
  let reader = readers.get(timeline)
  if (!reader) readers.set(timeline, (reader = new LaneReader(timeline)))
  reader.catchUp(world)
  return reader
}

/** The groups' lanes of a branch between two times, as far as it is recorded. `world` is its end. */
export const lanesOf = (timeline: Timeline, world: World, from: Micros, end: Micros): Lane[] =>
  readerOf(timeline, world).lanes(world, from, end)

/** The lanes below a group: each process or pod; of many, the worst at `around`. */
export const memberLanesOf = (timeline: Timeline, world: World, group: string, around: Micros): Lane[] =>
  readerOf(timeline, world).members(world, group, around, Math.max(0, world.now))
