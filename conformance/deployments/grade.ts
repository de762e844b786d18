import { linesOf } from '../data'
import type { LedgerRow } from '../../src/base/ledger-row'
import { agrees, runDeploymentCase, type DeploymentCase, type DeploymentResult } from './run'

/** A recorded rolling update, and ours with the same settings. */
export interface Rolled {
  readonly recorded: DeploymentCase
  readonly ours: DeploymentResult
}

/** Rolls every recorded update out on the simulated controllers. */
export const gradeDeployments = (): Rolled[] =>
  linesOf<DeploymentCase>('deployment-cases.jsonl').map((recorded) => ({ recorded, ours: runDeploymentCase(recorded) }))

export function deploymentRows(rolled: readonly Rolled[]): LedgerRow[] {
  const differs = rolled.filter(({ recorded, ours }) => !agrees(recorded, ours)).map(({ recorded }) => recorded.id)
  return [
    {
      id: 'deployments',
      behaviour: 'Rolling updates: sizes of both ReplicaSets, step by step',
      evidence: 'real deployment and replicaset controllers',
      method:
        'each once; the recorder sampled, so every recorded step must occur among ours in its order, none after the last',
      agree: rolled.length - differs.length,
      of: rolled.length,
      medianErrorPercent: null,
      differs,
      notModelled: ''
    }
  ]
}
