import { lookAt } from '../../components'
import { clockOf } from '../../kernel/outbox'
import type { World } from '../../kernel/world'
import type { Timeline } from '../../timeline/timeline'
import { sentence } from '../entries'
import { storedVersions } from '../truth'
import { objectTarget, type ObjectTarget } from './target'
import type { ChangeView } from './types'
import { yamlText } from './yaml'

/**
 * What the last change of a target has changed, at the instant of a world: of an object its last two versions in etcd, of a process
 * what it held before and after its last step.
 * @param seekEntry the world right after an entry
 */
export function changesOf(
  world: World,
  timeline: Timeline,
  target: string,
  seekEntry: (entry: number) => World
): ChangeView | null {
  const object = objectTarget(target) ?? nodeOf(world, target)
  if (object) return changesOfObject(world, timeline, object)
  const process = world.find(target)
  if (!process) return null
  const entry = lastStep(world, timeline, process.index)
  const after = yamlOf(world, target)
  if (entry <= 0) return { before: after, after, at: null, entry: -1, by: '' }
  const { at } = timeline.get(entry)
  const by = sentence(timeline, world, timeline.get(entry))
  return { before: yamlOf(seekEntry(entry - 1), target), after, at, entry, by }
}

/** A machine shows its Node. */
const nodeOf = (world: World, target: string): ObjectTarget | null =>
  world.machine(target) ? { resource: 'nodes', key: target } : null

function yamlOf(world: World, target: string): string {
  const process = world.find(target)
  return process ? yamlText(lookAt(process, clockOf(world)).inspect().yaml) : ''
}

/** The last entry in which a process did something. */
function lastStep(world: World, timeline: Timeline, index: number): number {
  for (let seq = world.entries - 1; seq >= 0; seq--)
    if (timeline.processOf(seq) === index && timeline.kindOf(seq) !== 'lost' && timeline.kindOf(seq) !== 'missed')
      return seq
  return -1
}

function changesOfObject(world: World, timeline: Timeline, { resource, key }: ObjectTarget): ChangeView | null {
  const name = `/registry/${resource}/${key}`
  const versions = storedVersions(world, name)
  if (!versions) return null
  const { before, after, revision } = versions
  const written = writeOf(world, timeline, name, revision)
  return {
    before: before === null ? yamlText(after) : yamlText(before),
    after: yamlText(after),
    at: before === null || written < 0 ? null : timeline.at(written),
    entry: written,
    by: written < 0 ? '' : sentence(timeline, world, timeline.get(written))
  }
}

/** The entry in which a client heard that its write is in etcd; -1 if none has. */
function writeOf(world: World, timeline: Timeline, key: string, revision: number): number {
  for (let i = timeline.facts.length - 1; i >= 0; i--) {
    const { fact, detail, entry } = timeline.facts[i]!
    if (entry < world.entries && fact === 'object-written' && detail.key === key)
      return detail.revision === revision ? entry : -1
  }
  return -1
}
