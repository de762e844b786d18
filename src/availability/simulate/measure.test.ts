import { describe, expect, it } from 'vitest'
import { seconds, toSeconds } from '../../base/time'
import type { Machines } from '../faults'
import type { PerService } from '../transition'
import { fresh, Laboratory } from './laboratory'
import { measure, type Settled } from './measure'

const cluster: Machines = { masters: 1, workers: 2, zones: 0, racks: 0, balancers: 0 }
const none: PerService = { reads: 0, writes: 0, users: 0 }
const healthy = fresh(cluster, 1)
const at = (afterS: number, line: string) => ({ afterS, line })

/** Broken for so long and mended: jumped over what does not change, and without any jump. Seconds lost of each. */
function twice(breaks: string, mends: string, lastsS: number): { jumped: PerService; whole: PerService } {
  const broken = measure(healthy, [at(0, breaks)])
  expect([broken.settled, broken.durationS < lastsS]).toEqual([true, true])
  const mended = measure(broken.after, [at(0, mends)])
  const quietS = lastsS - broken.durationS
  const end = seconds(lastsS + mended.durationS)
  const whole = measure(healthy, [at(0, breaks), at(lastsS, mends)], healthy.world.now + end)
  const sum = (service: keyof PerService) =>
    broken.lost[service] + broken.share[service] * quietS + mended.lost[service]
  expect([mended.share, whole.share]).toEqual([none, none])
  return { jumped: { reads: sum('reads'), writes: sum('writes'), users: sum('users') }, whole: whole.lost }
}

/** Half a second between two probes at either end, and a mended machine that comes back at another place of its routine. */
const apart = 2.5

describe('a jump over what does not change', () => {
  it.each([
    ['crash master-1', 'restart master-1', 900],
    ['crash worker-1', 'restart worker-1', 700]
  ])('loses as much as the same time lived through: %s', (breaks, mends, lastsS) => {
    const { jumped, whole } = twice(breaks, mends, lastsS)
    for (const service of ['reads', 'writes', 'users'] as const)
      expect(
        Math.abs(jumped[service] - whole[service]),
        `${service}: ${jumped[service]}, ${whole[service]}`
      ).toBeLessThan(apart)
  })

  it('over the back-offs of what crashes for ever leaves as many starts, and costs as much', () => {
    const script = [at(0, 'full-disk master-1')]
    const jumped = measure(healthy, script)
    const lived = measure(healthy, script, healthy.world.now + seconds(jumped.durationS))
    expect([jumped.settled, jumped.loops, jumped.durationS > 640]).toEqual([true, true, true])
    const simulated = toSeconds(jumped.after.world.now - healthy.world.now)
    expect(simulated).toBeLessThan(jumped.durationS * 0.7)
    for (const pod of ['etcd', 'kube-apiserver'].map((name) => `kube-system/${name}-master-1`)) {
      const starts = [jumped, lived].map(({ after }) => after.starts.get(pod) ?? 0)
      expect(Math.abs(starts[0]! - starts[1]!), `${pod}: ${starts.join(', ')}`).toBeLessThanOrEqual(1)
      expect(starts[1]).toBeGreaterThan(5)
    }
    for (const service of ['reads', 'writes', 'users'] as const)
      expect(Math.abs(jumped.lost[service] - lived.lost[service]), service).toBeLessThan(apart)
  })

  it('over quiet months leaves a fault what it is: after ten minutes more in health it costs as much', () => {
    const later = measure(healthy, [at(0, 'restart users/kubectl')], healthy.world.now + seconds(600))
    expect(later.lost).toEqual(none)
    expect(toSeconds(later.after.world.now - healthy.world.now)).toBe(600)
    const lost = ({ world }: Settled) => {
      const places = [0, 3.5, 7].map(
        (afterS) => measure({ ...healthy, world }, [at(afterS, 'kill master-1/kube-apiserver')]).lost
      )
      return places.reduce((sum, { writes }) => sum + writes, 0) / places.length
    }
    expect(Math.abs(lost(later.after) - lost(healthy))).toBeLessThan(1)
  })
})

describe('a cluster that has settled', () => {
  it.each([
    ['kill master-1/etcd', 0],
    ['kill worker-1/kubelet', 10]
  ])('loses in the next minutes what it is said to lose: %s', (line, againS) => {
    const script = [at(2.5, line), ...(againS > 0 ? [at(2.5 + againS, line.replace('kill', 'restart'))] : [])]
    const known = measure(healthy, script)
    const lived = measure(healthy, script, healthy.world.now + seconds(known.durationS + 90))
    expect(known.settled).toBe(true)
    for (const service of ['reads', 'writes', 'users'] as const) {
      const later = known.lost[service] + known.share[service] * (lived.durationS - known.durationS)
      expect(Math.abs(later - lived.lost[service]), service).toBeLessThan(0.5)
    }
  })

  it('whose pods wait to be driven away is jumped to that, without another loss', () => {
    const known = measure(healthy, [at(0, 'crash worker-1')])
    const simulated = toSeconds(known.after.world.now - healthy.world.now)
    expect([known.durationS > 300, simulated < 150]).toEqual([true, true])
  })
})

describe('what no single fault is', () => {
  it('lets the certificates of controllers run out: who is lost then stays in the Services until they are renewed', () => {
    const expired = measure(healthy, [at(0, 'expire controllers')])
    expect([expired.lost, expired.share]).toEqual([none, none])
    const crashed = measure(expired.after, [at(0, 'crash worker-1')])
    expect(crashed.share.users).toBeGreaterThan(0.02)
    expect(measure(crashed.after, [at(0, 'renew controllers')]).share).toEqual(none)
  })

  it('loses the data of all masters, and restores a snapshot: users have what it knew', () => {
    const lost = measure(healthy, [at(0, 'lose-data')])
    expect([lost.settled, lost.share]).toEqual([true, { reads: 0, writes: 0, users: 1 }])
    const restored = measure(lost.after, [at(0, 'restore-data')])
    expect([restored.settled, restored.share]).toEqual([true, none])
    expect(restored.lost.users).toBeGreaterThan(10)
  })
})

describe('a laboratory', () => {
  it('gives the same for a way, whatever it measured before', () => {
    const ways = [
      { from: [], script: [at(0, 'kill master-1/etcd')] },
      { from: ['power worker-2' as const], script: [at(5.25, 'kill master-1/kube-apiserver')] }
    ]
    const [first, second] = [new Laboratory(cluster, 1), new Laboratory(cluster, 1)]
    const given = ways.map((way) => first.measure(way))
    expect([second.measure(ways[1]!), second.measure(ways[0]!)].reverse()).toEqual(given)
    expect(first.measure(ways[0]!)).toEqual(given[0])
    expect(given[0]!.settled && given[1]!.settled).toBe(true)
  })
})
