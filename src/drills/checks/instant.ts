import type { Micros } from '../../base/time'
import type { Timeline, World } from '../../sim'

/** A line that a person typed, and what it said. Lines that only read leave no other trace in a run. */
export interface Typed {
  readonly at: Micros
  /** With the machine's prompt before it, if it was typed there: `root@master-1:~# etcdctl alarm list`. */
  readonly line: string
  readonly said: string
  readonly code: number
}

/** A request of a person's kubectl, or of a program outside, with its answer. */
export interface Answered {
  readonly entry: number
  readonly at: Micros
  /** `PATCH` */
  readonly method: string
  /** `/default/deployments/web/scale`: namespace, resource, name, subresource, as far as there are; or the path that was asked. */
  readonly path: string
  readonly code: number
}

/** A moment of a run, with all that checks may look at. */
export interface Instant {
  readonly world: World
  readonly timeline: Timeline
  readonly typed: readonly Typed[]
  readonly answered: readonly Answered[]
  /** What happened earlier does not count. */
  readonly since: Micros
}

/** Whether a check holds, and what of the run says so. */
export interface Verdict {
  readonly holds: boolean
  /** When what is said came about: the time of a fact, a line, a request; the instant itself for a state. */
  readonly at: Micros
  /** The timeline's entry of it; -1 for a state, or for what left no trace. */
  readonly entry: number
  /** In the run's own words: fields and their values, a fact's detail, a log line. */
  readonly evidence: string
}
