import type { WalRecord } from './context'
import { changedMembers, type ConfState, type Entry, type HardState } from './raft'

/**
 * What `--force-new-cluster` makes of a member's log: what was not committed is dropped (from `entries` too, which is changed), and
 * entries that remove every other member are committed behind it, without anybody's consent. Null: it is alone already, and all that it
 * has counts. Models server/etcdserver/bootstrap.go bootstrapRaftFromWAL and raft.go createConfChangeEnts.
 */
export function forceNewCluster(o: {
  readonly id: number
  readonly confState: ConfState
  readonly hardState: HardState | null
  readonly entries: Entry[]
}): WalRecord {
  const { id, entries } = o
  const { term, vote, commit } = o.hardState ?? { term: 1, vote: 0, commit: 0 }
  while (entries.length > 0 && entries[entries.length - 1]!.index > commit) entries.pop()
  const members = changedMembers(o.confState, entries)
  const others = members.filter((member) => member !== id)
  const last = entries[entries.length - 1]?.index ?? commit
  const removals = others.map((node, i): Entry =>
    Object.freeze({
      index: last + 1 + i,
      term,
      type: 'conf',
      data: Object.freeze({ changes: Object.freeze([Object.freeze({ type: 'remove', node })]), transition: 'auto' })
    })
  )
  entries.push(...removals)
  return Object.freeze({
    hardState: Object.freeze({ term, vote, commit: last + removals.length }),
    entries: Object.freeze(removals)
  })
}
