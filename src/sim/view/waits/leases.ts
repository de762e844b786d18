import type { Micros } from '../../../base/time'
import { electionTimes } from '../../client-go/leader-lock'
import { holderOf, isLeader, type LeaderElection } from '../../client-go/leaderelection'
import { contextOf } from '../../components/contexts'
import type { Process } from '../../kernel/world'
import { onRunClock, type Found } from './wait'

const electionOf = (process: Process): LeaderElection | undefined =>
  (contextOf(process, 'kube-controller-manager') ?? contextOf(process, 'kube-scheduler'))?.election

/** How long the lock of controllers or scheduler counts as held, as a candidate or the holder itself sees it; also when that is over. */
export function leaseWaits(process: Process): Found[] {
  const election = electionOf(process)
  const holder = election && holderOf(election)
  if (!election || !holder || election.observedAt === 0 || election.state === 'stopped' || election.state === 'lost')
    return []
  const startedAt = onRunClock(election.observedAt)
  const { leaseDuration } = electionTimes(process.context.config)
  return [
    {
      kind: 'lease',
      about: `${holder.split('_')[0]}/${election.component}`,
      setting: 'leader-elect-lease-duration',
      startedAt,
      dueAt: startedAt + leaseDuration
    }
  ]
}

/** The same; and when nobody holds the lock any more, how long until the candidate tries again. */
export function lockWaits(process: Process, now: Micros): Found[] {
  const election = electionOf(process)
  const leases = leaseWaits(process)
  if (!election || isLeader(election) || leases.every(({ dueAt }) => dueAt > now)) return leases
  const startedAt = onRunClock(election.attemptAt)
  const dueAt = startedAt + election.delay
  // While an attempt runs there is nothing to count.
  return dueAt > now ? [{ kind: 'lease', about: '', setting: 'leader-elect-retry-period', startedAt, dueAt }] : []
}
