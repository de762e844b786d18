import type { Micros } from '../../base/time'
import type { World } from '../kernel/world'
import { isCausedBy } from './causes'
import { controlPlaneOutage } from './control-plane'
import type { Timeline } from './timeline'

/** The first time after the first fault that something is true. */
export interface Milestone {
  readonly id: MilestoneId
  readonly at: Micros
  readonly entry: number
  readonly process: number
  readonly detail: Readonly<Record<string, unknown>>
}

/** In the order of the story; each is a fact that a component stated, or that the states of the cluster's own processes show. */
export const milestoneIds = [
  'fault-injected',
  'service-degraded',
  'heartbeat-stopped',
  'lb-backend-down',
  'lb-rerouted',
  'etcd-leader-lost',
  'etcd-leader-elected',
  'api-read-ok',
  'api-write-ok',
  'kcm-leader-acquired',
  'scheduler-leader-acquired',
  'cluster-operational',
  'node-not-ready',
  'node-tainted',
  'pod-evicted',
  'pod-created',
  'pod-scheduled',
  'pod-starting',
  'container-started',
  'pod-ready',
  'endpoints-updated',
  'service-restored'
] as const
export type MilestoneId = (typeof milestoneIds)[number]

/** Facts about pods count only if the fault led to them: other pods come and go all the time. */
const mustBeCaused: ReadonlySet<string> = new Set([
  'pod-evicted',
  'pod-created',
  'pod-scheduled',
  'pod-starting',
  'container-started',
  'pod-ready',
  'node-tainted'
])

/** What was found in a record of that length. */
const known = new WeakMap<Timeline, { readonly length: number; readonly milestones: readonly Milestone[] }>()

/** Milestones of a branch so far, in order of time. */
export function milestonesOf(timeline: Timeline, world: World): readonly Milestone[] {
  const before = known.get(timeline)
  if (before?.length === timeline.length) return before.milestones
  const milestones = found(timeline, world)
  known.set(timeline, { length: timeline.length, milestones })
  return milestones
}

function found(timeline: Timeline, world: World): readonly Milestone[] {
  const first = timeline.facts.find((fact) => fact.fact === 'fault-injected')
  if (!first) return []
  const found = new Map<MilestoneId, Milestone>()
  const add = (milestone: Milestone) => {
    if (!found.has(milestone.id)) found.set(milestone.id, milestone)
  }
  for (const { fact: id, at, entry, process, detail } of timeline.facts) {
    if (entry < first.entry || !isMilestone(id)) continue
    if (found.has(id)) continue
    if (mustBeCaused.has(id) && !isCausedBy(timeline, entry, first.entry)) continue
    if (id === 'endpoints-updated' && !found.has('pod-ready')) continue
    // Users have all of it back when no Service is left that is degraded.
    if (id === 'service-restored' && 'left' in detail && detail.left !== 0) continue
    add({ id, at, entry, process, detail })
  }
  const silence = firstMissedHeartbeat(timeline, world, first.entry)
  if (silence) add(silence)
  const again = controlPlaneOutage(timeline, world, first.entry)?.again
  if (again) add({ id: 'cluster-operational', ...again })
  return [...found.values()].sort((a, b) => a.at - b.at || a.entry - b.entry)
}

const ids: ReadonlySet<string> = new Set(milestoneIds)
const isMilestone = (fact: string): fact is MilestoneId => ids.has(fact)

/** The first lease renewal that a kubelet did not make, or that was lost on its way. */
function firstMissedHeartbeat(timeline: Timeline, world: World, from: number): Milestone | null {
  for (const seq of timeline.silences) {
    if (seq < from) continue
    const lost = timeline.kindOf(seq) === 'lost'
    const process = world.processes[lost ? timeline.fromOf(seq) : timeline.processOf(seq)]
    if (process?.kind !== 'kubelet') continue
    const isRenewal = lost
      ? (timeline.get(seq).event as { resource?: string } | null)?.resource === 'leases'
      : timeline.settingOf(seq) === leaseSetting
    if (isRenewal)
      return {
        id: 'heartbeat-stopped',
        entry: seq,
        at: timeline.at(seq),
        process: process.index,
        detail: { kubelet: process.id }
      }
  }
  return null
}

/** The setting that times a kubelet's renewals. */
export const leaseSetting = 'node-lease-renew-interval-fraction'
