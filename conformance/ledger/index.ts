import { callRows, gradeCalls } from '../calls'
import { deploymentRows, gradeDeployments } from '../deployments/grade'
import { gradePods, podRows } from '../pods'
import { gradeRaft, raftRows } from '../raft/grade'
import { gradeScheduler, schedulerRows } from '../scheduler/grade'
import { newerSchedulerRow } from '../scheduler/newer'
import { recordedTimelines } from '../timelines/recordings'
import { timelineRow } from '../timelines/row'
import { newerRows } from './newer'
import type { LedgerRow } from '../../src/base/ledger-row'

export type { LedgerRow } from '../../src/base/ledger-row'

/**
 * Runs everything that was recorded, and says how far it comes out.
 * @param seeds runs of each recorded timeline; short ones are run three times as often
 */
export const ledger = (seeds: number): LedgerRow[] => [
  ...schedulerRows(gradeScheduler()),
  newerSchedulerRow(),
  ...raftRows(gradeRaft()),
  ...recordedTimelines.map((recorded) => timelineRow(recorded, seeds)),
  ...callRows(gradeCalls()),
  ...deploymentRows(gradeDeployments()),
  ...podRows(gradePods()),
  ...Object.values(newerRows).map((row) => row())
]
