import type { ComponentViewer } from '../../view/component'
import type { EtcdContext } from './context'
import { quorumOf } from './quorum'

const voters = ({ raft }: EtcdContext): number => raft.tracker.config.voters.length
const number = (self: string) => self.slice(self.indexOf('-') + 1, self.indexOf('/'))

export const view: ComponentViewer<EtcdContext> = {
  chip: (context, state) => ({
    title: `etcd-${number(context.self)}`,
    detail: `${state === 'preCandidate' ? 'pre-candidate' : state} · term ${context.raft.term}`,
    health: state === 'leader' || context.leader !== '' ? 'ok' : 'warn',
    leads: state === 'leader'
  }),
  inspect: (context, state) => ({
    numbers: [
      { name: 'Role', value: state },
      { name: 'Term', value: String(context.raft.term) },
      { name: 'Leader', value: context.leader || 'none', health: context.leader ? 'ok' : 'bad' },
      {
        name: 'Voted for',
        value: context.raft.vote ? context.peers[context.raft.vote - 1] || 'a member that was removed' : 'nobody'
      },
      { name: 'Commit / last', value: `${context.raft.log.committed} / ${context.applied}` },
      { name: 'Revision', value: String(context.store.revision) },
      { name: 'Keys', value: String(context.store.current.size) },
      { name: 'Quorum', value: `${quorumOf(voters(context))} of ${voters(context)}` },
      { name: 'Watches', value: String(context.watchers.size) }
    ],
    beliefs: [{ about: 'Leader', believes: context.leader || 'none', subject: { is: 'etcd-leader' } }],
    yaml: {
      member: context.self,
      electionTimeoutTicks: context.settings.electionTicks,
      heartbeatMs: context.settings.heartbeatMs,
      revision: context.store.revision,
      compactRevision: context.store.compactRevision,
      snapshotIndex: context.snapshotIndex,
      requestsWaiting: context.waiting.size,
      leases: [...context.leases].map(([id, lease]) => ({ id, ttlSeconds: lease.ttlSeconds, keys: [...lease.keys] }))
    }
  })
}
