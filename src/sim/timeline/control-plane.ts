import type { Micros } from '../../base/time'
import type { World } from '../kernel/world'
import type { Timeline } from './timeline'

/** What the control plane consists of: of each kind somebody must be at work, in a state that says so. */
const atWork: Readonly<Record<string, (state: string) => boolean>> = {
  etcd: (state) => state === 'leader',
  'kube-apiserver': (state) => state === 'ready',
  'kube-controller-manager': (state) => state === 'leading.running',
  'kube-scheduler': (state) => state.startsWith('leading')
}

export interface Operational {
  readonly entry: number
  readonly at: Micros
  readonly process: number
  readonly detail: { readonly brokenSeconds: number; readonly by: string }
}

/**
 * Since when the control plane is not whole, or was not after the first fault, and what ended that. Whole: etcd has a leader, an
 * API server serves, and controllers and scheduler are led by somebody who works. Null if it always was. `until` is an entry.
 */
export function controlPlaneOutage(
  timeline: Timeline,
  world: World,
  from: number,
  until = timeline.length
): { readonly since: Micros; readonly again: Operational | null } | null {
  const states = new Map<number, string>()
  const paused = new Set<number>()
  const members = Object.entries(atWork).map(([kind, works]) => ({
    works,
    processes: world.processes.flatMap((process) => (process.kind === kind ? [process.index] : []))
  }))
  const relevant = new Set(members.flatMap(({ processes }) => processes))
  const isWhole = () =>
    members.every(({ works, processes }) =>
      processes.some((index) => !paused.has(index) && works(states.get(index) ?? 'stopped'))
    )
  let brokenAt: number | null = null
  for (const { entry, at, process, state } of changes(timeline, relevant)) {
    if (state === 'paused') paused.add(process)
    else paused.delete(process)
    if (state !== 'paused' && state !== 'running') states.set(process, state)
    if (entry < from) continue
    if (entry >= until) break
    const whole = isWhole()
    if (!whole) brokenAt ??= at
    else if (brokenAt !== null) {
      const detail = { brokenSeconds: (at - brokenAt) / 1_000_000, by: world.processes[process]!.id }
      return { since: brokenAt, again: { entry, at, process, detail } }
    }
  }
  return brokenAt === null ? null : { since: brokenAt, again: null }
}

interface StateChange {
  readonly entry: number
  readonly at: Micros
  readonly process: number
  readonly state: string
}

/** Changes of some processes' states and lives in order. `running` is said of who goes on after a pause, or begins. */
function* changes(timeline: Timeline, of: ReadonlySet<number>): Generator<StateChange> {
  const { moves } = timeline
  const lives = timeline.lives.filter(({ process }) => of.has(process))
  let life = 0
  for (const entry of moves) {
    const process = timeline.processOf(entry)
    if (!of.has(process)) continue
    for (let next = lives[life]; next && next.entry <= entry; next = lives[++life])
      yield { entry: next.entry, at: next.at, process: next.process, state: next.status }
    yield { entry, at: timeline.at(entry), process, state: timeline.stateOf(entry) }
  }
  for (const { entry, at, process, status } of lives.slice(life)) yield { entry, at, process, state: status }
}
