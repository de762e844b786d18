/** The door into the simulator, with all its parts. */
import './whole'
export {
  changesAt,
  createSimulation,
  extendSimulation,
  forkSimulation,
  happens,
  outputId,
  warmup,
  type Change,
  type KubectlCommand,
  type OutsideAct,
  type RunSpec,
  type Simulation
} from './simulation'
export type { ClientAct } from './components/clients/messages'
export { addressesOf, type ClusterSpec } from './cluster'
export { farEnds, groupsAmong, type Fault } from './faults/types'
export { readsOnly } from './components/kubectl/reads-only'
export { clockAtStart, type Flags } from './kernel/types'
export { clocksAhead } from './clocks'
export { formatFault, parseFault, parseFaultAt } from './faults/parse'
export { checkFault } from './faults/check'
export { problemOf, type Flag, type FlagValue } from './flag'
export { brokenRelation, flagTables, flagValue } from './flags'
export { invariantNames } from './invariants'
export { milestoneIds, milestonesOf, type Milestone, type MilestoneId } from './timeline/milestones'
export type { Fact } from './timeline/timeline'
export { typeNamed } from './api/explain/types'
export { metadataType, type CustomDocument } from './api/structural/openapi'
export { Asker, impactAt } from './ask/asker'
export { Works, worksAt } from './ask/works/works'
export { firstDifference, type FirstDifference } from './ask/whole/difference'
export { Whole, wholeOf } from './ask/whole/whole'
export { momentsOf } from './story/moments'
export { mainWait } from './story/pending'
export { frameOf } from './view/frame'
export { trafficOf } from './view/traffic'
export { lanesOf, memberLanesOf } from './view/lanes'
export { chainOf } from './view/chain'
export { entryView, queryEntries, settingsOf, type EntryQuery } from './view/entries'
export { whyOf } from './view/why'
export { inspect } from './view/inspect'
export { changesOf } from './view/inspect/changes'
export { messagesOf } from './view/inspect/messages'
export { namesAt } from './view/inspect/names'
export { objectTable } from './view/inspect/object-table'
export { objectsAt } from './view/objects'
export { storedObjects } from './view/truth'
export { jsonPath } from './view/json-path'
export type { World } from './kernel/world'
export type { Timeline } from './timeline/timeline'
export { sequenceOf } from './view/sequence'
export { metricsOf } from './view/metrics'
export type * from './view/types'
