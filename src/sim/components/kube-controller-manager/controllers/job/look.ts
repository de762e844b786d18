import type { Micros } from '../../../../../base/time'
import type { Job, Pod } from '../../../../api/types'
import type { Conclusion } from '../../sync'
import type { Backoff } from './backoff'

/** What a sync of a Job begins with. */
export interface JobLook {
  readonly job: Job
  readonly pods: readonly Pod[]
  /** UIDs of pods whose finalizer was taken away, which the cache does not show yet. */
  readonly untracked: readonly string[]
  readonly backoff: Backoff
  readonly needsSync: boolean
  readonly now: Micros
}

/** What the controller remembers of a Job besides its caches. */
export interface JobMemory {
  readonly backoff: Backoff
  readonly untracked: readonly string[]
}

export type Learnt = Conclusion & { readonly key: string } & (
    | { kind: 'creations'; count: number }
    | { kind: 'not-created'; count: number }
    | { kind: 'deletions'; pods: readonly string[] }
    | { kind: 'not-deleted'; pod: string }
    | { kind: 'backoff'; backoff: Backoff }
    | { kind: 'untracked'; uids: readonly string[] }
  )

/** Why a Job is about to end, as a condition. */
export interface Outcome {
  readonly type: 'FailureTarget' | 'SuccessCriteriaMet'
  readonly reason: string
  readonly message: string
}

/** What a sync has counted so far, and changes as it goes on. */
export interface Count {
  active: Pod[]
  ready: number
  terminating: number
  readonly newSucceeded: readonly Pod[]
  /** All that failed: the next one waits longer after each, also if it does not count. */
  readonly newFailed: readonly Pod[]
  succeeded: number
  readonly failed: number
  readonly done: ReadonlySet<number>
  /** Indexes that are given up. */
  readonly givenUp: ReadonlySet<number>
  /** By index the failed pod that is kept until the next one exists. */
  readonly held: ReadonlyMap<number, Pod>
}
