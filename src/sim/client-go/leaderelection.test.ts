import { describe, expect, it } from 'vitest'
import { ControllerLab } from '../testing/lab'
import type { Lease } from '../api/types'
import { isLeader } from './leaderelection'

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
