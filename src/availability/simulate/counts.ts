import { toSeconds, type Micros } from '../../base/time'
import { contextOf } from '../../sim/components/contexts'
import type { World } from '../../sim/kernel/world'
import type { PerService } from '../transition'
import { probeIntervalS, usersPerS } from './warm'

/** What is counted apart: whether the API answers reads, whether it takes writes, whether users get answers. */
export const services = ['reads', 'writes', 'users'] as const
export type Service = (typeof services)[number]

export const each = (value: (service: Service) => number): PerService => ({
  reads: value('reads'),
  writes: value('writes'),
  users: value('users')
})

/** Requests so far: those that were answered in time, and those whose fate is open. */
export interface Counts {
  readonly sent: PerService
  readonly ok: PerService
  readonly open: PerService
  readonly at: Micros
  /** Requests that users would have sent had they known a Service. */
  readonly unasked: number
}

/** The counts of a world; where users know no Service any more, what they would have asked since `before` has failed. */
export function countsOf(world: World, before?: Counts): Counts {
  const probes = contextOf(world.process('users/api-probes'), 'api-probes')
  const users = contextOf(world.process('users/traffic'), 'users')
  if (!probes || !users) throw new Error('nobody asks: the probes and the users do not run')
  const open = { read: 0, write: 0 }
  for (const { ref } of probes.asker.pending.values()) if (ref.kind === 'read' || ref.kind === 'write') open[ref.kind]++
  const { traffic } = users
  const missed =
    before && traffic.targets.length === 0
      ? Math.round(toSeconds(world.now - before.at) * usersPerS) -
        (traffic.requests + before.unasked - before.sent.users)
      : 0
  const unasked = (before?.unasked ?? 0) + Math.max(0, missed)
  return {
    sent: { reads: probes.read.sent, writes: probes.write.sent, users: traffic.requests + unasked },
    ok: { reads: probes.read.ok, writes: probes.write.ok, users: traffic.ok },
    open: { reads: open.read, writes: open.write, users: traffic.pending.size },
    at: world.now,
    unasked
  }
}

/** Seconds that one request stands for. */
const weight = each((service) => (service === 'users' ? 1 / usersPerS : probeIntervalS))

/** Requests between two counts that failed, as seconds in which all had failed. */
export const secondsLost = (before: Counts, after: Counts): PerService =>
  each(
    (service) =>
      weight[service] * (settled(after, service) - settled(before, service) - answered(before, after, service))
  )

/** Share of the requests between two counts that failed. */
export const shareLost = (before: Counts, after: Counts): PerService =>
  each((service) => {
    const of = settled(after, service) - settled(before, service)
    return of <= 0 ? 0 : Math.max(0, 1 - answered(before, after, service) / of)
  })

/** Seconds of requests whose fate is open. */
export const secondsOpen = (counts: Counts): PerService => each((service) => weight[service] * counts.open[service])

const settled = ({ sent, open }: Counts, service: Service): number => sent[service] - open[service]
const answered = (before: Counts, after: Counts, service: Service): number => after.ok[service] - before.ok[service]
