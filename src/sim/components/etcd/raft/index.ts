import type { Prng } from '../../../../base/prng'

export interface Entry {
  readonly index: number
  readonly term: number
  readonly type: 'normal' | 'conf'
  readonly data: unknown
}
export interface HardState {
  readonly term: number
  readonly vote: number
  readonly commit: number
}
export interface Snapshot {
  readonly metadata: { readonly index: number; readonly term: number; readonly voters: readonly number[] }
  readonly data: unknown
}
export interface ReadState {
  readonly index: number
  readonly request: number
}
export interface Message {
  readonly type: string
  readonly from: number
  readonly to: number
  readonly term: number
  readonly index?: number
  readonly logTerm?: number
  readonly entries?: readonly Entry[]
  readonly commit?: number
  readonly reject?: boolean
  readonly hint?: number
  readonly hintTerm?: number
  readonly context?: number
  readonly snapshot?: Snapshot
  readonly force?: boolean
  readonly origin?: number
}
export type Role = 'follower' | 'preCandidate' | 'candidate' | 'leader'
interface Progress {
  match: number
  next: number
  state: 'probe' | 'replicate' | 'snapshot'
  paused: boolean
  active: boolean
}
export interface RawNode {
  id: number
  voters: readonly number[]
  electionTicks: number
  preVote: boolean
  rng: Prng
  term: number
  vote: number
  role: Role
  lead: number
  elapsed: number
  heartbeatElapsed: number
  timeout: number
  votes: Map<number, boolean>
  tracker: { progress: Map<number, Progress> }
  log: {
    entries: Entry[]
    offset: number
    offsetTerm: number
    committed: number
    applied: number
    stable: number
    snapshot: Snapshot | null
  }
  pendingSnapshot: Snapshot | null
  messages: Message[]
  readStates: ReadState[]
  reads: { request: number; from: number; index: number; acks: Set<number> }[]
  saved: HardState
  transferee: number
}
export interface Ready {
  readonly hardState: HardState | null
  readonly entries: readonly Entry[]
  readonly snapshot: Snapshot | null
  readonly committedEntries: readonly Entry[]
  readonly messages: readonly Message[]
  readonly readStates: readonly ReadState[]
}

export function createNode(o: {
  id: number
  voters: readonly number[]
  electionTicks: number
  preVote: boolean
  rng: Prng
  hardState: HardState | null
  snapshot: Snapshot | null
  entries: readonly Entry[]
}): RawNode {
  const base = o.snapshot?.metadata.index ?? 0
  const hs = o.hardState ?? { term: 0, vote: 0, commit: base }
  const n: RawNode = {
    id: o.id,
    voters: o.voters,
    electionTicks: o.electionTicks,
    preVote: o.preVote,
    rng: o.rng,
    term: hs.term,
    vote: hs.vote,
    role: 'follower',
    lead: 0,
    elapsed: 0,
    heartbeatElapsed: 0,
    timeout: 0,
    votes: new Map(),
    tracker: { progress: new Map() },
    log: {
      entries: o.entries.slice(),
      offset: base,
      offsetTerm: o.snapshot?.metadata.term ?? 0,
      committed: Math.max(hs.commit, base),
      applied: base,
      stable: base + o.entries.length,
      snapshot: o.snapshot
    },
    pendingSnapshot: null,
    messages: [],
    readStates: [],
    reads: [],
    saved: hs,
    transferee: 0
  }
  become(n, 'follower', hs.term, 0)
  return n
}

export const roleOf = (n: RawNode): Role => n.role
export const isLeader = (n: RawNode): boolean => n.role === 'leader'
export const leaderOf = (n: RawNode): number => n.lead
const lastIndex = (n: RawNode): number => n.log.offset + n.log.entries.length
const termAt = (n: RawNode, i: number): number =>
  i === n.log.offset
    ? n.log.offsetTerm
    : i > n.log.offset && i <= lastIndex(n)
      ? n.log.entries[i - n.log.offset - 1]!.term
      : i === 0
        ? 0
        : -1
const quorum = (n: RawNode): number => Math.floor(n.voters.length / 2) + 1

function become(n: RawNode, role: Role, term: number, lead: number): void {
  if (term !== n.term) {
    n.term = term
    n.vote = 0
  }
  n.role = role
  n.lead = lead
  n.elapsed = 0
  n.heartbeatElapsed = 0
  n.timeout = n.electionTicks + n.rng.below(n.electionTicks)
  n.votes = new Map()
  n.reads = []
  n.transferee = 0
}

