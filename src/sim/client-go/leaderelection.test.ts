import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { Prng } from '../../base/prng'
import { seconds as micros } from '../../base/time'
import type { Lease } from '../api/types'
import type { Boot } from '../cluster'
import { withCharts } from '../kernel/chart'
import { Twin } from '../kernel/test-twin'
import { clockAtStart, type ProcessContext, type SimEvent } from '../kernel/types'
import { addressOf } from '../protocol'
import { bootOf } from '../testing/boot'
import { ControllerLab } from '../testing/lab'
import { connectionChart } from './connection'
import { createElection, electionChart, isLeader, type LeaderElection } from './leaderelection'
import { createClient, type ApiClient } from './transport'

const lease = (lab: ControllerLab) => lab.get<Lease>('leases', 'kube-controller-manager', 'kube-system').spec
const acquired = (lab: ControllerLab) => lab.facts.filter(({ fact }) => fact === 'leader-acquired')
const seconds = (at: number) => at / 1_000_000

function twoCandidates(): { lab: ControllerLab; leader: string; other: string } {
  const lab = new ControllerLab({}, true).until(20)
  const [leader, other] = isLeader(lab.kcm('standby').election)
    ? (['standby', 'kube-controller-manager'] as const)
    : (['kube-controller-manager', 'standby'] as const)
  return { lab, leader, other }
}

describe('leader election', () => {
  it('creates the lease at once, renews it every two seconds and counts no transition', () => {
    const lab = new ControllerLab().until(30)
    expect(acquired(lab)).toHaveLength(1)
    expect(seconds(acquired(lab)[0]!.at)).toBeLessThan(1.1)
    const updates = lab.api.calls
      .filter(({ verb, resource }) => verb === 'update' && resource === 'leases')
      .map(({ at }) => seconds(at))
    const gaps = updates.slice(1).map((at, i) => at - updates[i]!)
    for (const gap of gaps) expect(gap).toBeCloseTo(2, 1)
    expect(lease(lab)).toMatchObject({ leaseTransitions: 0, leaseDurationSeconds: 15 })
  })

  it('is taken over 15 s after the standby last saw it change, plus a retry of 2 to 4.4 s', () => {
    const { lab, leader, other } = twoCandidates()
    lab.kill(leader)
    const lastSeen = lab.kcm(other).election.observedAt - lab.api.startedAt
    lab.until(60)
    const [first, second] = acquired(lab)
    expect(second!.detail.identity).not.toBe(first!.detail.identity)
    expect(seconds(second!.at - lastSeen)).toBeGreaterThan(15)
    expect(seconds(second!.at - lastSeen)).toBeLessThan(19.5)
    expect(lease(lab)).toMatchObject({ leaseTransitions: 1, holderIdentity: lab.kcm(other).election.identity })
    expect(lab.reasons).toContain('leader-elect-lease-duration')
  })

  it('is lost 10 s after the failing round of renewals began, and the process exits', () => {
    const lab = new ControllerLab().until(20)
    lab.api.silent = true
    const renewed = seconds(
      lab.api.calls.filter(({ verb, resource }) => verb === 'update' && resource === 'leases').at(-1)!.at
    )
    while (isLeader(lab.kcm().election) && seconds(lab.now) < 60) lab.run(0.1)
    const lost = seconds(lab.now) - renewed
    expect(lost).toBeGreaterThan(11.9)
    expect(lost).toBeLessThan(12.3)
    expect(lab.notes.some((note) => note.includes('exits: leaderelection lost'))).toBe(true)
  })

  it('is not freed by a controller manager that stops cleanly: its successor waits', () => {
    const { lab, leader } = twoCandidates()
    const { identity } = lab.kcm(leader).election
    lab.signal(leader).until(30)
    expect(lease(lab).holderIdentity).toBe(identity)
    lab.until(45)
    expect(lease(lab).leaseTransitions).toBe(1)
  })
})

interface Candidate extends ProcessContext {
  readonly election: LeaderElection
  readonly client: ApiClient
}

/** Nothing but a candidate; in its first life it gives the lock up on a clean stop. */
const candidate = withCharts(
  setup({ types: { context: {} as Candidate, events: {} as SimEvent, input: {} as Boot } }).createMachine({
    id: 'candidate',
    context: ({ input: { self, now, rng, config, incarnation } }) => ({
      self,
      now,
      rng,
      config,
      election: createElection('lock', 'me', incarnation === 1),
      client: createClient(self, 1, addressOf('kube-apiserver', 'master-1'), 'user', 'agent')
    }),
    initial: 'on',
    states: { on: {} }
  }),
  [
    connectionChart<Candidate>({ find: ({ client }) => client, all: ({ client }) => [client] }),
    electionChart<Candidate>(
      ({ election }) => election,
      ({ client }) => client
    )
  ]
)

describe('the chart of an election', () => {
  it('does what XState does on random walks, which take every transition', () => {
    const record = (holderIdentity: string, renewTime: string): Lease => ({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'lock', namespace: 'kube-system' },
      spec: { holderIdentity, renewTime, leaseDurationSeconds: 15 }
    })
    const events = [
      ...['', 'me', 'other'].map((holder) => ({ type: 'lease.read', lease: record(holder, 'then') })),
      { type: 'lease.read', lease: record('other', 'now') },
      { type: 'lease.written', lease: record('me', 'now') },
      { type: 'lease.missing' },
      { type: 'lease.failed', error: 'Failed to update lock: timeout' },
      ...['election.start', 'election.tick'].map((type) => ({ type })),
      ...[
        'leader-elect-retry-period.leader-election.acquiring.waiting',
        'leader-elect-retry-period.leader-election.leading.renewed',
        'leader-elect-renew-deadline.leader-election.leading.renewing'
      ].map((timer) => ({ type: `xstate.after.${timer}` }))
    ].map((event) => ({ ...event, chart: 'leader-election', item: 'lock' }))
    const stop = { type: 'election.stop', chart: 'leader-election', item: 'lock' }
    const walked = new Set<string>()
    let all: Twin['table'] | null = null
    for (let seed = 1; seed <= 400; seed++) {
      const rng = Prng.fromSeed(seed)
      const config = { release: seed % 4 < 2 ? '1.25' : '1.36' }
      const twin = new Twin(candidate, () => ({ ...bootOf(seed, 1 + (seed % 2)), config }))
      for (let i = 1; i <= 60; i++) {
        twin.take(i === 45 ? stop : events[rng.below(events.length)]!, clockAtStart + i * micros(1))
      }
      for (const edge of twin.edges) walked.add(edge)
      all = twin.table
    }
    const { edges } = all!.charts.get('leader-election')!.shape
    const left = edges.filter(({ inner }, number) => !inner && !walked.has(`leader-election ${number}`))
    expect(left).toEqual([])
  })
})
