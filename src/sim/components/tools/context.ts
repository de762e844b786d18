import type { Boot, Cluster } from '../../cluster'
import type { MachineId, ProcessContext } from '../../kernel/types'
import type { ToolAsker } from './messages'

/** What `etcdctl check perf` writes, and how that went. */
export interface Load {
  readonly began: number
  readonly until: number
  ended: number
  /** Keys so far, and writes that wait for a client. */
  made: number
  waiting: number
  under: { readonly id: number; readonly at: number }[]
  /** Seconds of each write that succeeded. */
  readonly took: number[]
  readonly errors: Record<string, number>
}

/** `lock` and `elect`: they have it, give it up, and take their lease back. */
type SessionPhase = 'held' | 'leaving' | 'revoking'

/** A program that runs, with what it has asked. Plain data. */
export interface Session {
  readonly id: string
  readonly argv: readonly string[]
  /** Who shall hear of the end, and by which number; null: a person. */
  readonly asker: { readonly to: ToolAsker; readonly id: number } | null
  /** Whom it asks, one after the other, and which of them is being asked. */
  endpoints: readonly string[]
  at: number
  /** When it asked the one that is being asked. */
  askedAt: number
  stdout: string
  stderr: string
  /** When it began to ask an endpoint, and how often it has asked again. */
  began: number
  attempt: number
  /** An endpoint did not answer as it should. */
  failed: boolean
  lastError: string
  /** What became of the connection to the endpoint: nobody has that address, it refuses, says nothing, or stands. */
  /** Why the endpoint and it do not trust one another; empty: they do. */
  distrust: string
  reached: 'nobody' | 'refused' | 'silent' | 'open'
  /** It asks who the members are before it asks them. */
  phase: '' | 'members' | SessionPhase
  /** The lease of `lock` and `elect`. */
  lease: number
  /** Id of the member that led when it was looked for. */
  leader: string
  load: Load | null
  /** Bytes of the snapshot that it fetched. */
  size: number
  /** Numbers of the questions that are under way. */
  question: number
  /** Rows of a table that is printed at the end. */
  rows: string[][]
  /** Or what is printed as JSON. */
  json: object[]
}

export interface Tools extends ProcessContext {
  machine: MachineId
  cluster: Cluster
  sessions: Map<string, Session>
  /** Session of each question. */
  questions: Map<number, string>
  asked: number
}

export const createContext = ({ self, now, rng, config, machine, cluster, incarnation }: Boot): Tools => ({
  self,
  now,
  rng,
  config,
  machine,
  cluster,
  sessions: new Map(),
  questions: new Map(),
  asked: incarnation * 1_000_000
})
