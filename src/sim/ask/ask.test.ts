import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seconds } from '../../base/time'
import { prepare, presetOf, type Scenario } from '../../scenarios'
import { createSimulation, type Simulation } from '../simulation'
import type { ImpactView } from '../view/types'
import { Asker, impactAt } from './asker'

function simulated(id: string, changes: Partial<Scenario>, untilS: number): Simulation {
  const spec = prepare({ ...presetOf(id)!, ...changes })
  if (!spec.ok) throw new Error(spec.error)
  const simulation = createSimulation(spec.value)
  simulation.history.advance(seconds(untilS))
  return simulation
}
/** Two workers and one Service. */
const small: Partial<Scenario> = {
  cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
  workloads: presetOf('single-master-fails')!.workloads.slice(2)
}
const byId = (rows: readonly ImpactView[]) => Object.fromEntries(rows.map(({ id, status }) => [id, status]))
const statuses = (simulation: Simulation, atS: number) => byId(impactAt(simulation, seconds(atS)).rows)
const idsOf = (rows: Record<string, string>, ...wanted: string[]) =>
  Object.keys(rows).filter((id) => wanted.includes(rows[id]!))

describe('what works', () => {
  it('is everything in a healthy cluster, with evidence', () => {
    const { rows, open } = impactAt(simulated('ha-master-fails', { faults: [] }, 6), seconds(5))
    expect(open).toBe(0)
    expect(rows.filter(({ status }) => status !== 'ok')).toEqual([])
    const evidence = Object.fromEntries(rows.map((row) => [row.id, row.evidence]))
    expect(evidence['running-pods']).toBe('18 of 18 pods behind the Services answered users')
    expect(evidence['new-deployments']).toMatch(/lab-question .*: a pod was bound to worker-\d after 0\.\d s and ready/)
    expect(evidence['pod-restart']).toMatch(/a killed container of default\/\S+ ran again after \d\.\d s/)
    expect(evidence['node-heartbeats']).toMatch(/^6 of 6 nodes/)
  })

  it('without the only master: what runs serves and restarts, nothing changes, nobody knows', () => {
    const rows = statuses(simulated('single-master-fails', {}, 30), 29)
    expect(idsOf(rows, 'ok')).toEqual(['running-pods', 'services', 'pod-restart', 'resilience'])
    expect(idsOf(rows, 'degraded')).toEqual(['recovery-time'])
    expect(idsOf(rows, 'unknown')).toEqual([
      'failed-worker-pods',
      'pod-rescheduling',
      'other-workers',
      'failure-detection',
      'decision-making'
    ])
  })

  it('without one master of three: requests through it fail at the instant itself, a write waits for the next leader; all works later', () => {
    const simulation = simulated('ha-master-fails', {}, 61)
    const atOnce = statuses(simulation, 10)
    expect(atOnce).toMatchObject({ services: 'ok', 'api-requests': 'degraded' })
    expect(idsOf(atOnce, 'failed', 'degraded', 'unknown').length).toBeGreaterThan(3)
    const later = statuses(simulation, 60)
    expect(idsOf(later, 'failed', 'unknown')).toEqual([])
    // The master is a Node, and for a while not yet NotReady.
    expect(idsOf(later, 'degraded')).toEqual(['failure-detection', 'manual-intervention', 'node-heartbeats'])
  })

  it('without a worker: a part of the users fails until its pods are no endpoints any more', () => {
    const simulation = simulated('single-worker-fails', {}, 121)
    expect(statuses(simulation, 30)).toMatchObject({
      'running-pods': 'degraded',
      services: 'degraded',
      'node-heartbeats': 'degraded',
      'new-deployments': 'ok',
      'failure-detection': 'degraded'
    })
    expect(statuses(simulation, 120)).toMatchObject({
      services: 'ok',
      'running-pods': 'degraded',
      'pod-rescheduling': 'degraded',
      'failure-detection': 'ok'
    })
  })

  it('is nothing when everything is down: no row is green', () => {
    for (const faults of [
      ['10s crash master-1', '10s crash worker-1', '10s crash worker-2'],
      ['10s kill master-1', '10s kill worker-1', '10s kill worker-2'],
      ['10s pause master-1', '10s pause worker-1', '10s pause worker-2'],
      ['10s crash master-1', '10s crash worker-1', '10s crash worker-2', '10s crash users']
    ]) {
      const rows = statuses(simulated('single-master-fails', { ...small, faults }, 19), 18)
      expect(idsOf(rows, 'ok', 'degraded', 'asking'), faults.join(', ')).toEqual([])
    }
  })

  it('is told after a total loss as it is: what runs goes on, the API knows of nothing', () => {
    const faults = ['10s crash master-1', '11s lose-disk master-1', '40s restart master-1']
    const simulation = simulated('single-master-fails', { ...small, faults }, 61)
    const rows = statuses(simulation, 60)
    expect(rows).toMatchObject({ scaling: 'unknown', 'self-healing': 'unknown', 'pod-rescheduling': 'unknown' })
    // Nobody else was there to disagree with.
    expect(simulation.breaches).toEqual([])
  })

  it('without pods, users and Services is what nodes and control plane can do', () => {
    const rows = statuses(simulated('kubectl-run', { commands: [], workloads: [] }, 6), 5)
    expect(idsOf(rows, 'unknown')).toEqual([
      'running-pods',
      'services',
      'scaling',
      'pod-restart',
      'self-healing',
      'pod-rescheduling',
      'recovery-time',
      'resilience',
      'service-discovery'
    ])
    expect(rows).toMatchObject({ 'new-deployments': 'ok', kubectl: 'ok', 'etcd-quorum': 'ok' })
  })
})

