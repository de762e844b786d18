import { electionTimes } from '../../client-go/leader-lock'
import { holderOf, type LeaderElection } from '../../client-go/leaderelection'
import { contextOf } from '../../components/contexts'
import type { Process } from '../../kernel/world'
import { onRunClock, type Found } from './wait'

const electionOf = (process: Process): LeaderElection | undefined =>
  (contextOf(process, 'kube-controller-manager') ?? contextOf(process, 'kube-scheduler'))?.election

/** How long the lock of controllers or scheduler still counts as held, as a candidate or the holder itself sees it. */
export function lockWaits(process: Process): Found[] {
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