const send = (n: RawNode, m: Partial<Message> & { type: string; to: number }): void => {
  n.messages.push(Object.freeze({ term: n.term, from: n.id, ...m }))
}

export function tick(n: RawNode): void {
  n.elapsed++
  if (n.role === 'leader') {
    n.heartbeatElapsed++
    if (n.elapsed >= n.electionTicks) {
      n.elapsed = 0
      let active = 0
      for (const [id, p] of n.tracker.progress) {
        if (id === n.id || p.active) active++
        p.active = false
      }
      if (active < quorum(n)) return become(n, 'follower', n.term, 0)
      n.transferee = 0
    }
    n.heartbeatElapsed = 0
    heartbeat(n, 0)
    return
  }
  if (n.elapsed >= n.timeout) {
    n.elapsed = 0
    campaign(n, n.preVote)
  }
}

function heartbeat(n: RawNode, context: number): void {
  for (const id of n.voters) {
    if (id === n.id) continue
    const p = n.tracker.progress.get(id)!
    send(n, { type: 'MsgHeartbeat', to: id, commit: Math.min(p.match, n.log.committed), context })
  }
}

function campaign(n: RawNode, pre: boolean, force = false): void {
  if (pre) {
    const { term, vote } = n
    become(n, 'preCandidate', term, 0)
    n.vote = vote
  } else {
    become(n, 'candidate', n.term + 1, 0)
    n.vote = n.id
  }
  n.votes.set(n.id, true)
  if (countVotes(n) === 'won') return won(n)
  for (const id of n.voters) {
    if (id !== n.id)
      send(n, {
        type: pre ? 'MsgPreVote' : 'MsgVote',
        to: id,
        term: pre ? n.term + 1 : n.term,
        index: lastIndex(n),
        logTerm: termAt(n, lastIndex(n)),
        ...(force ? { force } : {})
      })
  }
}

const countVotes = (n: RawNode): 'won' | 'lost' | 'open' => {
  let yes = 0
  let no = 0
  for (const v of n.votes.values()) v ? yes++ : no++
  return yes >= quorum(n) ? 'won' : no >= quorum(n) ? 'lost' : 'open'
}

function won(n: RawNode): void {
  if (n.role === 'preCandidate') return campaign(n, false)
  become(n, 'leader', n.term, n.id)
  n.tracker.progress = new Map(
    n.voters.map((id) => [
      id,
      { match: 0, next: lastIndex(n) + 1, state: 'probe' as const, paused: false, active: true }
    ])
  )
  append(n, null)
  broadcast(n)
}

function append(n: RawNode, data: unknown): void {
  n.log.entries.push(Object.freeze({ index: lastIndex(n) + 1, term: n.term, type: 'normal', data }))
}

function broadcast(n: RawNode): void {
  for (const id of n.voters) if (id !== n.id) sendAppend(n, id)
}

function sendAppend(n: RawNode, to: number): void {
  const p = n.tracker.progress.get(to)!
  if (p.paused || p.state === 'snapshot') return
  const prev = p.next - 1
  if (prev < n.log.offset) {
    p.state = 'snapshot'
    send(n, { type: 'MsgSnap', to, snapshot: n.log.snapshot! })
    return
  }
  const entries = n.log.entries.slice(prev - n.log.offset, prev - n.log.offset + 1000)
  send(n, { type: 'MsgApp', to, index: prev, logTerm: termAt(n, prev), entries, commit: n.log.committed })
  if (p.state === 'probe') p.paused = true
  else p.next += entries.length
}

export function propose(n: RawNode, data: unknown): boolean {
  if (n.role === 'leader') {
    if (n.transferee) return false
    append(n, data)
    broadcast(n)
    return true
  }
  if (n.lead === 0) return false
  send(n, { type: 'MsgProp', to: n.lead, term: 0, entries: [{ index: 0, term: 0, type: 'normal', data }] })
  return true
}

export function readIndex(n: RawNode, request: number, from = n.id): void {
  if (n.role !== 'leader') {
    if (n.lead) send(n, { type: 'MsgReadIndex', to: n.lead, term: 0, context: request, origin: from })
    return
  }
  if (termAt(n, n.log.committed) !== n.term) return
  if (n.voters.length === 1) return answerRead(n, from, request, n.log.committed)
  n.reads.push({ request, from, index: n.log.committed, acks: new Set([n.id]) })
  heartbeat(n, request)
}

