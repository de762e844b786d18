import { costs } from './costs'
import { amount, count, millis, period, toggle } from '../../flag'

/** etcd's settings under their upstream names. Models server/embed/config.go and server/etcdserver/server.go. */
export const flags = {
  'etcd-heartbeat-interval-ms': millis(100, 'time between two heartbeats of the Raft leader', {
    above: 0,
    max: 50_000,
    refusal: '--heartbeat-interval must be >0 (set to %vms)'
  }),
  'etcd-election-timeout-ms': millis(1_000, 'a follower that hears nothing for 1 to 2 times this long campaigns', {
    above: 0,
    max: 50_000,
    refusal: '--election-timeout[%vms] is too long, and should be set less than 50000ms'
  }),
  'etcd-pre-vote': toggle(
    true,
    'a candidate asks whether it could win before it raises the term (default since etcd 3.5)'
  ),
  'etcd-read-index-retry-ms': millis(
    500,
    'a read that was not confirmed is asked for again (since etcd 3.5); 0: never'
  ),
  'etcd-snapshot-count': count(10_000, 'applied entries between two snapshots (100000 before etcd 3.6)'),
  'etcd-quota-backend-bytes': count(
    2_147_483_648,
    'bytes of the backend file at which the NOSPACE alarm is raised (2 GiB)',
    { min: 1, max: 2 ** 40 }
  ),
  'etcd-defrag-mib-per-s': amount(
    100,
    'MiB/s',
    'how fast a member writes its file anew when it is defragmented; until it is written nobody reads or writes that member',
    period
  ),
  'etcd-snapshot-catchup-entries': count(5_000, 'entries kept behind a snapshot for slow followers', { min: 1 }),
  ...costs
} as const
