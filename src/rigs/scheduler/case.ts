import type { KubeObject, Node, Pod } from '../../sim/api/types'

/** One recorded case, as described by the recordings' schema. */
export interface Case {
  readonly id: string
  readonly category?: string
  readonly nodes: readonly Node[]
  readonly existing: readonly Pod[]
  readonly objects?: readonly KubeObject[] | null
  readonly pending: readonly Pod[]
  /** Of the recorded results only what the cluster did at random is read: it is the state in which the next pod came. */
  readonly results?: readonly Observed[]
}

export interface Observed {
  readonly observedNode?: string
  readonly nominatedNode?: string
  readonly victims?: readonly string[]
  readonly boundAfterPreemption?: string
}

/** Why a node was turned down. */
export interface Verdict {
  readonly code: string
  readonly plugin: string
  readonly reasons: readonly string[]
}

export interface Result {
  readonly pod: string
  readonly outcome: 'scheduled' | 'unschedulable' | 'preempting'
  readonly feasible?: readonly string[]
  readonly filter?: Readonly<Record<string, Verdict>>
  readonly scores?: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly total?: Readonly<Record<string, number>>
  readonly acceptable?: readonly string[]
  readonly scoredByScheduler?: boolean
  readonly observedNode?: string
  readonly evaluatedNodes?: number
  readonly feasibleNodes?: number
  readonly message?: string
  readonly condition?: { readonly reason: string; readonly message: string }
  readonly prefilterNarrowedNodes?: true
  readonly preemption?: {
    readonly eligible: boolean
    readonly reason?: string
    readonly candidates: Readonly<Record<string, CandidateResult>>
    readonly dryRunStatuses?: Readonly<Record<string, Verdict>>
    readonly acceptableNodes?: readonly string[]
  }
  readonly nominatedNode?: string
  readonly victims?: readonly string[]
  readonly preemptedEventNote?: string
  readonly boundAfterPreemption?: string
}

export interface CandidateResult {
  readonly victims: readonly string[]
  readonly numPDBViolations: number
  /** Equal pods stayed: which of them go is arbitrary. */
  readonly victimsInterchangeable?: true
}
