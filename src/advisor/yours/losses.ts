import type { Outcome } from '../job'
import type { Pool, Watch } from '../pool'
import type { Displaced, Removal } from '../removal'
import { zoneLabel } from './labels'
import type { Yours } from './read'

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
