import type { Effect } from './faults'
import type { Inputs } from './inputs'

/** Of each of what is counted: seconds, or a share. */
export interface PerService {
  readonly reads: number
  readonly writes: number
  readonly users: number
}

/** What happens to a settled cluster, in order: seconds after the instant at which it is taken up. */
export type Script = readonly { readonly afterS: number; readonly line: string }[]

/** One way from a settled cluster to the next: all that a measurement hangs on, but for the inputs of the study. */
export interface Way {
  /** What is broken in the cluster that it begins with, in order of text. */
  readonly from: readonly Effect[]
  readonly script: Script
}

/** What the simulator gave for a way. */
export interface Measured {
  /** From the script's first line until nothing changed any more. */
  readonly durationS: number
  /** Requests that failed in that time, as seconds in which all had. */
  readonly lost: PerService
  /** Share of the requests that fails from then on. */
  readonly share: PerService
  /** False: patience ran out first. */
  readonly settled: boolean
  /** Containers crash for ever: a repair meets them anywhere in their longest back-off. */
  readonly loops: boolean
}

/** What somebody who measures is asked: one way of a study. */
export interface Ask {
  readonly of: Pick<Inputs, 'cluster' | 'seed'>
  readonly way: Way
}

export const keyOf = ({ from, script }: Way): string =>
  `${from.join(',')} | ${script.map(({ afterS, line }) => `${afterS}s ${line}`).join('; ')}`
