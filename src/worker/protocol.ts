import type { Micros } from '../base/time'
import type { CourseState, Typed as DrillLine, Verdict } from '../drills'
import type {
  Budget,
  Death,
  Objection,
  Piece as Configured,
  Price,
  Sample,
  Setting,
  SettingId,
  Step,
  Values
} from '../budget'
import type { ClusterSpec } from '../sim'
import type { Checked, Held, Mark, Piece, Shell } from '../sim/terminal'
import type { TakeKind, Taken, TypedLine } from '../exports'
import type {
  ChainStep,
  ChangeView,
  EntryView,
  FrameView,
  ImpactTableView,
  InspectorView,
  Lane,
  MessageView,
  NameView,
  ObjectTableView,
  OutcomeView,
  TimelineView,
  WorksView,
  SequenceView
} from '../sim/view/types'

/**
 * What the page asks the simulation's worker, and what it is answered: one reply per request. Times are simulated
 * microseconds; 0 is the start of the scenario.
 */
export interface Requests {
  /**
   * Start (or replace) the run. `link` is the text after `#` in the address bar, or a scenario id. `picture`: the page shows an instant
   * of this run already, and asks for the hash of the run until then.
   */
  open: { ask: { link: string; picture?: Micros }; reply: Opened }
  /** How the run of a preset goes, in a few lanes. */
  fingerprint: { ask: { scenario: string }; reply: Fingerprint }
  /** Change the run's inputs: simulates anew from the start, keeps the playhead where it can. */
  configure: { ask: { change: Configure }; reply: Shown }
  /**
   * Show this instant; simulates up to it first if it lies ahead. With `entry`, the instant right after that entry, which
   * may be one of many at the same time.
   */
  seek: { ask: { at: Micros; entry?: number }; reply: Shown }
  /** Step one entry forward or back from the instant shown. */
  step: { ask: { direction: 1 | -1; only?: 'message' | 'milestone' }; reply: Shown }
  /**
   * A fault (text grammar without its time) at the instant shown: a branch from there, or more of the branch at its end.
   * `instead` is a planned fault, as it stands in the list, that shall not happen then.
   */
  fault: { ask: { text: string; instead?: string }; reply: Shown }
  /**
   * What a person typed in the terminal at the instant shown. What only reads is answered and leaves no trace. With `since`: a line
   * that was typed then and goes on, with all that it has printed up to the instant shown.
   */
  terminal: { ask: { line: string; shell: Shell; since?: Micros }; reply: TerminalReply }
  /** What a file holds: a manifest's objects and what is wrong with it, or a scenario as a link that opens it. */
  'check-file': {
    ask: { text: string }
    reply: Checked & { readonly scenario: string | null; readonly problem: string }
  }
  /** Words that may stand where a line ends. */
  complete: { ask: { line: string; shell: Shell }; reply: { from: number; words: readonly string[] } }
  'select-branch': { ask: { branch: number }; reply: Shown }
  /** Drops a branch; what was forked off it stays. The first one stays, too. */
  'delete-branch': { ask: { branch: number }; reply: Shown }
  /** To the branch and instant that were shown before the last act, selection or deletion; or forth again. */
  visit: { ask: { direction: 1 | -1 }; reply: Shown }
  inspect: { ask: { target: string }; reply: { view: InspectorView | null } }
  /** The last messages of a process up to the instant shown, the latest first. */
  messages: { ask: { target: string; count: number }; reply: { messages: readonly MessageView[] } }
  /** What the last change of a target changed; null if there is no such target. */
  changes: { ask: { target: string }; reply: { change: ChangeView | null } }
  /** Machines, processes and objects at the instant shown whose name holds each word of a text. */
  names: { ask: { text: string; count: number }; reply: { found: readonly NameView[]; total: number } }
  /** Objects of a kind at the instant shown, as `kubectl get -o wide` lists them. */
  table: { ask: { resource: string }; reply: ObjectTableView }
  /** Half of a setting's value, double if half is refused; null if it is no number or no flag. */
  proposal: { ask: { setting: string }; reply: { value: number | null } }
  /** The same run from its start with another value of a setting, up to the instant shown or the last milestone; kept as a branch. */
  'what-if': { ask: { setting: string; value: number }; reply: WhatIfAnswer }
  /** The branch that is shown as a file for another tool; `typed` is what a person typed besides. */
  take: { ask: { what: TakeKind; typed: readonly TypedLine[] }; reply: Taken }
  /** A window of entries from `from` on, filtered. */
  entries: {
    ask: { from: number; count: number; filter: EntryFilter }
    reply: { entries: readonly EntryView[]; total: number }
  }
  /** A command of the run (or of the one nearest before the instant shown, if none is named) as a sequence of steps. */
  sequence: { ask: { root?: number }; reply: SequenceView }
  /** The objects in etcd at the instant shown: `/registry/...` keys with YAML of the chosen one. */
  objects: {
    ask: { key?: string }
    reply: { keys: readonly { readonly key: string; readonly revision: number }[]; yaml: string }
  }
  /** What works at the instant shown, as far as its questions are answered yet: asked again, it is further. */
  impact: { ask: object; reply: ImpactTableView }
  /** What works right now at the instant shown, as far as it is tried yet: asked again, it is further. */
  works: { ask: object; reply: WorksView }
  /** What came of the branch that is shown, as far as it is simulated and tried: asked again, it is further. */
  outcome: { ask: object; reply: OutcomeView }
  /** One seed's run of the timer budget: where the time goes when a machine dies, or what a disturbance costs. */
  budget: {
    ask: { what: Death | 'price'; values: Values; seed: number }
    reply: { readonly sample: Sample } | { readonly price: Price }
  }
  /** The settings of the timer budget, and what is to be said of these values; without them, of the defaults. */
  'budget-settings': {
    ask: { values?: Values }
    reply: {
      readonly settings: readonly (Setting & {
        readonly default: number
        readonly soundFrom: number
        /** What the teaching document's profile sets it to with three masters; null: it leaves it as the release has it. */
        readonly document: number | null
      })[]
      readonly objections: readonly Objection[]
      readonly pieces: readonly Configured[]
      /** A worker's death with these settings, for the lab. */
      readonly link: string
    }
  }
  /** Chain of causes of one entry. */
  why: { ask: { entry: number }; reply: { why: InspectorView['why'] } }
  /** The same, the cause first, each step with whose it is. */
  chain: { ask: { entry: number }; reply: { steps: readonly ChainStep[] } }
  /** The lanes below a group of the timeline: all, or of very many the worst at the instant shown. */
  members: { ask: { group: string }; reply: { lanes: readonly Lane[] } }
  /** Another time for a planned or past fault, or none at all: the run goes another way from the earlier of both. */
  'move-fault': { ask: { text: string; to: Micros | null }; reply: Shown }
  /** A line in the place of a fault, or one more where `text` is null; a branch, too. */
  'edit-fault': { ask: { text: string | null; to: string }; reply: Shown }
  /** The link that reproduces what is shown; with `branch` the inputs of that one, to be run from its start. */
  link: { ask: { selection: string; notes?: readonly Note[]; branch?: number }; reply: { link: string } }
  /** How a drill of `src/drills` stands at the instant shown; `typed` is what a person typed in it, and what that said. */
  drill: { ask: { drill: string; typed: readonly DrillLine[]; hints: boolean }; reply: DrillView }
  metrics: {
    ask: object
    reply: {
      times: readonly number[]
      series: readonly { readonly name: string; readonly unit: string; readonly values: readonly (number | null)[] }[]
    }
  }
}

