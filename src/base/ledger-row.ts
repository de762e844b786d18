/** One behaviour: the evidence of how the real thing does it, and how far the simulator agrees, computed by running. */
export interface LedgerRow {
  readonly id: string
  readonly behaviour: string
  /** What was recorded, of which release. */
  readonly evidence: string
  /** How agreement was measured: of how many runs, by what yardstick, and what was left out of the comparison. */
  readonly method: string
  /** So many cases of so many agree. */
  readonly agree: number
  readonly of: number
  /** Of times: the median distance from the recorded median; null where there are no times. */
  readonly medianErrorPercent: number | null
  /** Which cases do not agree. */
  readonly differs: readonly string[]
  readonly notModelled: string
}
