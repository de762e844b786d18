import { seconds, toSeconds, type Micros } from '../base/time'

/** How a kind of request fared. Seconds count from the instant of the fork; looked at once a second. */
export interface Away {
  readonly answered: number
  readonly failed: number
  /** Longest time without any answer. */
  readonly longest_s: number
  /** When the first request failed, and the last; null: none did. */
  readonly from_s: number | null
  readonly to_s: number | null
  /** They still failed when the fork was left. */
  readonly lasting: boolean
}

/** Failures so short ago are not over yet. */
const recent = seconds(10)
/** Between two looks always lies a second: only what is longer is a gap. */
const look = seconds(2)

/** Follows the counters of answered and failed requests. */
export class Gaps {
  private ok: number
  private failed: number
  private lastOk: Micros
  private longest = 0
  private firstFailure: Micros | null = null
  private lastFailure: Micros | null = null
  private readonly usual: Micros

  /**
   * @param first the counters at the beginning; with nothing answered by then nobody asks, and nobody loses anything
   * @param every how often a request is sent
   */
  constructor(
    private readonly since: Micros,
    private readonly first: { readonly ok: number; readonly failed: number },
    every: Micros
  ) {
    this.lastOk = since
    this.ok = first.ok
    this.failed = first.failed
    this.usual = Math.max(look, 3 * every)
  }

  /** The counters at an instant. */
  count(now: Micros, ok: number, failed: number): void {
    if (ok > this.ok) {
      this.longest = Math.max(this.longest, now - this.lastOk)
      this.lastOk = now
    }
    if (failed > this.failed) {
      this.firstFailure ??= now
      this.lastFailure = now
    }
    this.ok = ok
    this.failed = failed
  }

  isWell(now: Micros): boolean {
    return this.gap(now) === 0 && (this.lastFailure === null || now - this.lastFailure >= recent)
  }

  away(now: Micros): Away {
    const longest = Math.max(this.longest, now - this.lastOk)
    const lasting = this.gap(now) > 0 || (this.lastFailure !== null && now - this.lastFailure < recent)
    const { lastFailure } = this
    return {
      answered: this.ok - this.first.ok,
      failed: this.failed - this.first.failed,
      longest_s: this.isAsked && longest > this.usual ? toSeconds(longest) : 0,
      from_s: this.firstFailure === null ? null : toSeconds(this.firstFailure - this.since),
      to_s: lastFailure === null ? null : toSeconds(lastFailure - this.since),
      lasting
    }
  }

  private get isAsked(): boolean {
    return this.first.ok > 0
  }

  private gap(now: Micros): Micros {
    return this.isAsked && now - this.lastOk > this.usual ? now - this.lastOk : 0
  }
}
