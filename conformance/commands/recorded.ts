import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

/** A command that was typed at a real cluster in a state, and what it printed. */
export interface Recorded {
  /** The file's name. */
  readonly id: string
  /** What the cluster was like, in the recorder's words. */
  readonly setup: string
  readonly argv: readonly string[]
  readonly stdin?: string
  readonly stdout: string
  readonly stderr: string
  /** Null: it had not ended when the recorder lost patience. */
  readonly exit: number | null
  readonly duration_ms: number
  /** When it was typed, after the state was reached. */
  readonly started_ms_into_state: number
}

/** The recordings of a folder, or one file, in their order. */
export function recordedIn(path: string): readonly Recorded[] {
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith('.json') && existsSync(join(path, name)))
        .sort()
        .map((name) => join(path, name))
    : [path]
  return files.map((file) => ({
    ...(JSON.parse(readFileSync(file, 'utf8')) as Omit<Recorded, 'id'>),
    id: basename(file, '.json')
  }))
}

const cold = ' (no discovery cache yet)'

/** Whether it was typed with nothing in `~/.kube/cache`. */
export const isCold = ({ setup }: Recorded): boolean => setup.endsWith(cold)

/** Recordings by the state in which they were typed, with or without a cache. */
export function byState(all: readonly Recorded[]): ReadonlyMap<string, readonly Recorded[]> {
  const states = new Map<string, Recorded[]>()
  for (const one of all) {
    const state = isCold(one) ? one.setup.slice(0, -cold.length) : one.setup
    states.set(state, [...(states.get(state) ?? []), one])
  }
  return states
}
