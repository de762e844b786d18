import type { Micros } from '../base/time'
import type { EntryView, FrameView, InspectorView, TimelineView } from '../sim/view/types'

/**
 * What the page and the simulation's worker say to each other. Every request that wants an answer carries `id`.
 * Times are simulated microseconds; 0 is the start of the scenario.
 */
export type ToWorker =
  /** Start (or replace) the run. `link` is the text after `#` in the address bar, or a scenario id. */
  | { type: 'open'; id: number; link: string }
  /** Change the run's inputs: simulates anew from the start, keeps the playhead where it can. */
  | { type: 'configure'; id: number; change: Configure }
  /**
   * Show this instant. The worker answers with a `frame` (and simulates ahead if it is not there yet). With `entry`, the
   * instant right after that entry, which may be one of many at the same time.
   */
  | { type: 'seek'; id: number; at: Micros; entry?: number }
  /** Step one entry forward or back from the instant shown; `component` limits it to entries of one component. */
  | { type: 'step'; id: number; direction: 1 | -1; only?: 'message' | 'milestone' }
  /** Inject a fault (text grammar without its time) at the instant shown: forks if that lies before the end. */
  | { type: 'fault'; id: number; text: string }
  /** Type a kubectl command at the instant shown: forks in the same way. */
  | { type: 'kubectl'; id: number; line: string }
  | { type: 'select-branch'; id: number; branch: number }
  | { type: 'inspect'; id: number; target: string }
  /** A window of entries around or from `seq`, filtered. */
  | { type: 'entries'; id: number; from: number; count: number; filter: EntryFilter }
  /** Messages of the run's story as a mermaid sequence diagram up to the instant shown. */
  | { type: 'sequence'; id: number; upTo: Micros }
  /** The objects in etcd at the instant shown: `/registry/...` keys with YAML of the chosen one. */
  | { type: 'objects'; id: number; key?: string }
  /** Chain of causes of one entry. */
  | { type: 'why'; id: number; entry: number }
  /** The link that reproduces what is shown. */
  | { type: 'link'; id: number; selection: string }
  | { type: 'metrics'; id: number }

export interface Configure {
  readonly scenario?: string
  readonly profile?: string
  readonly seed?: number
  readonly flags?: Readonly<Record<string, number | string | boolean>>
  readonly masters?: number
  readonly workers?: number
  /** The whole list of faults, as texts with their time. */
  readonly faults?: readonly string[]
}

export interface EntryFilter {
  readonly component?: string
  readonly type?: string
  readonly text?: string
  readonly milestonesOnly?: boolean
  readonly direction?: 'forward' | 'backward'
}

/** What the run is made of, as the side panel shows it. */
export interface RunInfo {
  readonly scenario: string
  readonly title: string
  readonly summary: string
  readonly profile: string
  readonly profiles: readonly { readonly id: string; readonly title: string; readonly summary: string }[]
  readonly scenarios: readonly { readonly id: string; readonly title: string; readonly summary: string }[]
  readonly seed: number
  readonly masters: number
  readonly workers: number
  readonly flags: readonly {
    readonly name: string
    readonly value: number | string | boolean
    readonly default: number | string | boolean
    readonly description: string
  }[]
  readonly faults: readonly string[]
  /** The one large suggestion of the first screen, with the fault text that carries it out. */
  readonly suggestion: { readonly title: string; readonly fault: string } | null
  /** Clock text of time 0, such as 09:59:50. */
  readonly clockStartSeconds: number
  readonly faultAt: Micros | null
}

export interface SequenceView {
  readonly mermaid: string
  readonly messages: readonly {
    readonly entry: number
    readonly at: Micros
    readonly from: string
    readonly to: string
    readonly label: string
    readonly stage: number
    readonly stageTitle: string
  }[]
  readonly current: number
}

export type FromWorker =
  | {
      type: 'opened'
      id: number
      info: RunInfo
      playhead: Micros
      selection: string
      hashMatched: boolean | null
      warning: string | null
    }
  | { type: 'frame'; id: number; frame: FrameView }
  /** Sent whenever more was simulated or the branch changed, at most once per animation frame. */
  | { type: 'timeline'; timeline: TimelineView }
  | { type: 'inspected'; id: number; view: InspectorView | null }
  | { type: 'entries'; id: number; entries: readonly EntryView[]; total: number }
  | { type: 'sequence'; id: number; view: SequenceView }
  | { type: 'objects'; id: number; keys: readonly { readonly key: string; readonly revision: number }[]; yaml: string }
  | { type: 'why'; id: number; why: InspectorView['why'] }
  | { type: 'link'; id: number; link: string }
  | {
      type: 'kubectl'
      id: number
      output: readonly { readonly at: Micros; readonly stream: 'stdout' | 'stderr'; readonly text: string }[]
      done: boolean
      code: number | null
    }
  | {
      type: 'metrics'
      id: number
      times: readonly number[]
      series: readonly { readonly name: string; readonly unit: string; readonly values: readonly (number | null)[] }[]
    }
  /** Input that was not understood: one sentence; nothing on the page is lost. */
  | { type: 'refused'; id: number; error: string }
  /** A bug in the simulation: the run stopped; the link reproduces it. */
  | { type: 'crashed'; error: string; link: string }

/** The page knows the simulation by these shapes only; it imports them from here. */
export type * from '../sim/view/types'
