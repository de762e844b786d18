import { ms } from '../../../base/time'
import { contextOf } from '../../components/contexts'
import { quorumActive } from '../../components/etcd/raft/quorum'
import type { Process } from '../../kernel/world'
import type { Found, Waiters } from './wait'

/** Heartbeats that may be on their way: fewer silent ticks mean nothing. */
const usual = 2

/** Until a member campaigns that hears no leader, or a leader steps down that hears no majority. */
export function raftWaits({ timerOf }: Waiters, process: Process): Found[] {
  const context = contextOf(process, 'etcd')
  const tick = timerOf(process, 'tick')
  if (!context || !tick) return []
  const { raft, settings, leader, peers } = context
  const { role, electionElapsed: elapsed, tracker } = raft
  const leads = role === 'leader'
  if (leads ? quorumActive(tracker) : peers.length === 1) return []
  // A leader forgets whom it heard once an election timeout, a follower hears its leader every heartbeat.
  if ((leads || role === 'follower') && elapsed < usual) return []
  const heartbeat = ms(settings.heartbeatMs)
  const ticks = leads ? settings.electionTicks : raft.timeout
  return [
    {
      kind: 'election',
      about: leads ? process.id : leader,
      setting: 'etcd-election-timeout-ms',
      startedAt: tick.at - (elapsed + 1) * heartbeat,
      dueAt: tick.at + (ticks - elapsed - 1) * heartbeat
    }
  ]
}