export type { DrillLine }
export type { Budget, Configured, Death, Objection, Price, Sample, Setting, SettingId, Step, Values }
export type { Checked, Held, Mark, Piece, Shell, TakeKind, Taken, TypedLine }

export type RequestType = keyof Requests
export type Ask<T extends RequestType> = Requests[T]['ask']
export type Reply<T extends RequestType> = Requests[T]['reply']

/** A drill at an instant, with what the state gives away if that was asked for. */
export interface DrillView extends CourseState {
  /** Which answer to each of its questions holds at the instant, by its place; null: none, or not one alone. */
  readonly answers: readonly (number | null)[]
  /** What is measured of an outage, in the drill's order. */
  readonly measured: readonly Verdict[]
  readonly hints: readonly { readonly see: string; readonly means: string; readonly evidence: string }[]
}

/** A request without its number: the type and what belongs to it. */
export type Request<T extends RequestType = RequestType> = { [K in T]: { readonly type: K } & Ask<K> }[T]

export type ToWorker = { [K in RequestType]: { readonly id: number } & Request<K> }[RequestType]

/**
 * Which run, which of its branches, and how many entries it had. What is drawn side by side must be of one branch; a higher
 * number of entries is more of the same.
 */
export interface Revision {
  /** Counts the runs that were opened. */
  readonly run: number
  readonly branch: number
  readonly entries: number
}

/** An instant, as the page draws it. */
export interface Shown {
  readonly revision: Revision
  readonly frame: FrameView
  readonly suggestion: Suggestion | null
  /** Whether there is somewhere to go back to, or forth. */
  readonly visits: { readonly back: boolean; readonly forth: boolean }
  /** If the branch or its inputs are not those of the reply before: what belongs to them, to be drawn with the frame. */
  readonly changed: Changed | null
}

export interface Changed {
  readonly info: RunInfo
  readonly timeline: TimelineView
  /** The inputs alone as a link: what opens the same run elsewhere, or here again. */
  readonly inputs: string
}

export interface Opened extends Shown {
  readonly playhead: Micros
  readonly selection: string
  readonly notes: readonly Note[]
  /** Whether the run is the one that the link was made of; null if the link does not say. */
  readonly hashMatched: boolean | null
  /** Hash of the run up to the instant of the picture that the page had; null if it had none. */
  readonly pictured: string | null
}

