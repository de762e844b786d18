/** One recorded request to the API. */
export interface RecordedCall {
  readonly t_ms: number
  /** From the request to its answer. */
  readonly dur_ms?: number
  readonly user: string
  readonly verb: string
  readonly uri: string
  readonly code: number
  /** What the API server called what was created. */
  readonly name?: string
  readonly body?: unknown
  readonly body_changes?: Readonly<Record<string, unknown>>
}

export interface RecordedEvent {
  readonly ns: string
  readonly type: string
  readonly reason: string
  readonly message: string
  readonly reportingComponent?: string
  /** Who says it, of an event that was changed. */
  readonly source?: string
  readonly object: string
}

export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string } & Readonly<Record<string, unknown>>
  readonly [field: string]: unknown
}

/** What was done; of `metrics` what a stand-in shows from then on. */
export interface Action {
  readonly t_ms: number
  readonly do: string
  readonly cpu?: string
  readonly memory?: string
  readonly custom?: Readonly<Record<string, string>>
  readonly external?: Readonly<Record<string, string>>
  /** It answers everything with this code. */
  readonly fail?: number
  /** It knows no pod. */
  readonly none?: boolean
  /** Pods that it does not know. */
  readonly missing?: readonly string[]
}

/** What was recorded of one case: who did what when, what controllers asked for, and what was there at the end. */
export interface Case {
  readonly case: string
  readonly what: string
  readonly date: string
  readonly duration_ms: number
  /** In words: what was not the real thing. */
  readonly stand_ins: string
  readonly setup: readonly (KubernetesObject | { readonly nodes: string } | string)[]
  readonly actions: readonly Action[]
  readonly api_calls: readonly RecordedCall[]
  readonly events: readonly RecordedEvent[]
  readonly final: readonly KubernetesObject[]
}

/** What came out, in the same words. */
export interface Outcome {
  readonly calls: readonly RecordedCall[]
  readonly events: readonly RecordedEvent[]
  readonly final: readonly KubernetesObject[]
}

/** What a run made of a case: in the end, and at an earlier moment. */
export interface Played extends Outcome {
  until(t_ms: number): Outcome
}

/** Who acts from outside in a recording: they are played, and not compared. */
export const isPlayed = (user: string): boolean => user === 'user' || /stand-in|^system:bootstrap:/.test(user)

/** Nodes ask for certificates from outside too: no stand-in here does. */
export const isAskedOutside = ({ user, verb, uri }: RecordedCall): boolean =>
  isPlayed(user) || (user.startsWith('system:node:') && verb === 'create' && /certificatesigningrequests$/.test(uri))

/** What the API server calls users. */
export const shortUser = (user: string): string =>
  user.replace(/^system:(serviceaccount:kube-system:)?(?!node:)/, '').replace(/^apiserver$/, 'kube-apiserver')

/** The namespace in a path. */
export const namespaceIn = (uri: string): string | undefined => /\/namespaces\/([^/?]+)\//.exec(uri)?.[1]
