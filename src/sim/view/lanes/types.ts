import type { Micros } from '../../../base/time'
import type { ProcessId } from '../../kernel/types'
import type { Health } from '../types'

/** A coloured stretch of a lane, computed from state changes and facts. */
export interface LaneSpan {
  readonly from: Micros
  readonly to: Micros
  /** `lead`: somebody leads. `none`: somebody is missing who should be there, such as a leader. */
  readonly health: Health | 'lead' | 'none'
  readonly text: string
  /** The same in fewer words, each shorter than the one before. */
  readonly short: readonly string[]
  /** How many of how many are there, such as `2/3`; empty if that says nothing. */
  readonly count: string
  /** Entry that began it; -1 if many did. */
  readonly entry: number
}

/** Requests by when they were sent, and what became of them; bin `i` begins at `i * step`. */
export interface RequestBins {
  readonly step: Micros
  readonly ok: readonly number[]
  /** Answered after more than a second. */
  readonly slow: readonly number[]
  /** Refused, failed, or without an answer. */
  readonly failed: readonly number[]
}

export interface Lane {
  /** A kind, `users`, `api`, `pods`; of a member `master-1/etcd` or `pod:default/web-1`. */
  readonly id: string
  readonly title: string
  readonly spans: readonly LaneSpan[]
  /** How many lanes it can be expanded to. */
  readonly members: number
  readonly requests?: RequestBins
}

/** Another branch beside the one that is shown. */
export interface TrackView {
  readonly branch: number
  readonly title: string
  readonly forkedAt: Micros
  /** As far as it is simulated. */
  readonly end: Micros
  readonly milestones: readonly { readonly id: string; readonly at: Micros }[]
}

/** One step of the chain of causes of a span, and whose it is. */
export interface ChainStep {
  readonly entry: number
  readonly at: Micros
  /** Process; empty for a fault or another command. */
  readonly component: ProcessId | ''
  readonly text: string
  readonly setting: string
  readonly settingValue: string
}
