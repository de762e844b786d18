import type { Micros } from '../../../base/time'
import type { ApiClient } from '../../client-go/transport'
import type { Boot, Cluster } from '../../cluster'
import type { MachineId, ProcessContext } from '../../kernel/types'

/** A program that runs. Plain data: what it has heard brings its script to where it is (`run.ts`). */
export interface Session {
  readonly id: string
  readonly argv: readonly string[]
  readonly stdin: string
  /** What lay on the machine when it began, and what it has written since. */
  readonly files: Readonly<Record<string, unknown>>
  readonly client: ApiClient
  /** What came for each of its steps, in their order. */
  readonly heard: Heard[]
  /** How far its script has gone with effect. */
  steps: number
}

export interface Heard {
  /** By the machine's wall clock. */
  readonly at: Micros
  readonly value: unknown
}

export interface Kubeadm extends ProcessContext {
  machine: MachineId
  cluster: Cluster
  incarnation: number
  sessions: Map<string, Session>
  /** Whose question a number is, and which step it belongs to. */
  questions: Map<number, { readonly session: string; readonly step: number }>
  asked: number
}

export const createContext = ({ self, now, rng, config, machine, cluster, incarnation }: Boot): Kubeadm => ({
  self,
  now,
  rng,
  config,
  machine,
  cluster,
  incarnation,
  sessions: new Map(),
  questions: new Map(),
  asked: incarnation * 1_000_000
})
