import type { Micros } from '../../../base/time'
import type { Fact } from '../../timeline/timeline'
import type { PillId, PillReason } from '../../view/types'
import type { Act } from '../question'

/** The pills that are asked on forks; `users` is read from the run itself. */
export const askedPills = [
  'reads',
  'writes',
  'new-pods',
  'scaling',
  'healing',
  'restarts',
  'rescheduling'
] as const satisfies PillId[]
export type AskedPill = (typeof askedPills)[number]

/** Several tries of the same thing at one instant, on one fork: how many of them succeed right now. */
export interface Attempt {
  readonly acts: readonly Act[]
  readonly patience: Micros
  readonly of: number
  /** How many have succeeded, by the facts of the fork so far. */
  readonly done: (facts: readonly Fact[]) => number
}

/** How many tries succeeded, or why there can be none. */
export type Counted = { readonly done: number; readonly of: number } | { readonly reason: PillReason }
