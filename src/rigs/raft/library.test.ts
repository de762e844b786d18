import { describe, expect, it } from 'vitest'
import { readScenarios, runScenario } from '.'

/**
 * What tests of the library itself show (go.etcd.io/raft testdata, named in each title) and the recordings do not: the same
 * steps, and what upstream's files print.
 */
const campaign = (node: number) => ({ op: 'campaign', node })
const ready = (node: number) => ({ op: 'ready', node })
const deliver = (...to: number[]) => ({ op: 'deliver', to })
const drop = (...to: number[]) => ({ op: 'drop', to })
const propose = (node: number, data: string) => ({ op: 'propose', node, data })
const tick = (node: number, count: number) => ({ op: 'tick', node, count })
const forget = (node: number) => ({ op: 'forgetLeader', node })
const check = (label: string) => ({ op: 'check', label })
const addNode = { op: 'addEmptyNode' }
const stabilize = (...nodes: number[]) => (nodes.length > 0 ? { op: 'stabilize', nodes } : { op: 'stabilize' })
/** As upstream writes changes: v2 adds a voter, l2 a learner, r2 removes. */
const confChange = (node: number, changes: string, more = {}) => ({
  op: 'confChange',
  node,
  changes: changes
    .split(' ')
    .filter(Boolean)
    .map((one) => ({
      type: { v: 'addVoter', l: 'addLearner', r: 'remove' }[one[0]!],
      node: Number(one.slice(1))
    })),
  ...more
})

interface State {
  readonly state: string
  readonly term: number
  readonly lead: number
  readonly vote: number
  readonly commit: number
  readonly applied: number
  readonly voters: readonly number[]
  readonly votersOutgoing?: readonly number[]
  readonly learners?: readonly number[]
  readonly log: { readonly firstIndex: number; readonly lastIndex: number; readonly terms: readonly number[] }
  readonly progress?: Record<number, { match: number; next: number; state: string }>
}
type States = Record<number, State>

function run(config: object, ...steps: object[]) {
  const scenarios = readScenarios(JSON.stringify({ scenarios: [{ id: 'library', config, steps }] }))
  if (!scenarios.ok) throw new Error(scenarios.error)
  const result = runScenario(scenarios.value[0]!)
  if (!result.ok) throw new Error(result.error)
  const { checkpoints, expected, messages } = result.value
  return { at: checkpoints as Record<string, States>, end: expected as States, messages }
}
const three = { nodes: 3, voters: [1, 2, 3], index: 10 }
const roles = (states: States) => Object.values(states).map(({ state, term, lead }) => `${state} ${term} ${lead}`)

