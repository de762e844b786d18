import type { Micros } from '../../base/time'
import type { Process, World } from '../kernel/world'
import { boundOnce, oneLeaderPerTerm, revisionGrows, sameHistory } from './etcd'
import { oneRunningPod } from './linux'

/** A broken invariant: a bug in the simulator, or proof that a setting is unsafe. */
export interface Breach {
  readonly invariant: string
  readonly at: Micros
  readonly entry: number
  readonly text: string
}

/** Looks at one process after a step of it; gives a text if something that must never happen has happened. */
export interface Invariant {
  readonly name: string
  readonly kinds: readonly Process['kind'][]
  /** Keeps what it must remember in `memory`, which lives as long as the branch. */
  check(process: Process, world: World, memory: Map<string, unknown>): string | null
}

const invariants: readonly Invariant[] = [oneLeaderPerTerm, sameHistory, revisionGrows, boundOnce, oneRunningPod]

const none: readonly Invariant[] = []
const byKind = new Map<string, Invariant[]>()
for (const invariant of invariants) {
  for (const kind of invariant.kinds) byKind.set(kind, [...(byKind.get(kind) ?? []), invariant])
}

/** What is watched, by name. */
export const invariantNames: readonly string[] = invariants.map((invariant) => invariant.name)

/** Checks beside every step; breaches are added to the list, each invariant at most once. */
export function watchInvariants(breaches: Breach[]): (world: World) => void {
  const memory = new Map<string, unknown>()
  return (world) => {
    const process = world.touched
    if (!process) return
    for (const invariant of byKind.get(process.kind) ?? none) {
      const text = invariant.check(process, world, memory)
      if (text === null || breaches.some((breach) => breach.invariant === invariant.name)) continue
      breaches.push({ invariant: invariant.name, at: world.now, entry: world.entries - 1, text })
    }
  }
}
