import type { Micros } from '../../base/time'
import type { Law, Process, World } from '../kernel/world'
import { boundOnce, oneLeaderPerTerm, revisionGrows, sameHistory } from './etcd'
import { oneRunningPod } from './linux'
import { backsOff } from './retries'
import { Memory } from './memory'

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
  /** Keeps what it must remember in `memory`, as values that are never changed. */
  check(process: Process, world: World, memory: Memory): string | null
}

const invariants: readonly Invariant[] = [
  oneLeaderPerTerm,
  sameHistory,
  revisionGrows,
  boundOnce,
  oneRunningPod,
  backsOff
]

/** What the kernel itself sees: a process that dies of an exception, goes round in a circle, or retries without a pause. */
const laws: readonly Law[] = ['no-component-panics', 'no-silent-loops', 'no-retry-without-back-off']

const none: readonly Invariant[] = []
const byKind = new Map<string, Invariant[]>()
for (const invariant of invariants) {
  for (const kind of invariant.kinds) byKind.set(kind, [...(byKind.get(kind) ?? []), invariant])
}

/** What is watched, by name. */
export const invariantNames: readonly string[] = [...new Set([...laws, ...invariants.map(({ name }) => name)])]

/** Checks beside every step; of each invariant the first breach counts. */
export class Invariants {
  private constructor(
    readonly breaches: Breach[],
    private readonly memory: Memory
  ) {}

  static begin(): Invariants {
    return new Invariants([], new Memory())
  }

  look(world: World): void {
    if (world.offence) this.tell(world, world.offence.law, world.offence.text)
    const process = world.touched
    if (!process) return
    this.memory.entry = world.entries - 1
    for (const invariant of byKind.get(process.kind) ?? none) {
      const text = invariant.check(process, world, this.memory)
      if (text !== null) this.tell(world, invariant.name, text)
    }
  }

  private tell(world: World, invariant: string, text: string): void {
    if (this.breaches.some((breach) => breach.invariant === invariant)) return
    this.breaches.push({ invariant, at: world.now, entry: world.entries - 1, text })
  }

  /** A branch goes on with what was known when the timeline had that many entries. */
  fork(entries: number): Invariants {
    return new Invariants(
      this.breaches.filter(({ entry }) => entry < entries),
      this.memory.fork(entries)
    )
  }
}
