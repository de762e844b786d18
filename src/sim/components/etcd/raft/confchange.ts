import { Panic } from './panic'
import { createProgress } from './progress'
import type { ConfChange, ConfChangeSingle, ConfState, Config, Entry, Progress, Tracker } from './types'

/** A configuration under change, and what is known of its members. */
interface Changed {
  voters: Set<number>
  votersOutgoing: Set<number>
  learners: Set<number>
  learnersNext: Set<number>
  autoLeave: boolean
  progress: Map<number, Progress>
}

/**
 * The configuration after a change. A change of one voter is made at once; others go through a joint configuration, in which
 * both majorities count. Throws on changes that Raft does not allow. Models confchange/confchange.go.
 */
export function changeConfig(tracker: Tracker, change: ConfChange, lastIndex: number): Tracker {
  const { changes, transition } = change
  if (transition === 'auto' && changes.length === 0) return leaveJoint(tracker)
  if (transition !== 'auto' || changes.length > 1)
    return enterJoint(tracker, transition !== 'explicit', changes, lastIndex)
  return simple(tracker, changes, lastIndex)
}

/** The configuration that a snapshot keeps. Models confchange/restore.go. */
export function restoreConfig(state: ConfState, lastIndex: number): Tracker {
  let tracker = createTracker()
  const add = (ids: readonly number[], type: ConfChangeSingle['type']) => ids.map((node) => ({ type, node }))
  const incoming = [
    ...add(state.votersOutgoing, 'remove'),
    ...add(state.voters, 'addVoter'),
    ...add(state.learners, 'addLearner'),
    ...add(state.learnersNext, 'addLearner')
  ]
  if (state.votersOutgoing.length === 0) {
    for (const change of incoming) tracker = simple(tracker, [change], lastIndex)
    return tracker
  }
  for (const change of add(state.votersOutgoing, 'addVoter')) tracker = simple(tracker, [change], lastIndex)
  return enterJoint(tracker, state.autoLeave, incoming, lastIndex)
}

/** Who belongs to a configuration after the changes of membership that a log holds. */
export const changedMembers = (state: ConfState, entries: readonly Entry[]): readonly number[] =>
  entries
    .filter(({ type }) => type === 'conf')
    .reduce((tracker, { data }) => changeConfig(tracker, data as ConfChange, 0), restoreConfig(state, 0)).ids

export const createTracker = (): Tracker => ({
  config: { voters: [], votersOutgoing: [], learners: [], learnersNext: [], autoLeave: false },
  progress: new Map(),
  ids: [],
  votes: new Map()
})

export const confStateOf = ({ voters, learners, votersOutgoing, learnersNext, autoLeave }: Config): ConfState =>
  Object.freeze({ voters, learners, votersOutgoing, learnersNext, autoLeave })

function enterJoint(
  tracker: Tracker,
  autoLeave: boolean,
  changes: readonly ConfChangeSingle[],
  lastIndex: number
): Tracker {
  const changed = copyOf(tracker)
  if (changed.votersOutgoing.size > 0) throw new Panic('config is already joint')
  if (changed.voters.size === 0) throw new Panic("can't make a zero-voter config joint")
  changed.votersOutgoing = new Set(changed.voters)
  apply(changed, changes, lastIndex)
  changed.autoLeave = autoLeave
  return trackerOf(changed)
}

function leaveJoint(tracker: Tracker): Tracker {
  const changed = copyOf(tracker)
  if (changed.votersOutgoing.size === 0) throw new Panic("can't leave a non-joint config")
  for (const id of changed.learnersNext) {
    changed.learners.add(id)
    changed.progress.get(id)!.isLearner = true
  }
  changed.learnersNext.clear()
  for (const id of changed.votersOutgoing)
    if (!changed.voters.has(id) && !changed.learners.has(id)) changed.progress.delete(id)
  changed.votersOutgoing.clear()
  changed.autoLeave = false
  return trackerOf(changed)
}

function simple(tracker: Tracker, changes: readonly ConfChangeSingle[], lastIndex: number): Tracker {
  const changed = copyOf(tracker)
  if (changed.votersOutgoing.size > 0) throw new Panic("can't apply simple config change in joint config")
  apply(changed, changes, lastIndex)
  const before = new Set(tracker.config.voters)
  const different = [...before].filter((id) => !changed.voters.has(id)).length
  const added = [...changed.voters].filter((id) => !before.has(id)).length
  if (different + added > 1) throw new Panic('more than one voter changed without entering joint config')
  return trackerOf(changed)
}

function apply(changed: Changed, changes: readonly ConfChangeSingle[], lastIndex: number): void {
  for (const { type, node } of changes) {
    // Etcd sets the node of a change that it has refused to 0.
    if (node === 0) continue
    if (type === 'addVoter') makeVoter(changed, node, lastIndex)
    else if (type === 'addLearner') makeLearner(changed, node, lastIndex)
    else if (type === 'remove') remove(changed, node)
  }
  if (changed.voters.size === 0) throw new Panic('removed all voters')
}

function makeVoter(changed: Changed, id: number, lastIndex: number): void {
  const progress = changed.progress.get(id)
  if (!progress) changed.progress.set(id, added(lastIndex, false))
  else progress.isLearner = false
  changed.learners.delete(id)
  changed.learnersNext.delete(id)
  changed.voters.add(id)
}

function makeLearner(changed: Changed, id: number, lastIndex: number): void {
  const progress = changed.progress.get(id)
  if (!progress) {
    changed.progress.set(id, added(lastIndex, true))
    changed.learners.add(id)
    return
  }
  if (progress.isLearner) return
  remove(changed, id)
  changed.progress.set(id, progress)
  // Who still votes in the outgoing configuration becomes a learner when that is left.
  if (changed.votersOutgoing.has(id)) changed.learnersNext.add(id)
  else {
    progress.isLearner = true
    changed.learners.add(id)
  }
}

function remove(changed: Changed, id: number): void {
  changed.voters.delete(id)
  changed.learners.delete(id)
  changed.learnersNext.delete(id)
  if (!changed.votersOutgoing.has(id)) changed.progress.delete(id)
}

/** Active at first: else the next check of the quorum would end a leadership before the newcomer could answer. */
const added = (lastIndex: number, isLearner: boolean): Progress =>
  createProgress(0, Math.max(lastIndex, 1), isLearner, true)

const copyOf = ({ config, progress }: Tracker): Changed => ({
  voters: new Set(config.voters),
  votersOutgoing: new Set(config.votersOutgoing),
  learners: new Set(config.learners),
  learnersNext: new Set(config.learnersNext),
  autoLeave: config.autoLeave,
  progress: new Map([...progress].map(([id, one]) => [id, { ...one, inflights: one.inflights.slice() }]))
})

const sorted = (ids: Iterable<number>): readonly number[] => Object.freeze([...ids].sort((a, b) => a - b))

const trackerOf = ({ voters, votersOutgoing, learners, learnersNext, autoLeave, progress }: Changed): Tracker => ({
  config: {
    voters: sorted(voters),
    votersOutgoing: sorted(votersOutgoing),
    learners: sorted(learners),
    learnersNext: sorted(learnersNext),
    autoLeave
  },
  progress,
  ids: sorted(progress.keys()),
  votes: new Map()
})
