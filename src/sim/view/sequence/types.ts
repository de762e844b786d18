import type { Micros } from '../../../base/time'

/** Who takes part, in the order in which the teaching document draws them; users' requests have nodes and pods instead. */
export type Participant =
  | 'User'
  | 'kubectl'
  | 'API Server'
  | 'etcd'
  | 'Scheduler'
  | 'Controller Manager'
  | 'kubelet'
  | 'Container Runtime'
  | 'kube-proxy'
  | 'Node'
  | 'CoreDNS'
  | 'Ingress Controller'

/** One recorded message, as the diagram draws it. */
export interface SequenceMessage {
  readonly entry: number
  readonly at: Micros
  readonly from: Participant
  readonly to: Participant
  readonly label: string
}

/** One step of a story: found among the messages of the run, or missing, with why. */
export interface SequenceStep {
  readonly id: string
  /** Its number in the teaching document's diagram; 0 if that does not draw it. */
  readonly document: number
  readonly stage: string
  readonly from: Participant
  readonly to: Participant
  /** What the story calls it. */
  readonly title: string
  /** What it was in this run; empty if it is missing. */
  readonly label: string
  readonly entry: number
  readonly at: Micros
  /** How many messages of the run fit; several pods are created by one command. */
  readonly count: number
  /** Why it is missing: what stands between it and the step before; empty if it was found. */
  readonly why: string
  /** Whether the story goes on without it: what nobody asked again, what changed no EndpointSlice. */
  readonly aside: boolean
  /** Messages that came after it and before the next step. */
  readonly under: readonly SequenceMessage[]
}

/** What somebody typed, or a request of a user, whose sequence can be shown. */
export interface SequenceRoot {
  readonly entry: number
  readonly at: Micros
  readonly text: string
}

export interface SequenceView {
  readonly roots: readonly SequenceRoot[]
  /** Entry of the one that is shown; -1 if there is none. */
  readonly root: number
  /** What the story is called, such as `create a pod`. */
  readonly title: string
  /** Who takes part in the steps, and in all messages. */
  readonly participants: readonly Participant[]
  readonly all: readonly Participant[]
  /** Titles, in order; steps name theirs. */
  readonly stages: readonly string[]
  readonly steps: readonly SequenceStep[]
  /** All messages that the command led to, as many as can be read. */
  readonly messages: readonly SequenceMessage[]
  /** How many there are in all. */
  readonly total: number
  /** Steps and messages as Mermaid sequence diagrams. */
  readonly mermaid: { readonly steps: string; readonly messages: string }
}
