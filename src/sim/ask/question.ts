import type { Micros } from '../../base/time'
import type { Fault } from '../faults/types'

/**
 * A question about one instant of a run: on a fork, this is done, for so long one waits, and that is read. The fork is thrown
 * away; the run never learns that it was asked. Plain data: equal questions at equal instants of equal inputs have equal answers.
 */
export interface Question {
  readonly id: QuestionId
  readonly act: readonly Act[]
  readonly patience: Micros
  readonly read: Reading
}

/** What is typed, or what is done to the machines; all at the instant itself but for `after`. */
export type Act =
  { readonly kubectl: string; readonly after?: Micros } | { readonly fault: Fault; readonly after?: Micros }

export type Reading =
  /** Every kubectl ends with 0. */
  | { readonly kind: 'kubectl' }
  /** A pod whose name begins so, and that is none of those `known`, becomes ready. */
  | { readonly kind: 'pod'; readonly prefix: string; readonly known: readonly string[] }
  /** A container of the pod starts. */
  | { readonly kind: 'container'; readonly pod: string }
  /** Nothing is done: what happens by itself. */
  | { readonly kind: 'calm' }

export const questionIds = ['read', 'write', 'calm', 'restart', 'new', 'scale', 'heal'] as const
export type QuestionId = (typeof questionIds)[number]

export interface Answer {
  readonly status: 'ok' | 'degraded' | 'failed' | 'unknown'
  /** What was seen, in one line. */
  readonly evidence: string
  /** Steps of the way that were reached, with how long after the instant, in µs. */
  readonly reached: Readonly<Partial<Record<Step, Micros>>>
  /** What happened by itself; only of the calm question. */
  readonly calm?: Calm
}

export type Step = 'answered' | 'created' | 'scheduled' | 'ready' | 'endpoints' | 'started'

/** A while in which nobody did anything. */
export interface Calm {
  /** Users' requests whose fate is known. */
  readonly answered: number
  readonly failed: number
  /** Pods that answered users, and those that are behind the Services that users call. */
  readonly pods: number
  readonly expectedPods: number
  readonly services: number
  /** Nodes whose lease was renewed. */
  readonly nodes: readonly string[]
  /** Leader leases that were renewed. */
  readonly leaders: readonly string[]
}