describe("tests of etcd's Raft library", () => {
  it('campaign_learner_must_vote: a learner that is a voter by now votes', () => {
    const { end, messages } = run(
      { nodes: 3, voters: [1, 2], learners: [3], index: 2 },
      ...[campaign(1), stabilize(), confChange(1, 'v3'), stabilize(1, 2), drop(3)],
      ...[campaign(2), ready(2), stabilize(3), stabilize(2, 3)]
    )
    expect(messages.slice(-8)).toEqual([
      '2->3 MsgVote term=2 last=1@4',
      '3->2 MsgVoteResp term=2 granted=true',
      '2->3 MsgApp term=2 prev=1@4 commit=4 entries=[2@5]',
      '3->2 MsgAppResp term=2 index=4 reject hint=1@3',
      '2->3 MsgApp term=2 prev=1@3 commit=4 entries=[1@4 2@5]',
      '3->2 MsgAppResp term=2 index=5',
      '2->3 MsgApp term=2 prev=2@5 commit=5 entries=[]',
      '3->2 MsgAppResp term=2 index=5'
    ])
    expect(roles(end)).toEqual(['Leader 1 1', 'Leader 2 2', 'Follower 2 2'])
    expect(end[3]).toMatchObject({ commit: 5, voters: [1, 2, 3] })
    expect(end[3]!.learners).toBeUndefined()
  })

  it('prevote_checkquorum: two who stand for election replace a leader that is well', () => {
    const { at, end } = run(
      { ...three, preVote: true, checkQuorum: true },
      ...[campaign(1), stabilize(), campaign(2), stabilize(), check('in lease')],
      ...[{ op: 'setElectionTimeout', node: 2, timeout: 5 }, tick(2, 3), campaign(3), ready(3), deliver(2), ready(2)],
      ...[stabilize(), check('lease over'), campaign(1), stabilize(), check('alone'), campaign(2), stabilize()]
    )
    expect(roles(at['in lease']!)).toEqual(['Leader 1 1', 'PreCandidate 1 0', 'Follower 1 1'])
    expect(roles(at['lease over']!)).toEqual(['Follower 2 3', 'Follower 2 3', 'Leader 2 3'])
    expect(roles(at.alone!)).toEqual(['PreCandidate 2 0', 'Follower 2 3', 'Leader 2 3'])
    expect(roles(end)).toEqual(['Follower 3 2', 'Leader 3 2', 'Follower 3 2'])
    expect(Object.values(end).map(({ commit, vote }) => [commit, vote])).toEqual([
      [13, 2],
      [13, 2],
      [13, 0]
    ])
  })

  it('lagging_commit: a heartbeat commits no more than the leader knows to be there', () => {
    const { messages } = run(
      three,
      ...[campaign(1), stabilize(), propose(1, 'data1'), propose(1, 'data2'), ready(1), deliver(2, 3), ready(3)],
      ...[drop(1), stabilize(1, 2), drop(3), tick(1, 1), ready(1), stabilize(1, 3)]
    )
    expect(messages.slice(-5)).toEqual([
      'drop 1->3 MsgApp term=1 prev=1@13 commit=13 entries=[]',
      '1->3 MsgHeartbeat term=1 commit=11',
      '3->1 MsgHeartbeatResp term=1',
      '1->3 MsgApp term=1 prev=1@13 commit=13 entries=[]',
      '3->1 MsgAppResp term=1 index=13'
    ])
  })

  it('slow_follower_after_compaction: whose entries are compacted away gets a snapshot', () => {
    const { at, end, messages } = run(
      { ...three, inflight: 2 },
      ...[campaign(1), stabilize(), propose(1, '12'), propose(1, '13'), propose(1, '14'), stabilize()],
      ...[propose(1, '15'), propose(1, '16'), propose(1, '17'), propose(1, '18'), stabilize(1, 2), check('throttled')],
      ...[drop(3), { op: 'compact', node: 1, index: 17 }, tick(1, 1), stabilize()]
    )
    expect(at.throttled![1]!.progress).toEqual({
      1: { match: 18, next: 19, state: 'Replicate' },
      2: { match: 18, next: 19, state: 'Replicate' },
      3: { match: 14, next: 17, state: 'Replicate' }
    })
    expect(messages.filter((one) => one.startsWith('drop'))).toEqual([
      'drop 1->3 MsgApp term=1 prev=1@14 commit=14 entries=[1@15]',
      'drop 1->3 MsgApp term=1 prev=1@15 commit=14 entries=[1@16]'
    ])
    expect(messages).toContain('1->3 MsgSnap term=1 snapshot=1@18')
    expect(end[1]!.progress![3]).toEqual({ match: 18, next: 19, state: 'Replicate' })
    expect(end[1]!.log).toMatchObject({ firstIndex: 18, lastIndex: 18 })
    expect(end[3]).toMatchObject({ commit: 18, applied: 18, log: { firstIndex: 19, lastIndex: 18 } })
  })

  it('confchange_v1_remove_leader_stepdown: a leader that is removed follows nobody', () => {
    const { at, end } = run(
      { nodes: 3, voters: [1, 2, 3], index: 2, stepDownOnRemoval: true },
      ...[campaign(1), stabilize(), confChange(1, 'r1', { v1: true, transition: 'explicit' }), propose(1, 'foo')],
      ...[ready(1), stabilize(2), propose(1, 'bar'), stabilize(1), check('removed'), stabilize(2), stabilize(1)],
      ...[check('ignores'), stabilize(), propose(1, 'baz'), campaign(1)]
    )
    expect(roles(at.removed!)).toEqual(['Follower 1 0', 'Follower 1 1', 'Follower 1 1'])
    expect(at.removed![1]).toMatchObject({ commit: 5, voters: [2, 3], log: { lastIndex: 6 } })
    expect(at.removed![2]).toMatchObject({ commit: 3, voters: [1, 2, 3] })
    expect(at.ignores![1]!.commit).toBe(5)
    expect(Object.values(end).map(({ commit, applied, voters }) => [commit, applied, voters])).toEqual([
      [5, 5, [2, 3]],
      [5, 5, [2, 3]],
      [5, 5, [2, 3]]
    ])
    expect(end[1]!.log.lastIndex).toBe(6)
  })

  it('forget_leader: it touches neither term nor election timeout', () => {
    const { at, end } = run(
      { nodes: 4, voters: [1, 2, 3], learners: [4], index: 10 },
      ...[campaign(1), stabilize(), forget(1), forget(2), forget(2), forget(4), check('forgotten')],
      ...[
        tick(1, 1),
        stabilize(),
        check('heard'),
        campaign(3),
        forget(3),
        check('stands'),
        stabilize(),
        check('leads')
      ],
      ...[{ op: 'setElectionTimeout', node: 2, ticks: 3 }, tick(2, 2), forget(2), check('waits'), tick(2, 1)],
      ...[check('campaigns'), stabilize()]
    )
    expect(roles(at.forgotten!)).toEqual(['Leader 1 1', 'Follower 1 0', 'Follower 1 1', 'Follower 1 0'])
    expect(roles(at.heard!)).toEqual(['Leader 1 1', 'Follower 1 1', 'Follower 1 1', 'Follower 1 1'])
    expect(roles(at.stands!)[2]).toBe('Candidate 2 0')
    expect(roles(at.leads!)).toEqual(['Follower 2 3', 'Follower 2 3', 'Leader 2 3', 'Follower 2 3'])
    expect(roles(at.waits!)[1]).toBe('Follower 2 0')
    expect(roles(at.campaigns!)[1]).toBe('Candidate 3 0')
    expect(roles(end)).toEqual(['Follower 3 2', 'Leader 3 2', 'Follower 3 2', 'Follower 3 2'])
  })

  it('forget_leader_read_only_lease_based: who answers reads by a lease forgets nobody', () => {
    const { end } = run({ ...three, checkQuorum: true, readOnly: 'lease' }, ...[campaign(1), stabilize(), forget(2)])
    expect(roles(end)).toEqual(['Leader 1 1', 'Follower 1 1', 'Follower 1 1'])
  })

  it('confchange_disable_validation: a change enters the log before the one that allows it is applied', () => {
    const steps = [
      ...[campaign(1), stabilize(), propose(1, 'foo'), confChange(1, 'l2 l3', { transition: 'explicit' })],
      ...[ready(1), ready(1), check('foo applied'), confChange(1, ''), ready(1), check('joint'), stabilize()]
    ]
    const config = { nodes: 1, voters: [1], index: 2, maxCommittedSizePerReady: 1 }
    const { at, end, messages } = run({ ...config, disableConfChangeValidation: true }, ...steps)
    expect(at['foo applied']![1]).toMatchObject({ applied: 4, commit: 5 })
    expect(at.joint![1]).toMatchObject({ applied: 5, voters: [1], votersOutgoing: [1], learners: [2, 3] })
    expect(end[1]).toMatchObject({ applied: 6, voters: [1], learners: [2, 3] })
    expect(end[1]!.votersOutgoing).toBeUndefined()
    expect(messages).toEqual([])
    // With validation it is an empty entry: the configuration stays joint.
    expect(run(config, ...steps).end[1]).toMatchObject({ applied: 6, votersOutgoing: [1] })
  })

  it('confchange_v2_add_double_implicit: a joint configuration that leaves itself', () => {
    const { end, messages } = run(
      { nodes: 1, voters: [1], index: 2 },
      ...[campaign(1), ready(1), confChange(1, 'v2', { transition: 'implicit' }), addNode, stabilize(1, 2)]
    )
    expect(messages).toEqual([
      '1->2 MsgApp term=1 prev=1@3 commit=4 entries=[1@4]',
      '2->1 MsgAppResp term=1 index=3 reject hint=0@0',
      '1->2 MsgSnap term=1 snapshot=1@4',
      '2->1 MsgAppResp term=1 index=4',
      '1->2 MsgApp term=1 prev=1@4 commit=4 entries=[1@5]',
      '2->1 MsgAppResp term=1 index=5',
      '1->2 MsgApp term=1 prev=1@5 commit=5 entries=[]',
      '2->1 MsgAppResp term=1 index=5'
    ])
    for (const one of [1, 2]) {
      expect(end[one]).toMatchObject({ commit: 5, voters: [1, 2] })
      expect(end[one]!.votersOutgoing).toBeUndefined()
    }
  })

  it('confchange_v2_add_single_explicit: in a joint configuration only its end may be proposed', () => {
    const { at, end, messages } = run(
      { nodes: 1, voters: [1], index: 2 },
      ...[campaign(1), ready(1), confChange(1, 'v2', { transition: 'explicit' }), addNode, stabilize(1, 2)],
      ...[check('joint'), confChange(1, 'v3 v4 v5'), confChange(1, ''), stabilize(), check('left')],
      ...[confChange(1, ''), stabilize()]
    )
    expect(at.joint![2]).toMatchObject({ commit: 4, voters: [1, 2], votersOutgoing: [1] })
    expect(at.left![1]).toMatchObject({ commit: 6, applied: 6, voters: [1, 2] })
    expect(at.left![1]!.votersOutgoing).toBeUndefined()
    expect(messages.slice(4, 12)).toEqual([
      '1->2 MsgApp term=1 prev=1@4 commit=4 entries=[1@5]',
      '1->2 MsgApp term=1 prev=1@5 commit=4 entries=[1@6]',
      '2->1 MsgAppResp term=1 index=5',
      '2->1 MsgAppResp term=1 index=6',
      '1->2 MsgApp term=1 prev=1@6 commit=5 entries=[]',
      '1->2 MsgApp term=1 prev=1@6 commit=6 entries=[]',
      '2->1 MsgAppResp term=1 index=6',
      '2->1 MsgAppResp term=1 index=6'
    ])
    expect(end[2]).toMatchObject({ commit: 7, voters: [1, 2] })
  })

  it('confchange_v2_replace_leader_stepdown: the newcomer ends the joint configuration, the old leader steps down', () => {
    const { at, end, messages } = run(
      { nodes: 3, voters: [1, 2, 3], index: 2, stepDownOnRemoval: true },
      ...[campaign(1), stabilize(), addNode, confChange(1, 'r1 v4', { transition: 'explicit' }), stabilize()],
      ...[check('joint'), confChange(4, ''), stabilize(), check('left'), campaign(1), campaign(2), stabilize()]
    )
    expect(at.joint![4]).toMatchObject({ lead: 1, voters: [2, 3, 4], votersOutgoing: [1, 2, 3] })
    expect(messages).toContain('4->1 MsgProp term=0')
    expect(roles(at.left!)).toEqual(['Follower 1 0', 'Follower 1 1', 'Follower 1 1', 'Follower 1 1'])
    expect(at.left![4]).toMatchObject({ commit: 5, voters: [2, 3, 4] })
    expect(roles(end)).toEqual(['Follower 1 0', 'Leader 2 2', 'Follower 2 2', 'Follower 2 2'])
  })
})
