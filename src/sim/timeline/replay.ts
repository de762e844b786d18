import type { Micros } from '../../base/time'
import type { EntryKind } from '../kernel/recorder'

/** What is recorded of entries, without their events. */
interface Recorded {
  at(seq: number): Micros
  kindOf(seq: number): EntryKind
  processOf(seq: number): number
  typeOf(seq: number): string
  causeOf(seq: number): number
}

/** Holds a replay to what was recorded. One that does anything else shows a bug: something besides the inputs had a say. */
export class Replay {
  /** The known entry that is being replayed; -1 for none. */
  private entry = -1
  private cause = -1

  constructor(private readonly recorded: Recorded) {}

  /** A step begins, known or new: the one before is over. */
  next(): void {
    const { entry } = this
    this.entry = -1
    if (entry >= 0 && this.recorded.causeOf(entry) !== this.cause) this.differs(entry, `caused by ${this.cause}`)
  }

  /** A known step does this again. */
  same(entry: number, at: Micros, kind: EntryKind, process: number, cause: number, type: string): void {
    const { recorded } = this
    const isSame =
      recorded.processOf(entry) === process &&
      recorded.kindOf(entry) === kind &&
      recorded.at(entry) === at &&
      recorded.typeOf(entry) === type
    if (!isSame) this.differs(entry, `${kind} ${type} of process ${process} at ${at} µs`)
    this.entry = entry
    this.cause = cause
  }

  /** The process itself names another cause for the step that is under way. */
  because(entry: number, cause: number): void {
    if (entry === this.entry) this.cause = cause
  }

  private differs(entry: number, now: string): never {
    const { recorded } = this
    throw new Error(
      `replay differs from what was recorded as entry ${entry}: ${recorded.kindOf(entry)} ${recorded.typeOf(entry)} of process ` +
        `${recorded.processOf(entry)} at ${recorded.at(entry)} µs, caused by ${recorded.causeOf(entry)}; now ${now}. ` +
        'This is a bug: the run depends on something besides its inputs'
    )
  }
}
