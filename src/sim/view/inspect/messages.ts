import type { World } from '../../kernel/world'
import { isTelling } from '../../timeline/causes'
import type { Timeline } from '../../timeline/timeline'
import { nameOf, sentence } from '../entries'
import { labelOf } from '../label'
import type { MessageView } from './types'

/** Steps that are looked at for one answer: of a quiet process there may be few messages among very many. */
const mostLooked = 60_000

/** The last messages that reached a process or that it sent, up to the instant of the world; the latest first. */
export function messagesOf(world: World, timeline: Timeline, target: string, count: number): MessageView[] {
  const process = world.find(target)
  if (!process) return []
  const found: MessageView[] = []
  const last = Math.max(0, world.entries - mostLooked)
  for (let seq = world.entries - 1; seq >= last && found.length < count; seq--) {
    const kind = timeline.kindOf(seq)
    if (kind !== 'message' && kind !== 'lost') continue
    const goesIn = timeline.processOf(seq) === process.index
    if (!goesIn && timeline.fromOf(seq) !== process.index) continue
    const entry = timeline.get(seq)
    const cause = tellingCause(timeline, entry.cause)
    found.push({
      entry: seq,
      at: entry.at,
      direction: goesIn ? 'in' : 'out',
      peer: nameOf(world, goesIn ? entry.from : entry.process),
      label: entry.event ? labelOf(entry.event) : entry.type,
      lost: kind === 'lost',
      cause: cause < 0 ? '' : sentence(timeline, world, timeline.get(cause)),
      causeEntry: cause,
      setting: cause < 0 ? '' : timeline.settingOf(cause)
    })
  }
  return found
}

/** How far back a message's cause is looked for. */
const mostSteps = 50

/** The nearest step before a message that is no routine; -1 if there is none near. */
function tellingCause(timeline: Timeline, from: number): number {
  let seq = from
  for (let i = 0; seq >= 0 && i < mostSteps; i++) {
    if (isTelling(timeline, timeline.get(seq))) return seq
    const cause = timeline.causeOf(seq)
    if (cause >= seq) return -1
    seq = cause
  }
  return -1
}
