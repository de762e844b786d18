/**
 * The door for who begins a run: what leads from inputs to the picture of an instant. The page's worker loads this first; all else
 * comes by `index.ts`.
 */
export {
  createSimulation,
  extendSimulation,
  forkSimulation,
  warmup,
  type Change,
  type KubectlCommand,
  type OutsideAct,
  type RunSpec,
  type Simulation
} from './simulation'
export type { ClusterSpec } from './cluster'
export type { Fault } from './faults/types'
export { clockAtStart, type Flags } from './kernel/types'
export { clocksAhead } from './clocks'
export { formatFault, parseFault } from './faults/parse'
export { checkFault } from './faults/check'
export { problemOf, type Flag, type FlagValue } from './flag'
export { brokenRelation, flagTables } from './flags'
export type { MilestoneId } from './timeline/milestones'
export { frameOf } from './view/frame'
export type * from './view/types'
