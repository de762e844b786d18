import type { Micros } from '../../base/time'
import type { Fault } from '../faults/types'

/**
 * What a moment can tell, as data: a key and what belongs to it. The languages have a sentence for each; nothing here is a
 * sentence, and nothing knows of scenarios. Durations are µs; `after` counts from the fault before, null without one.
 */
export interface Told {
  readonly fault: { readonly fault: Fault }
  readonly kubectl: { readonly line: string }
  'etcd-lost': { readonly leader: string; readonly members: readonly string[] }
  'etcd-elected': { readonly member: string; readonly term: number; readonly after: Micros | null }
  'api-again': { readonly reads: boolean; readonly writes: boolean }
  'lb-down': { readonly backend: string; readonly reason: string; readonly active: number }
  'lb-up': { readonly backend: string; readonly active: number }
  'lock-acquired': { readonly lock: string; readonly holder: string }
  operational: { readonly broken: Micros }
  'heartbeat-stopped': { readonly node: string }
  'node-not-ready': { readonly node: string }
  'node-tainted': { readonly node: string }
  'node-untainted': { readonly node: string }
  'pods-evicted': { readonly count: number; readonly node: string }
  'pods-bound': { readonly count: number; readonly pod: string; readonly nodes: readonly string[] }
  'pods-ready': { readonly count: number; readonly pod: string }
  'container-exited': { readonly pod: string; readonly code: number; readonly oom: boolean }
  'container-restarted': { readonly pod: string }
  'service-degraded': { readonly service: string }
  'service-restored': { readonly service: string; readonly broken: Micros }
  'process-ended': { readonly processes: readonly string[] }
  'process-started': { readonly processes: readonly string[] }
}

export type Phrase = { [K in keyof Told]: { readonly key: K; readonly args: Told[K] } }[keyof Told]

/** An instant at which something happened that is worth a sentence. */
export interface Moment {
  /** The same as long as the run is the same. */
  readonly id: string
  readonly at: Micros
  /** The entry in which it happened: the subject of Why. */
  readonly entry: number
  readonly isFault: boolean
  /** What happened, the most telling first. */
  readonly said: readonly Phrase[]
}