function answerRead(n: RawNode, to: number, request: number, index: number): void {
  if (to === n.id) n.readStates.push({ index, request })
  else send(n, { type: 'MsgReadIndexResp', to, index, context: request })
}

export function transferLeadership(n: RawNode, to: number): void {
  if (n.role !== 'leader' || to === n.id) return
  n.transferee = to
  n.elapsed = 0
  if (n.tracker.progress.get(to)!.match === lastIndex(n)) send(n, { type: 'MsgTimeoutNow', to })
  else sendAppend(n, to)
}

export function step(n: RawNode, m: Message): void {
  if (m.term > n.term) {
    const vote = m.type === 'MsgVote' || m.type === 'MsgPreVote'
    if (vote && !m.force && n.lead !== 0 && n.elapsed < n.electionTicks) return
    if (m.type !== 'MsgPreVote' && !(m.type === 'MsgPreVoteResp' && !m.reject)) {
      become(
        n,
        'follower',
        m.term,
        m.type === 'MsgApp' || m.type === 'MsgHeartbeat' || m.type === 'MsgSnap' ? m.from : 0
      )
    }
  } else if (m.term > 0 && m.term < n.term) {
    if (m.type === 'MsgApp' || m.type === 'MsgHeartbeat') send(n, { type: 'MsgAppResp', to: m.from })
    else if (m.type === 'MsgPreVote') send(n, { type: 'MsgPreVoteResp', to: m.from, reject: true })
    return
  }
  switch (m.type) {
    case 'MsgVote':
    case 'MsgPreVote': {
      const pre = m.type === 'MsgPreVote'
      const can = n.vote === m.from || (n.vote === 0 && n.lead === 0) || (pre && m.term > n.term)
      const last = lastIndex(n)
      const upToDate = m.logTerm! > termAt(n, last) || (m.logTerm === termAt(n, last) && m.index! >= last)
      const grant = can && upToDate
      send(n, { type: `${m.type}Resp`, to: m.from, term: grant ? m.term : n.term, reject: !grant })
      if (grant && !pre) {
        n.elapsed = 0
        n.vote = m.from
      }
      return
    }
    case 'MsgVoteResp':
    case 'MsgPreVoteResp': {
      if (n.role !== (m.type === 'MsgVoteResp' ? 'candidate' : 'preCandidate')) return
      if (!n.votes.has(m.from)) n.votes.set(m.from, !m.reject)
      const result = countVotes(n)
      if (result === 'won') won(n)
      else if (result === 'lost') become(n, 'follower', n.term, 0)
      return
    }
    case 'MsgApp':
    case 'MsgHeartbeat':
    case 'MsgSnap':
      if (n.role === 'leader') return
      if (n.role !== 'follower') become(n, 'follower', m.term, m.from)
      n.lead = m.from
      n.elapsed = 0
      if (m.type === 'MsgHeartbeat') {
        commitTo(n, m.commit!)
        send(n, { type: 'MsgHeartbeatResp', to: m.from, context: m.context })
      } else if (m.type === 'MsgApp') handleAppend(n, m)
      else handleSnapshot(n, m)
      return
    case 'MsgTimeoutNow':
      if (n.role === 'follower') campaign(n, false, true)
      return
    case 'MsgProp':
      for (const e of m.entries!) propose(n, e.data)
      return
    case 'MsgReadIndex':
      readIndex(n, m.context!, m.origin)
      return
    case 'MsgReadIndexResp':
      n.readStates.push({ index: m.index!, request: m.context! })
      return
  }
  if (n.role !== 'leader') return
  const p = n.tracker.progress.get(m.from)
  if (!p) return
  p.active = true
  if (m.type === 'MsgHeartbeatResp') {
    p.paused = false
    if (p.match < lastIndex(n) || p.state === 'probe') sendAppend(n, m.from)
    while (n.reads.length > 0) {
      const read = n.reads[0]!
      read.acks.add(m.from)
      if (read.acks.size < quorum(n)) break
      n.reads.shift()
      answerRead(n, read.from, read.request, read.index)
    }
    return
  }
  if (m.type === 'MsgAppResp' && m.index !== undefined) {
    p.paused = false
    if (m.reject) {
      p.next = Math.max(p.match + 1, Math.min(m.index, (m.hint ?? 0) + 1))
      p.state = 'probe'
      sendAppend(n, m.from)
      return
    }
    if (m.index > p.match) p.match = m.index
    p.next = Math.max(p.next, p.match + 1)
    if (p.state !== 'replicate') {
      p.state = 'replicate'
      p.next = p.match + 1
    }
    if (maybeCommit(n)) broadcast(n)
    else if (p.next <= lastIndex(n)) sendAppend(n, m.from)
    if (n.transferee === m.from && p.match === lastIndex(n)) send(n, { type: 'MsgTimeoutNow', to: m.from })
  }
}