/** What the page shows until its worker has come as far: the worker's own answer, and the hash of the run up to it. */
export interface Picture {
  readonly opened: Opened
  readonly hash: string
}

/** A run at a glance: what its users felt, what kubectl's requests met, and who healed. */
export interface Fingerprint {
  readonly end: Micros
  readonly lanes: readonly {
    readonly id: 'users' | 'api' | 'kube-controller-manager'
    readonly spans: readonly Pick<Lane['spans'][number], 'from' | 'to' | 'health'>[]
  }[]
}

/** What somebody wrote beside a moment of the run: plain text. */
export interface Note {
  readonly at: Micros
  readonly text: string
}

export interface TerminalReply {
  readonly said: readonly Piece[]
  readonly code: number
  /** The shell as the line left it. */
  readonly shell: Shell
  /** It goes on until somebody stops it: asked again with `since`, it tells what it has printed by then. */
  readonly runs: boolean
  /** Nothing was run: more lines may make it a command. */
  readonly unfinished: boolean
  /** The instant at which it began. */
  readonly since: Micros
  /** Where the run was changed, or time was waited away: the instant at which all was over. Null if the line only reads. */
  readonly shown: Shown | null
  /** It changed the run. */
  readonly acted: boolean
}

/** One large button: something worth doing at the instant shown. */
export interface Suggestion {
  readonly title: string
  /** Whom it is about: a machine. */
  readonly leader: string
  /** As text, without a time. */
  readonly fault: string
  /** The planned fault that it anticipates. */
  readonly instead: string | null
}

/** What another value of a setting would have done. */
export interface WhatIfAnswer {
  readonly setting: string
  readonly value: number
  /** The branch that is the other run. */
  readonly branch: number
  /** Milestones of either run, in seconds after its first fault; null where it did not come by the same instant. */
  readonly milestones: readonly { readonly id: string; readonly before: number | null; readonly after: number | null }[]
}

export interface Configure {
  readonly scenario?: string
  readonly profile?: string
  readonly seed?: number
  readonly flags?: Readonly<Record<string, number | string | boolean>>
  /** Machines whose size is not that of the flags. */
  readonly sizes?: ClusterSpec['sizes']
  readonly masters?: number
  readonly workers?: number
  readonly zones?: number
  readonly runtime?: ClusterSpec['runtime']
  /** The whole list of faults, as texts with their time. */
  readonly faults?: readonly string[]
}

export interface EntryFilter {
  readonly component?: string
  readonly type?: string
  readonly text?: string
  readonly milestonesOnly?: boolean
  /** Only steps of this stretch, both ends included. */
  readonly since?: Micros
  readonly until?: Micros
  readonly direction?: 'forward' | 'backward'
}

/** What the branch is made of, as the side panel shows it. */
export interface RunInfo {
  readonly scenario: string
  readonly title: string
  readonly summary: string
  readonly profile: string
  readonly profiles: readonly { readonly id: string; readonly title: string; readonly summary: string }[]
  readonly scenarios: readonly { readonly id: string; readonly title: string; readonly summary: string }[]
  readonly seed: number
  readonly sizes: NonNullable<ClusterSpec['sizes']>
  /** CPUs and MiB of the other machines. */
  readonly size: { readonly cpu: number; readonly memoryMib: number }
  readonly masters: number
  readonly workers: number
  readonly zones: number
  readonly runtime: ClusterSpec['runtime']
  readonly flags: readonly {
    readonly name: string
    readonly value: number | string | boolean
    /** What the profile sets, or else the release. */
    readonly default: number | string | boolean
    readonly description: string
    /** Of a flag that the profile sets: what the release has. */
    readonly release?: number | string | boolean
    /** What the teaching document's profile sets it to. */
    readonly document?: number | string | boolean
  }[]
  readonly faults: readonly string[]
  /** Seconds of the day at time 0, as the cluster's clocks read them. */
  readonly clockStartSeconds: number
  readonly faultAt: Micros | null
}

export type FromWorker =
  | { readonly type: 'reply'; readonly id: number; readonly reply: Reply<RequestType> }
  /** Input that was not understood: one sentence; nothing on the page is lost. */
  | { readonly type: 'refused'; readonly id: number; readonly error: string }
  /** What was asked was about a run in whose place another one was opened: nobody waits for the answer any more. */
  | { readonly type: 'superseded'; readonly id: number }
  /** More was simulated: at most some ten times a second. */
  | { readonly type: 'timeline'; readonly revision: Revision; readonly timeline: TimelineView }
  /** The worker works, though it has nothing to say yet. `opened`: the share of a run's warming up that is done, null when it is. */
  | { readonly type: 'alive'; readonly opened: number | null }
  /** A bug in the simulation: what was asked (if anything) is not answered; the link reproduces it. */
  | { readonly type: 'crashed'; readonly id: number | null; readonly error: string; readonly link: string }

/** The page knows the simulation by these shapes only; it imports them from here. */
export type * from '../sim/view/types'
