import { seconds, ms, type Micros } from '../../../base/time'
import type { EtcdContext } from './context'
import type { Outbox } from './messages'
import { isLeader } from './raft'

/**
 * What a member says of peers that it does not reach. Their connections are not dialled again and again here: whose connection was reset, and who
 * has not been heard since, refuses. Models api/rafthttp/{probing_status,stream}.go, etcdserver/{cluster_util,corrupt,server}.go.
 */

/** A stream's writer sends a sign of life three times in ConnReadTimeout; the second that cannot be written tells it that the peer is gone. */
const writerNotices = seconds(10 / 3)
/** Constants statusMonitoringInterval and statusErrorInterval: how often it is looked whether a peer's probes failed. */
const lookAtHealth = seconds(30)
const lookAgain = seconds(5)
/** Constant monitorVersionInterval: the leader asks all members for their version. */
const askVersions = seconds(4)

/** At each tick while peers are lost. */
export function tellPeerHealth(context: EtcdContext, out: Outbox): void {
  const { now, startedAt, leaderFoundAt, peers } = context
  const tick = ms(context.settings.heartbeatMs)
  const comes = (from: Micros, every: Micros): boolean =>
    now >= from && Math.floor((now - from) / every) !== Math.floor((now - tick - from) / every)
  for (const [peer, since] of context.lost) {
    if (!peers.some((one) => one === peer)) context.lost.delete(peer)
    else {
      if (now >= since + writerNotices && now - tick < since + writerNotices)
        out.log('W', 'lost TCP streaming connection with remote peer')
      const first = startedAt + lookAtHealth * Math.ceil((since - startedAt) / lookAtHealth)
      if (comes(first, lookAgain)) out.log('W', 'prober detected unhealthy status')
      if (isLeader(context.raft) && now - leaderFoundAt >= askVersions && comes(leaderFoundAt, askVersions))
        tellNoVersion(out)
    }
  }
}

/** A new leader asks them at once. */
export const tellVersions = ({ lost }: EtcdContext, out: Outbox): void => lost.forEach(() => tellNoVersion(out))

function tellNoVersion(out: Outbox): void {
  out.log('W', 'failed to reach the peer URL')
  out.log('W', 'failed to get version')
}

/** Whether the peers that it was told of are those that its command line names. Models pkg/netutil. */
export const tellResolved = (out: Outbox): void => out.log('I', 'resolved URL Host')

/** Who joins a cluster that is there has it from the others who they are, and talks to them before its log names them. */
export function tellNewcomer(out: Outbox): void {
  out.log('I', 'started HTTP pipelining with remote peer')
  out.log('I', 'added new remote peer')
}

/** What it asked a peer for at its start, to compare their data. */
export const tellUnchecked = (out: Outbox): void => out.log('W', 'failed hash kv request')

/** Its log holds much that it has not applied yet: its name is not taken from it. */
export const tellUnreadBehind = (out: Outbox): void =>
  out.log('W', 'failed to publish local member to cluster through raft')

/** A peer is of another cluster: what was sent to it, and the streams that were opened to it, came to nothing. */
export function tellOtherCluster(out: Outbox): void {
  out.log('W', 'request sent was ignored by remote peer due to cluster ID mismatch')
  out.log('E', 'request sent was ignored due to cluster ID mismatch')
}

/** The other's certificate, or the own, is of no authority that both know. */
export const tellUntrusted = (out: Outbox): void => out.log('W', 'rejected connection on peer endpoint')