function maybeCommit(n: RawNode): boolean {
  const matches = n.voters.map((id) => n.tracker.progress.get(id)!.match).sort((a, b) => b - a)
  const index = matches[quorum(n) - 1]!
  if (index <= n.log.committed || termAt(n, index) !== n.term) return false
  n.log.committed = index
  return true
}

const commitTo = (n: RawNode, index: number): void => {
  n.log.committed = Math.max(n.log.committed, Math.min(index, lastIndex(n)))
}

function handleAppend(n: RawNode, m: Message): void {
  if (m.index! < n.log.committed) return send(n, { type: 'MsgAppResp', to: m.from, index: n.log.committed })
  if (termAt(n, m.index!) !== m.logTerm) {
    return send(n, {
      type: 'MsgAppResp',
      to: m.from,
      index: m.index,
      reject: true,
      hint: Math.min(m.index! - 1, lastIndex(n))
    })
  }
  for (const e of m.entries!) {
    if (termAt(n, e.index) === e.term) continue
    n.log.entries.length = e.index - n.log.offset - 1
    n.log.stable = Math.min(n.log.stable, e.index - 1)
    n.log.entries.push(e)
  }
  const last = m.index! + m.entries!.length
  commitTo(n, Math.min(m.commit!, last))
  send(n, { type: 'MsgAppResp', to: m.from, index: last })
}

function handleSnapshot(n: RawNode, m: Message): void {
  const s = m.snapshot!
  if (s.metadata.index <= n.log.committed) return send(n, { type: 'MsgAppResp', to: m.from, index: n.log.committed })
  n.log.entries = []
  n.log.offset = s.metadata.index
  n.log.offsetTerm = s.metadata.term
  n.log.committed = n.log.applied = n.log.stable = s.metadata.index
  n.log.snapshot = s
  n.pendingSnapshot = s
  send(n, { type: 'MsgAppResp', to: m.from, index: s.metadata.index })
}

const hardState = (n: RawNode): HardState | null =>
  n.saved.term !== n.term || n.saved.vote !== n.vote || n.saved.commit !== n.log.committed
    ? Object.freeze({ term: n.term, vote: n.vote, commit: n.log.committed })
    : null

export const hasReady = (n: RawNode): boolean =>
  n.messages.length > 0 ||
  n.readStates.length > 0 ||
  n.pendingSnapshot !== null ||
  n.log.stable < lastIndex(n) ||
  n.log.applied < n.log.committed ||
  n.saved.term !== n.term ||
  n.saved.vote !== n.vote

export function ready(n: RawNode): Ready {
  const { log } = n
  const entries = log.entries.slice(log.stable - log.offset)
  const hs = n.saved.term !== n.term || n.saved.vote !== n.vote || entries.length > 0 ? hardState(n) : null
  const committedEntries = log.entries.slice(log.applied - log.offset, Math.min(log.committed, log.stable) - log.offset)
  const batch: Ready = {
    hardState: hs,
    entries,
    snapshot: n.pendingSnapshot,
    committedEntries,
    messages: n.messages,
    readStates: n.readStates
  }
  n.messages = []
  n.readStates = []
  n.pendingSnapshot = null
  log.applied += committedEntries.length
  return Object.freeze(batch)
}

export function advance(n: RawNode, batch: Ready): void {
  if (batch.hardState) n.saved = batch.hardState
  const last = batch.entries[batch.entries.length - 1]
  if (!last || termAt(n, last.index) !== last.term) return
  n.log.stable = Math.max(n.log.stable, last.index)
  if (n.role === 'leader') {
    const p = n.tracker.progress.get(n.id)!
    p.match = Math.max(p.match, last.index)
    if (maybeCommit(n)) broadcast(n)
  }
}

export function applyConfChange(_n: RawNode, _entry: Entry): void {}

export function compactLog(n: RawNode, index: number, keep: number, data: unknown): Snapshot {
  const snapshot = Object.freeze({ metadata: { index, term: termAt(n, index), voters: n.voters }, data })
  const { log } = n
  log.snapshot = snapshot
  const to = Math.max(log.offset, index - keep)
  log.offsetTerm = termAt(n, to)
  log.entries = log.entries.slice(to - log.offset)
  log.offset = to
  return snapshot
}
