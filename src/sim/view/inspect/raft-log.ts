import { contextOf, lastContextOf } from '../../components/contexts'
import { lastIndex, termAt } from '../../components/etcd/raft/log'
import type { Log } from '../../components/etcd/raft/types'
import { kindOf } from '../../protocol'
import type { Process, World } from '../../kernel/world'
import type { RaftCell, RaftLogView, RaftMemberView } from './types'

/** Cells before and from a change of term, and at the end. */
const before = 3
const after = 2
const atEnd = 3

interface Member {
  readonly process: Process
  readonly log: Log
  /** Last entry that it holds: of one that is down, what its disk has. */
  readonly last: number
}

/** The logs of all members of the cluster's Raft group, side by side; null if none has begun. */
export function raftLogOf(world: World): RaftLogView | null {
  const members = world.processes.flatMap((process): Member[] => {
    if (kindOf(process) !== 'etcd') return []
    const log = lastContextOf(process, 'etcd')?.raft.log
    if (!log) return []
    const last = process.status === 'running' ? lastIndex(log) : Math.min(log.stable, lastIndex(log))
    return [{ process, log, last }]
  })
  if (members.length === 0) return null
  const committed = Math.max(...members.map(({ log }) => log.committed))
  const agreed = members.find(({ log, last }) => log.committed === committed && last >= committed) ?? members[0]!
  const columns = columnsOf(members)
  const end = Math.max(...members.map(({ last }) => last))
  return {
    columns,
    committed,
    members: members.map((member) => memberView(member, columns, committed, agreed.log)),
    missing: members.flatMap(({ process, last }) => {
      const count = end - last
      if (count === 0) return []
      const title = titleOf(process)
      const forgotten = Math.max(...members.map(({ log }) => log.offset)) > last
      const how = forgotten ? ': they are compacted away, so it needs a snapshot' : ''
      return [`${title} misses ${count === 1 ? '1 entry' : `${count} entries`}${how}`]
    })
  }
}

/** Around each change of term and at the end; what lies between is folded. */
function columnsOf(members: readonly Member[]): (number | null)[] {
  const first = Math.min(...members.map(({ log }) => log.offset)) + 1
  const last = Math.max(...members.map((member) => member.last))
  const seen = new Set<number>()
  const add = (from: number, to: number) => {
    for (let index = Math.max(first, from); index <= Math.min(last, to); index++) seen.add(index)
  }
  for (const { log, last: own } of members) {
    for (let index = Math.max(first, log.offset) + 1; index <= own; index++) {
      const term = termAt(log, index - 1)
      if (term >= 0 && term !== termAt(log, index)) add(index - before, index + after - 1)
    }
  }
  add(last - atEnd + 1, last)
  const found: (number | null)[] = []
  let previous = Infinity
  for (const index of [...seen].sort((a, b) => a - b)) {
    if (index > previous + 1) found.push(null)
    found.push(index)
    previous = index
  }
  return found
}

function memberView(
  { process, log, last }: Member,
  columns: readonly (number | null)[],
  committed: number,
  agreed: Log
): RaftMemberView {
  const cell = (index: number): RaftCell => {
    if (index > last) return { term: -1, state: 'missing' }
    const term = termAt(log, index)
    if (index <= log.offset) return { term, state: 'snapshot' }
    // An entry at a place that is committed with another term will be replaced.
    const same = index <= agreed.offset || termAt(agreed, index) === term
    return { term, state: index <= committed && same ? 'committed' : 'uncommitted' }
  }
  const leads = contextOf(process, 'etcd')?.raft.role === 'leader'
  return {
    id: process.id,
    title: titleOf(process),
    role: process.status === 'running' && process.machine.up ? (leads ? 'leader' : 'member') : 'down',
    first: log.offset + 1,
    last,
    cells: columns.map((index) => (index === null ? null : cell(index)))
  }
}

const titleOf = ({ machine }: Process): string => machine.id.replace('master', 'etcd')
