import type { Micros } from '../../../base/time'
import type { Kind } from '../../protocol'
import type { Health } from '../types'

export interface InspectorView {
  readonly id: string
  readonly title: string
  readonly kind: Kind | 'machine' | 'pod' | 'object'
  readonly state: string
  /** What it does now, since when, and what hangs on it: made from its state. */
  readonly sentence: string
  /** All states of the statechart, to draw it with the current one lit. */
  readonly states: readonly string[]
  /** The few numbers that matter. */
  readonly numbers: readonly { readonly name: string; readonly value: string; readonly health?: Health }[]
  /** Why it is in this state: chain of causes, newest first, to the fault or to a command. */
  readonly why: readonly {
    readonly entry: number
    readonly at: Micros
    readonly text: string
    readonly setting: string
    readonly settingValue: string
  }[]
  /** What this component believes beside what is true, where they can differ. */
  readonly beliefs: readonly {
    readonly about: string
    readonly believes: string
    readonly truth: string
    readonly differs: boolean
  }[]
  readonly log: readonly { readonly at: Micros; readonly level: 'I' | 'W' | 'E'; readonly text: string }[]
  /** Its statecharts: its own, then those of what lives inside it. */
  readonly charts: readonly ChartView[]
  readonly yaml: string
  /** The logs of its Raft group; null if it has none. */
  readonly raft: RaftLogView | null
  /** What the scheduler decided last (of a pod: about it), the latest first. */
  readonly placements: readonly PlacementView[]
  /** What its control loops look after: those with a difference first. */
  readonly loops: readonly LoopRow[]
  /** Rules as the tool of its mode prints them; empty if it has none. */
  readonly rules: string
}

/** A statechart as it is authored, with the state of every item that it drives and the transitions taken so far. */
export interface ChartView {
  readonly name: string
  /** Paths such as `syncing.acting`; `initial` is empty for a leaf. */
  readonly states: readonly { readonly path: string; readonly initial: string; readonly final: boolean }[]
  readonly edges: readonly {
    readonly from: string
    readonly to: string
    /** Event, or delay, and guard. */
    readonly label: string
    readonly taken: number
    /** The last time that it was taken, and what it was taken for: a setting's timer, or a message; null if never. */
    readonly last: { readonly at: Micros; readonly entry: number; readonly by: string } | null
  }[]
  /** The component itself has no id. */
  readonly items: readonly { readonly id: string; readonly state: string }[]
}

/** The logs of all members of the Raft group as cells: the columns are the indexes worth seeing, `null` is a fold. */
export interface RaftLogView {
  readonly columns: readonly (number | null)[]
  readonly members: readonly RaftMemberView[]
  /** The highest index that a member knows to be committed. */
  readonly committed: number
  /** Who lacks how much, in words; empty if nobody does. */
  readonly missing: readonly string[]
}

export interface RaftMemberView {
  readonly id: string
  /** `etcd-2` */
  readonly title: string
  readonly role: 'leader' | 'member' | 'down'
  readonly first: number
  readonly last: number
  /** One for each column; null in a fold. */
  readonly cells: readonly (RaftCell | null)[]
}

export interface RaftCell {
  /** -1 if the member does not hold the entry. */
  readonly term: number
  /** `snapshot`: the entry went into the member's snapshot; `missing`: it has not got it. */
  readonly state: 'committed' | 'uncommitted' | 'snapshot' | 'missing'
}

/** How the scheduler decided about a pod: for each node what the filters said and what the plugins gave. */
export interface PlacementView {
  readonly pod: string
  /** When it decided, by its even clock. */
  readonly at: Micros
  /** One sentence. */
  readonly summary: string
  /** The node that was taken; empty if none was. */
  readonly node: string
  /** Plugins that gave a score, in the order in which they run. */
  readonly plugins: readonly string[]
  readonly rows: readonly PlacementRow[]
  /** Feasible nodes beyond those in the rows. */
  readonly more: number
}

export interface PlacementRow {
  readonly node: string
  /** Why a filter turned the node down; empty if none did. */
  readonly refused: string
  /** Weighted score by plugin; empty if there was no need to score. */
  readonly scores: Readonly<Record<string, number>>
  /** Sum of them. */
  readonly total: number
  /** The sum of the highest possible, in tenths. */
  readonly outOfTen: number
}

/** One object that a control loop looks after. */
export interface LoopRow {
  /** Name of the loop, such as `deployment`. */
  readonly loop: string
  /** `namespace/name` */
  readonly key: string
  /** Observe: what is wanted, and what the loop's cache says there is. */
  readonly desired: string
  readonly current: string
  /** Analyse: how they differ; empty if they do not. */
  readonly difference: string
  /** Act: what is under way because of it. */
  readonly acts: string
}

/** A message that came in or went out, with what led to it. */
export interface MessageView {
  readonly entry: number
  readonly at: Micros
  readonly direction: 'in' | 'out'
  readonly peer: string
  readonly label: string
  /** It never arrived. */
  readonly lost: boolean
  /** The step that sent it, as far as it tells something, in words; empty if nothing is known. */
  readonly cause: string
  readonly causeEntry: number
  readonly setting: string
}

/** What a target's YAML was before its last change, and is. */
export interface ChangeView {
  readonly before: string
  readonly after: string
  /** When it changed; null if only one version is known. */
  readonly at: Micros | null
  readonly entry: number
  /** Who changed it, or the step that did. */
  readonly by: string
}
