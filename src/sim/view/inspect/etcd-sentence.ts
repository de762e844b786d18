import { contextOf } from '../../components/contexts'
import type { EtcdContext } from '../../components/etcd/context'
import { quorumOf } from '../../components/etcd/quorum'
import { lastIndex } from '../../components/etcd/raft/log'
import type { World } from '../../kernel/world'

/**
 * What a member of etcd does, with whom, and what it would take to stop it.
 * @param when since when it has its role
 * @param led since when the member that it follows leads, if that is known. A follower of one leader stays one under the next.
 */
export function etcdSentence(world: World, etcd: EtcdContext, when: string, led: string): string {
  const { raft, peers } = etcd
  const size = raft.tracker.config.voters.length
  const quorum = quorumOf(size)
  if (raft.role === 'leader') {
    if (size === 1) return `Leads ${when}, alone: it is the only member, and its loss stops everything.`
    const heard = peers.filter(
      (peer, i) =>
        peer !== '' &&
        i + 1 !== raft.id &&
        raft.tracker.config.voters.includes(i + 1) &&
        raft.tracker.progress.get(i + 1)?.recentActive === true
    )
    const names = heard.map(title).join(' and ')
    const spare = heard.length + 1 - quorum
    const loss =
      spare < 0
        ? `and ${quorum} are needed: nothing can be written`
        : spare === 0
          ? 'and one more loss stops every write'
          : `and ${spare === 1 ? 'one' : spare} may fail`
    const whom = heard.length === 0 ? 'but hears nobody' : `with ${names}${heard.length === 1 ? ' alone' : ''}`
    return `Leads ${when}, ${whom}: ${heard.length + 1} of ${size} agree, ${loss}.`
  }
  if (raft.role === 'preCandidate')
    return `Hears no leader, and asks ${when} who would vote for it; ${quorum} of ${size} must.`
  if (raft.role === 'candidate')
    return `Stands for election in term ${raft.term} ${when}; ${quorum} of ${size} must vote for it.`
  if (etcd.leader === '') return `Follows nobody: it knows of no leader in term ${raft.term}.`
  const leader = world.find(etcd.leader)
  const other = leader && contextOf(leader, 'etcd')
  const behind = other && other.raft.role === 'leader' ? lastIndex(other.raft.log) - lastIndex(raft.log) : 0
  const log = behind > 0 ? `its log is ${behind === 1 ? '1 entry' : `${behind} entries`} behind` : 'its log is as long'
  return other && other.raft.role === 'leader'
    ? `Follows ${title(etcd.leader)}, which leads in term ${raft.term}${led}; ${log}.`
    : `Follows ${title(etcd.leader)} in term ${raft.term}, which does not lead any more: it has not noticed yet.`
}

const title = (peer: string): string => peer.slice(0, peer.indexOf('/')).replace('master', 'etcd')
