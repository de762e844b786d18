import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

/** A line typed at a real etcd cluster, and what it printed. */
export interface Recorded {
  readonly id: string
  /** What the members were like, in the recorder's words. */
  readonly setup: string
  readonly argv: readonly string[]
  readonly stdin?: string
  readonly stdout: string
  readonly stderr: string
  /** Null: it went on, and the recorder ended it. */
  readonly exit: number | null
  readonly duration_ms: number
}

export function recordedIn(path: string): readonly Recorded[] {
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => join(path, name))
    : [path]
  return files
    .map((file) => ({
      ...(JSON.parse(readFileSync(file, 'utf8')) as Omit<Recorded, 'id'>),
      id: basename(file, '.json')
    }))
    .filter(({ argv }) => Array.isArray(argv))
}

/** What was typed in one state after the other, with nothing else between. */
export function stretches(all: readonly Recorded[]): readonly (readonly Recorded[])[] {
  const found: Recorded[][] = []
  for (const one of all) {
    const last = found.at(-1)
    if (last?.[0]!.setup === one.setup) last.push(one)
    else found.push([one])
  }
  return found
}
