import type { Fault, FaultKind } from '../sim/faults/types'
import type { Told } from '../sim/story/told'
import type { PillId, PillReason, WaitKind } from '../sim/view/types'

/** How a language writes numbers, times and lists. */
export interface Say {
  /** A time after the first fault (or the start): `+1.1 s`. */
  readonly time: (at: number) => string
  /** A duration in µs: `1.24 s`, `6 min 2 s`. */
  readonly span: (duration: number) => string
  readonly number: (value: number, digits?: number) => string
  readonly list: (names: readonly string[]) => string
}

export type Term =
  | 'leader'
  | 'term'
  | 'quorum'
  | 'vote'
  | 'lease'
  | 'read'
  | 'write'
  | 'heartbeat'
  | 'ready'
  | 'taint'
  | 'toleration'
  | 'eviction'
  | 'endpoint'
  | 'service'
  | 'check'
  | 'back-off'
  | 'pod'
  | 'kubelet'
  | 'api-server'
  | 'controllers'
  | 'scheduler'

/** What a countdown's sentence is made of. `at` is its end as a time, `left` how long that is. */
export interface WaitWords {
  readonly who: string
  readonly about: string
  readonly at: string
  readonly left: string
  readonly setting: string
  readonly count: string
}

/**
 * All texts of what works, the story, waiting and the glossary in one language. In sentences `**…**` is emphasis and
 * `[[term|words]]` a term of the glossary as these words.
 */
export interface Words {
  /** BCP 47, for numbers and lists, and for the page's `lang`. */
  readonly locale: string
  /** Its own name. */
  readonly name: string
  readonly language: string
  readonly time: (seconds: string) => string
  readonly faults: { readonly [K in FaultKind]: (fault: Extract<Fault, { kind: K }>, say: Say) => string }
  readonly told: { readonly [K in keyof Told]: (args: Told[K], say: Say) => string }
  readonly works: {
    readonly title: string
    readonly all: string
    readonly allSince: (since: string) => string
    readonly some: (done: string, of: string, since: string) => string
    readonly none: (since: string) => string
    readonly asking: string
    readonly playing: string
    /** Where there is no room for more: `all`, `2 of 3`, `none`. */
    readonly brief: { readonly all: string; readonly none: string; readonly unknown: string }
    readonly open: (pill: string, line: string) => string
    /** `2 work, 2 partly, 4 fail`. */
    readonly summary: (all: number, some: number, none: number) => string
  }
  /** The longest form that fits is drawn. */
  readonly pills: { readonly [K in PillId]: { readonly long: string; readonly middle: string; readonly short: string } }
  readonly reasons: { readonly [K in PillReason]: string }
  readonly story: {
    readonly title: string
    readonly nothingYet: string
    /** The record has not been read as far as the instant shown. */
    readonly reading: string
    readonly previous: (moment: string) => string
    readonly next: (moment: string) => string
    readonly noPrevious: string
    readonly noNext: string
    /** Whether there is a next moment is not known yet: asking for it is kept until it is. */
    readonly nextLater: string
    /** How many moments have passed of how many; `more` may come, as the run is not simulated to its end yet. */
    readonly place: (number: number, of: number, more: boolean) => string
    /** A moment was asked for that is not known yet. */
    readonly looking: string
    readonly why: string
    readonly everythingWorks: string
    /** Some of it has not been tried. */
    readonly nothingKnownFails: string
    /** Some pills fail at all, some in part: names as in a sentence. */
    readonly fails: (none: readonly string[], some: readonly string[], say: Say) => string
    readonly inPills: { readonly [K in PillId]: string }
    readonly nobodyActs: string
    readonly nothingChanges: string
  }
  readonly waits: { readonly [K in WaitKind]: (wait: WaitWords) => string }
  readonly waitsFor: string
  /** The page's buttons, headings and hints, by what they are in English; what it does not know stays as it is. */
  readonly page: (english: string) => string
  /** A preset's run in three lines. */
  readonly fingerprint: { readonly users: string; readonly api: string; readonly 'kube-controller-manager': string }
  /** Beside a line to a machine that is down. */
  readonly noAnswerSince: (since: string) => string
  /** A cluster is being put together: how much of its warming up is simulated, in percent. */
  readonly opening: (percent: string) => string
  readonly glossary: { readonly [K in Term]: string }
}