describe('a question', () => {
  it('is answered in slices, row by row; an open row says so and shows nothing old', () => {
    const simulation = simulated('single-master-fails', { ...small, faults: [] }, 6)
    const asker = new Asker()
    const at = seconds(5)
    expect(asker.table(simulation, at).rows.every(({ status }) => status === 'asking')).toBe(true)
    const open: number[] = []
    while (asker.step(simulation, at, 500)) open.push(asker.table(simulation, at).open)
    expect(open.length).toBeGreaterThan(10)
    expect(open).toEqual([...open].sort((a, b) => b - a))
    expect(asker.table(simulation, at)).toEqual(impactAt(simulation, at))
  })

  it('is answered once: again, and on another branch with the same past, it is known', () => {
    const planned = simulated('single-master-fails', small, 6)
    const healthy = simulated('single-master-fails', { ...small, faults: [] }, 6)
    const otherSeed = simulated('single-master-fails', { ...small, seed: 2 }, 6)
    const asker = new Asker()
    const before = impactAt(planned, seconds(5), asker)
    expect(asker.step(planned, seconds(5), 1)).toBe(false)
    // What is planned for later is no part of the instant.
    expect(asker.table(healthy, seconds(5))).toEqual(before)
    expect(asker.table(planned, seconds(4)).open).toBeGreaterThan(0)
    expect(asker.table(otherSeed, seconds(5)).open).toBeGreaterThan(0)
  })

  it('leaves the run as it was, whenever it is asked', () => {
    const untouched = simulated('ha-worker-fails', small, 20).history.timeline.digest()
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 19_999 }), { minLength: 1, maxLength: 3 }), (instants) => {
        const simulation = simulated('ha-worker-fails', small, 0)
        for (const at of instants.sort((a, b) => a - b)) {
          simulation.history.advance(at * 1_000)
          const asked = simulation.history.timeline.digest()
          const asker = new Asker()
          for (let i = 0; i < 8 && asker.step(simulation, at * 1_000, 400); i++);
          asker.table(simulation, at * 1_000)
          expect(simulation.history.timeline.digest()).toBe(asked)
        }
        simulation.history.advance(seconds(20))
        expect(simulation.history.timeline.digest()).toBe(untouched)
      }),
      { numRuns: 3, seed: 1 }
    )
  }, 120_000)
})
