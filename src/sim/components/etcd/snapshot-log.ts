import type { EtcdContext } from './context'
import type { Outbox } from './messages'
import type { Snapshot } from './raft'
import { idOf } from './raft-log'

/**
 * What members say when one is caught up with a snapshot of the leader's, and when who belongs to the cluster changes: messages of etcd 3.6 in their
 * order. Models etcdserver/{snapshot_merge,server}.go, api/rafthttp/{snapshot_sender,http,transport,peer,stream}.go, raft/raft.go restore.
 */
const tell = (out: Outbox, texts: string): void => texts.split(' | ').forEach((text) => out.log('I', text))

/** A leader sends its whole store. */
export const tellSnapshotSent = (out: Outbox): void =>
  tell(out, 'sending merged snapshot | sending database snapshot | sent database snapshot to writer')

/** The other has it. */
export const tellSnapshotTaken = (out: Outbox): void => tell(out, 'sent database snapshot')

/** The configuration that Raft counts by from now on. Models raft.go switchToConfig, whose text leaves out what is empty. */
export function tellConfiguration(context: EtcdContext, out: Outbox): void {
  const { voters, learners } = context.raft.tracker.config
  const told = (ids: readonly number[]): string =>
    `(${ids
      .map((id) => BigInt(`0x${idOf(context, id)}`))
      .sort((a, b) => (a < b ? -1 : 1))
      .join(' ')})`
  const learning = learners.length > 0 ? ` learners=${told(learners)}` : ''
  out.log('I', `${idOf(context, context.id)} switched to configuration voters=${told(voters)}${learning}`)
}

/** A member takes it in place of its own: its stores are opened anew, and its connections with them. */
export function tellSnapshotInstalled(context: EtcdContext, out: Outbox, { metadata }: Snapshot): void {
  const { applied } = context
  const { index, term } = metadata
  const what = `[index: ${index}, term: ${term}]`
  const id = idOf(context, context.id)
  tell(out, 'receiving database snapshot | saved database snapshot to disk | received and saved database snapshot')
  out.log(
    'I',
    `log [committed=${applied}, applied=${applied}, applying=${applied}, unstable.offset=${applied + 1}, ` +
      `unstable.offsetInProgress=${applied + 1}, len(unstable.Entries)=0] starts to restore snapshot ${what}`
  )
  tellConfiguration(context, out)
  out.log('I', `${id} [commit: ${index}, lastindex: ${index}, lastterm: ${term}] restored snapshot ${what}`)
  out.log('I', `${id} [commit: ${index}] restored snapshot ${what}`)
  tell(
    out,
    'applying snapshot | applied incoming Raft snapshot | Opening db file (/var/lib/etcd/member/snap/db) | ' +
      'Opening bbolt db (/var/lib/etcd/member/snap/db) successfully | opened backend db | applySnapshot: opened snapshot backend | ' +
      'restoring lease store | restored lease store | restoring mvcc store | kvstore restored | restored mvcc store | ' +
      'restoring alarm store | closing old backend file | restored alarm store | restoring auth store | restored auth store | ' +
      'restoring v2 store | restored v2 store | closed old backend file | restoring cluster configuration | ' +
      'enabled capabilities for version | recovered/added member from store | set cluster version from store | ' +
      'restored cluster configuration | removing old peers from network | stopping remote peer'
  )
  out.log('W', 'closed TCP streaming connection with remote peer')
  tell(out, 'stopped TCP streaming connection with remote peer | stopped HTTP pipelining with remote peer')
  out.log('W', 'lost TCP streaming connection with remote peer')
  out.log('W', 'peer became inactive (message send to peer failed)')
  tell(
    out,
    'stopped stream reader with remote peer | stopped remote peer | removed remote peer | removed old peers from network | ' +
      'adding peers from new cluster configuration | starting remote peer | started remote peer | added remote peer | ' +
      'added peers from new cluster configuration | applied snapshot'
  )
}
