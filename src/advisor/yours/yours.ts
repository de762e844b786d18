import { ok, type Result } from '../../base/result'
import { groundOf } from '../ground'
import type { Outcome } from '../job'
import type { Pool, Watch } from '../pool'
import type { Displaced, Removal } from '../removal'
import { build, type Built } from './build'
import { readObjects, type Objects } from './decode'
import { zoneLabel } from './machines'
import { writtenIn, type Written } from './written'

/** A cluster of somebody's own, read and built, before anything is run. */
export interface Yours extends Built {
  readonly nodes: number
  readonly zones: readonly string[]
  readonly pods: number
  readonly written: readonly Written[]
  readonly objects: Objects
}

/** One thing that was taken away: a node, a zone, or a node that was drained. */
export interface Loss {
  readonly kind: 'node' | 'zone' | 'drain'
  readonly name: string
  readonly displaced: Displaced
}

export interface Losses {
  /** Pods for which there is no place although all nodes are there. */
  readonly now: Displaced
  readonly losses: readonly Loss[]
}

/** Reads what kubectl printed and builds the cluster; one sentence about what does not fit. */
export function readYours(text: string): Result<Yours> {
  const objects = readObjects(text)
  if (!objects.ok) return objects
  const built = build(objects.value)
  if (!built.ok) return built
  const ground = groundOf(built.value.scenario)
  if (!ground.ok) return ground
  const zones = objects.value.Node.flatMap(({ metadata }) => metadata.labels[zoneLabel] ?? [])
  return ok({
    ...built.value,
    nodes: objects.value.Node.length,
    zones: [...new Set(zones)].sort(),
    pods: objects.value.Pod.length,
    written: writtenIn(objects.value),
    objects: objects.value
  })
}

/** What is taken away: each node, each zone, and each node once more by `kubectl drain`. */
function removalsOf({ objects, zones, machines }: Yours): { kind: Loss['kind']; name: string; removal: Removal }[] {
  const machine = (name: string) => machines.machineOf.get(name)!
  const names = objects.Node.map(({ metadata }) => metadata.name)
  const inZone = (zone: string) =>
    objects.Node.filter(({ metadata }) => metadata.labels[zoneLabel] === zone).map(({ metadata }) =>
      machine(metadata.name)
    )
  return [
    ...zones.map((name) => ({ kind: 'zone' as const, name, removal: { nodes: inZone(name), how: 'gone' as const } })),
    ...names.map((name) => ({
      kind: 'node' as const,
      name,
      removal: { nodes: [machine(name)], how: 'gone' as const }
    })),
    ...names.map((name) => ({
      kind: 'drain' as const,
      name,
      removal: { nodes: [machine(name)], how: 'drain' as const }
    }))
  ]
}

/** Takes away one thing at a time, each on a fork of the same run. */
export async function lossesOf(
  yours: Yours,
  pool: Pool,
  watch: Pick<Watch, 'progress' | 'signal'> = {}
): Promise<Losses> {
  const removals = removalsOf(yours)
  const all: readonly Removal[] = [{ nodes: [], how: 'none' }, ...removals.map(({ removal }) => removal)]
  const { scenario } = yours
  const jobs = all.map((removal) => ({ type: 'removal', scenario, removal }) as const)
  const outcomes: readonly (Outcome<(typeof jobs)[number]> | null)[] = await pool.all(jobs, watch)
  const [now, ...rest] = outcomes.map((one) => one ?? nothing)
  return {
    now: now ?? nothing,
    losses: removals.map(({ kind, name }, i) => ({ kind, name, displaced: rest[i] ?? nothing }))
  }
}

const nothing: Displaced = { moved: 0, homeless: [], refused: [], until_s: 0 }

/** Pods with the same owner and the same reason, as one line. */
export function groupedByOwner(
  pods: readonly { readonly owner: string; readonly why: string }[]
): { readonly owner: string; readonly pods: number; readonly why: string }[] {
  const groups = new Map<string, { owner: string; pods: number; why: string }>()
  for (const { owner, why } of pods) {
    const key = `${owner}\n${why}`
    const group = groups.get(key)
    if (group) group.pods++
    else groups.set(key, { owner, pods: 1, why })
  }
  return [...groups.values()].sort((a, b) => b.pods - a.pods)
}
