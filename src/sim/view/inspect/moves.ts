import type { Process, World } from '../../kernel/world'
import type { Timeline } from '../../timeline/timeline'

/** The entry that put a process into its present state: its last move, or what ended it; -1 if it never moved. */
export function lastMove(timeline: Timeline, world: World, process: Process): number {
  for (let i = timeline.lives.length - 1; i >= 0; i--) {
    const life = timeline.lives[i]!
    if (
      life.entry < world.entries &&
      life.process === process.index &&
      life.status !== 'running' &&
      process.status !== 'running'
    ) {
      return life.entry
    }
  }
  for (let i = timeline.moves.length - 1; i >= 0; i--) {
    const seq = timeline.moves[i]!
    if (seq < world.entries && timeline.processOf(seq) === process.index) return seq
  }
  return -1
}

/** The entry in which a process came into its present top state (`leading` of `leading.idle`); -1 if it never moved. */
export function lastTopMove(timeline: Timeline, world: World, process: Process): number {
  const top = (state: string): string => state.split('.')[0]!
  for (let i = timeline.moves.length - 1; i >= 0; i--) {
    const seq = timeline.moves[i]!
    if (seq >= world.entries || timeline.processOf(seq) !== process.index) continue
    const { stateFrom, stateTo } = timeline.get(seq)
    if (top(stateFrom) !== top(stateTo)) return seq
  }
  return -1
}
