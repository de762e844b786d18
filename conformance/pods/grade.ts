import { assert } from '../../src/base/assert'
import type { Result } from '../../src/base/result'
import { seconds } from '../../src/base/time'
import { createAt, lab, lifeOf, type Life, type Moment, type PodManifest } from '../../src/rigs/pods'
import { parseCommand } from '../../src/scenarios'
import { createSimulation, forkSimulation, parseFault, type Simulation } from '../../src/sim'
import { prepare } from '../../src/scenarios'
import { linesOf } from '../data'
import { aspects, compareLives, ofBusyNode, type Aspect, type Comparison } from './compare'

/** A life as it was recorded, and what was done to the pod meanwhile. */
export interface RecordedLife {
  readonly pod: string
  readonly manifest: PodManifest
  /** `26.7s kubectl delete pod d-nginx`, `55s kill-container r-f`. */
  readonly commands: readonly string[]
  readonly faults: readonly string[]
  readonly until_s: number
  readonly timeline: readonly Moment[]
}

export interface Grade {
  /** Lives that are the same in an aspect, of how many that have it; statuses also as a busy node writes them. */
  readonly same: Readonly<Record<Aspect | 'statuses of a busy node', number>>
  /** Recorded lines that are simulated in the same order, of how many. */
  readonly lines: Readonly<Record<Aspect, readonly [matched: number, recorded: number]>>
  readonly byPod: ReadonlyMap<string, ReadonlyMap<Aspect, Comparison>>
  /** With how many seeds a life was lived at most. */
  readonly seeds: number
}

/**
 * How much longer than the recording a simulated life lasts: the recorded node was slower at times, and what is left of a
 * deleted pod goes with the next round of the garbage collector.
 */
const longer = ({ commands }: Pick<RecordedLife, 'commands'>) =>
  seconds(commands.some((command) => command.includes(' delete ')) ? 65 : 20)

/**
 * Replays recorded lives, each on a branch of one cluster. What came by chance in the recording (where in its second the
 * kubelet looked, which goroutine was first) may come otherwise with one seed: a life that differs is lived again with the
 * next one, and in each aspect the nearest counts.
 */
export function gradePods(seeds = 2): Grade {
  const recordings = linesOf<RecordedLife>('pods/lives.jsonl.gz')
  const byPod = new Map<string, ReadonlyMap<Aspect, Comparison>>()
  for (let seed = 1; seed <= seeds; seed++) {
    const quiet = quietCluster(seed)
    for (const recorded of recordings) {
      const before = byPod.get(recorded.pod)
      if (before && [...before.values()].every(isSame)) continue
      const life = lifeOf(liveOn(quiet, recorded), recorded.pod)
      assert(life, `${recorded.pod} was created`)
      byPod.set(recorded.pod, nearest(before, compareLives(recorded as unknown as Life, life)))
    }
  }
  const of = (aspect: Aspect) => [...byPod.values()].map((aspectsOf) => aspectsOf.get(aspect)!)
  const count = (aspect: Aspect, good: (comparison: Comparison) => boolean) => of(aspect).filter(good).length
  const same = Object.fromEntries(aspects.map((aspect) => [aspect, count(aspect, (comparison) => comparison.same)]))
  const sum = (aspect: Aspect) => [
    of(aspect).reduce((n, { matched }) => n + matched, 0),
    of(aspect).reduce((n, { recorded }) => n + recorded.length, 0)
  ]
  return {
    same: { ...same, 'statuses of a busy node': count('statuses', ofBusyNode) } as Grade['same'],
    lines: Object.fromEntries(aspects.map((aspect) => [aspect, sum(aspect)])) as unknown as Grade['lines'],
    byPod,
    seeds
  }
}

/** Nothing that another seed could better. */
const isSame = (comparison: Comparison): boolean => comparison.same || (comparison.mayMerge && ofBusyNode(comparison))

function nearest(
  before: ReadonlyMap<Aspect, Comparison> | undefined,
  next: ReadonlyMap<Aspect, Comparison>
): ReadonlyMap<Aspect, Comparison> {
  if (!before) return next
  const better = (a: Comparison, b: Comparison) => (Number(b.same) - Number(a.same) || b.matched - a.matched) > 0
  return new Map([...next].map(([aspect, b]) => [aspect, better(before.get(aspect)!, b) ? b : before.get(aspect)!]))
}

/** The recorded cluster after its warm-up. */
export function quietCluster(seed = 1): Simulation {
  const spec = prepare({ ...lab, seed })
  assert(spec.ok, 'the lab is a scenario')
  const simulation = createSimulation(spec.value)
  simulation.history.advance(createAt)
  return simulation
}

function known<T>(step: Result<T>): T {
  assert(step.ok, 'recorded commands and faults can be read')
  return step.value
}

/** A branch of a quiet cluster on which a pod lives. */
export function liveOn(quiet: Simulation, life: Omit<RecordedLife, 'timeline'>): Simulation {
  const create = { at: createAt, line: 'create -f -', stdin: JSON.stringify(life.manifest) }
  const commands = life.commands.map((text) => known(parseCommand(text)))
  const faults = life.faults.map((text) => known(parseFault(text)))
  const branch = forkSimulation(quiet, { kubectl: [create, ...commands], faults })
  branch.history.advance(seconds(life.until_s) + longer(life))
  return branch
}
