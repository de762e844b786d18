import type { Micros } from '../../../../base/time'

export type Verdict = 'ok' | 'degraded' | 'failed' | 'unknown'

export interface Judged {
  readonly status: Verdict
  /** What the probe saw, in one line. */
  readonly evidence: string
}

/** A node and a pod as the API last showed them. */
export interface SeenNode {
  readonly name: string
  readonly ready: boolean
  /** When its Ready condition last changed, on the API's clock. */
  readonly since: Micros
  /** When it was tainted NoExecute; 0 if it is not. */
  readonly taintedAt: Micros
  readonly isMaster: boolean
}
export interface SeenPod {
  readonly name: string
  readonly node: string
  readonly ready: boolean
  readonly terminating: boolean
}

/** The last successful look at the cluster through the API. */
export interface Seen {
  nodes: readonly SeenNode[]
  pods: readonly SeenPod[]
  desired: number
  at: Micros
}

export type ExperimentId = 'new-deployments' | 'scaling' | 'self-healing' | 'pod-restart' | 'kubectl'

/** One thing that is tried again and again while something is wrong with the cluster. */
export interface Experiment {
  /** How often it was begun. */
  round: number
  phase: 'idle' | 'acting' | 'waiting' | 'cleaning'
  startedAt: Micros
  /** When the request that changes something was accepted. */
  actedAt: Micros
  endedAt: Micros
  /** What stands in its way. */
  error: string
  /** Pods that were there before. */
  before: readonly string[]
  judged: Judged
}

export interface Impact {
  seen: Seen | null
  experiments: Record<ExperimentId, Experiment>
  /** The standing objects of the experiments are made. */
  prepared: boolean
  /** Is something wrong, as the other probes see it, and when did that change? */
  wrong: boolean
  changedAt: Micros
  /** What was last stated of each row, and when. */
  stated: Map<string, { readonly status: Verdict; readonly evidence: string; readonly at: Micros }>
  /** Requests of the restart experiment by traffic id. */
  calls: Map<number, 'exit' | 'alive'>
}

const unknown: Judged = Object.freeze({ status: 'unknown', evidence: 'not probed yet' })

const createExperiment = (): Experiment => ({
  round: 0,
  phase: 'idle',
  startedAt: 0,
  actedAt: 0,
  endedAt: 0,
  error: '',
  before: [],
  judged: unknown
})

export const createImpact = (): Impact => ({
  seen: null,
  experiments: {
    'new-deployments': createExperiment(),
    scaling: createExperiment(),
    'self-healing': createExperiment(),
    'pod-restart': createExperiment(),
    kubectl: createExperiment()
  },
  prepared: false,
  wrong: false,
  changedAt: 0,
  stated: new Map(),
  calls: new Map()
})
