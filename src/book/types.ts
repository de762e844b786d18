import type { Expression } from './expression'

/** A chapter as the page has it: made at build time from its file, with every directive checked. */
export interface Chapter extends ChapterHead {
  /** Runs by the name that the chapter has for them: links that open them. */
  readonly runs: Readonly<Record<string, string>>
  /** What stands before the first section. */
  readonly lead: readonly Block[]
  readonly sections: readonly Section[]
}

/** What the list of chapters knows. */
export interface ChapterHead {
  /** File name without its number and ending; the address of the chapter. */
  readonly id: string
  readonly number: number
  readonly title: string
  readonly minutes: number
  /** The run behind the chapter, a key of `runs`. */
  readonly run: string
  /** The part of the teaching document. */
  readonly document: string
  readonly headings: readonly { readonly id: string; readonly title: string }[]
  /** How many tasks, predictions and quiz questions there are, for progress. */
  readonly drills: readonly string[]
  readonly predictions: number
  readonly quizzes: number
}

export interface Section {
  readonly id: string
  readonly title: string
  readonly blocks: readonly Block[]
}

export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'strong' | 'em' | 'claim'; readonly of: readonly Inline[] }
  | { readonly type: 'link'; readonly href: string; readonly of: readonly Inline[] }
  | { readonly type: 'break' }
  | { readonly type: 'value'; readonly ask: Expression; readonly run: string; readonly form: Form }
  /** A word of the glossary of `src/words`. */
  | { readonly type: 'term'; readonly term: string; readonly text: string }
  /** A setting: `set` is its name in the simulator, whose value is drawn beside the label. */
  | { readonly type: 'flag'; readonly text: string; readonly set: string }

/** How a value is written: `11.1 s`, `+11.1 s`, `10:00:21.141`, `2,600`, `98 %`, or as it is. */
export type Form = 'duration' | 'after-fault' | 'clock' | 'count' | 'percent' | 'plain'

export interface Figure {
  readonly type: 'figure'
  readonly id: string
  readonly run: string
  /** Seconds after the first fault (or the start). */
  readonly from: number
  readonly to: number
  readonly at: number
  readonly lanes: readonly string[]
  /** Whether the story's moment stands below it. */
  readonly caption: boolean
  /** A fault that a person may let happen, or a teacher's link asks for. */
  readonly faults: readonly string[]
}

/** A question whose right answer is what the run does. */
export interface ChoiceQuestion {
  readonly kind: 'choice'
  readonly ask: readonly Inline[]
  readonly run: string
  /** The first whose `when` holds is right. */
  readonly options: readonly { readonly text: readonly Inline[]; readonly when: Expression }[]
  readonly why: readonly Inline[]
}
export interface SliderQuestion {
  readonly kind: 'slider'
  readonly ask: readonly Inline[]
  readonly run: string
  readonly answer: Expression
  readonly max: number
  readonly unit: string
  /** A milestone whose recordings stand beside the answer. */
  readonly recorded: string
  readonly why: readonly Inline[]
}
/** Which of several runs does best. */
export interface RaceQuestion {
  readonly kind: 'race'
  readonly ask: readonly Inline[]
  readonly measure: Expression
  readonly best: 'least' | 'most'
  readonly options: readonly { readonly text: readonly Inline[]; readonly run: string }[]
  readonly why: readonly Inline[]
}
export type Question = ChoiceQuestion | SliderQuestion | RaceQuestion

export interface ClaimRow {
  readonly milestone: string
  readonly says: readonly Inline[]
  readonly why: readonly Inline[]
}

export type Block =
  | { readonly type: 'paragraph'; readonly of: readonly Inline[] }
  | { readonly type: 'heading'; readonly text: string }
  | { readonly type: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly type: 'code'; readonly language: string; readonly text: string }
  | { readonly type: 'table'; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly type: 'quote'; readonly of: readonly Block[] }
  | { readonly type: 'side'; readonly of: readonly Block[] }
  | Figure
  | { readonly type: 'predict'; readonly figure: string; readonly questions: readonly Question[] }
  | { readonly type: 'quiz'; readonly questions: readonly Question[] }
  | { readonly type: 'claims'; readonly run: string; readonly rows: readonly ClaimRow[] }
  /** The document's impact table, tried at an instant; `recorded` is a milestone whose recordings stand beside a row. */
  | {
      readonly type: 'impact'
      readonly run: string
      readonly at: number
      readonly rows: readonly { readonly row: string; readonly why: readonly Inline[]; readonly recorded: string }[]
    }
  | { readonly type: 'practices'; readonly run: string }
  /** Nodes whose sizes one drags, and what the scheduler of a figure's run gives each of them. */
  | { readonly type: 'scores'; readonly figure: string; readonly at: number }
  | { readonly type: 'diagram'; readonly id: string; readonly figure: string }
  | { readonly type: 'sequence'; readonly figure: string }
  | { readonly type: 'terminal'; readonly figure: string; readonly at: number; readonly lines: readonly string[] }
  | { readonly type: 'tasks'; readonly drill: string }
  | { readonly type: 'lab'; readonly run: string; readonly at: number; readonly text: string }

/** A drawing of the document, laid out; each box and line knows what of a run it stands for. */
export interface Diagram {
  readonly id: string
  readonly title: string
  readonly nodes: readonly {
    readonly id: string
    readonly text: string
    /** The document's time for it, such as `10:00:40`; empty if it has none. */
    readonly says: string
    /** Whether the document claims that what it stands for works then, or does not; empty if it claims neither. */
    readonly claims: 'well' | 'down' | ''
    readonly of: Subject | null
    readonly leftOut: boolean
  }[]
  readonly edges: readonly DiagramEdge[]
  /** For a column of text, and for a phone. */
  readonly wide: DiagramLayout
  readonly narrow: DiagramLayout
}

export interface DiagramLayout {
  readonly width: number
  readonly height: number
  readonly groups: readonly (Box & { readonly text: string })[]
  /** As the nodes are in order. */
  readonly boxes: readonly Box[]
  /** Corners of each edge, from one box's border to the other's. */
  readonly lines: readonly (readonly Point[])[]
}

interface Box {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface DiagramEdge {
  readonly from: string
  readonly to: string
  readonly text: string
  /** In Kubernetes it goes the other way, or is not there: shown by "as it is". */
  readonly really: 'same' | 'reversed' | 'absent' | 'added'
  /** Null: it is as its two ends are. */
  readonly of: Subject | null
}

/** What of a run a box stands for: its state is asked at the playhead. */
export type Subject =
  | { readonly type: 'machine' | 'process' | 'milestone' | 'works' | 'node-pods'; readonly id: string }
  /** `at`: how the lane is so many seconds after the first fault; null: at the playhead. */
  | { readonly type: 'lane'; readonly id: string; readonly at: number | null }
  | { readonly type: 'balancer' | 'users' }
  | { readonly type: 'link'; readonly from: string; readonly to: string }
