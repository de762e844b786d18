import { describe, expect, it } from 'vitest'
import { seconds, type Micros } from '../../base/time'
import { prepare, presetOf, type Scenario } from '../../scenarios'
import { createSimulation, type Simulation } from '../simulation'
import type { WaitKind, WaitView } from './types'
import { waitingOf } from './waiting'

function simulated(id: string, changes: Partial<Scenario> = {}): Simulation {
  const spec = prepare({ ...presetOf(id)!, ...changes })
  if (!spec.ok) throw new Error(spec.error)
  return createSimulation(spec.value)
}

function waits({ history }: Simulation, at: Micros, kind: WaitKind): WaitView[] {
  history.advance(at)
  return waitingOf(history.seek(at), history.timeline).filter((wait) => wait.kind === kind)
}

const factsAfter = ({ history }: Simulation, fact: string, from: Micros) =>
  history.timeline.facts.filter((found) => found.fact === fact && found.at > from)

describe('a countdown', () => {
  it('ends in what it foretells: election, DOWN, the lease of who died', () => {
    const simulation = simulated('ha-master-fails')
    const [election] = waits(simulation, seconds(10.4), 'election')
    const [check] = waits(simulation, seconds(15), 'check')
    const leases = waits(simulation, seconds(20), 'lease').filter(({ about }) => about.startsWith('master-1/'))
    simulation.history.advance(seconds(32))
    const campaign = simulation.history.timeline.moves.find(
      (seq) =>
        simulation.history.timeline.stateOf(seq) === 'preCandidate' && simulation.history.timeline.at(seq) > seconds(10)
    )!
    expect(simulation.history.timeline.at(campaign)).toBe(election!.dueAt)
    expect(check).toMatchObject({
      about: 'master-1/kube-apiserver',
      count: { done: 1, of: 3 },
      setting: 'haproxy-fall'
    })
    expect(factsAfter(simulation, 'lb-backend-down', seconds(10))[0]!.at).toBe(check!.dueAt)
    expect(leases).toHaveLength(4)
    for (const lock of ['kube-controller-manager', 'kube-scheduler']) {
      const [taken] = simulation.history.timeline.facts.filter(
        ({ fact, detail, at }) =>
          fact === 'leader-acquired' && at > seconds(10) && 'lock' in detail && detail.lock === lock
      )
      const due = leases.filter(({ about }) => about.endsWith(lock)).map(({ dueAt }) => dueAt)
      // A candidate looks every retry period, jittered.
      expect(taken!.at).toBeGreaterThanOrEqual(Math.min(...due))
      expect(taken!.at).toBeLessThan(Math.max(...due) + seconds(4.5))
    }
  })

  it('never stands at an instant that is past: a lease that has run out is waited for until the next try', () => {
    const simulation = simulated('ha-master-fails')
    const of = (at: Micros) => waits(simulation, at, 'lease').filter(({ about }) => about.startsWith('master-1/'))
    const due = Math.max(...of(seconds(20)).map(({ dueAt }) => dueAt))
    for (let at = seconds(20); at < seconds(32); at += seconds(0.25))
      for (const wait of waits(simulation, at, 'lease')) expect(wait.dueAt).toBeGreaterThan(at)
    const tries = waits(simulation, due + 1, 'lease').filter(({ setting }) => setting === 'leader-elect-retry-period')
    const taken = factsAfter(simulation, 'leader-acquired', due)[0]!.at
    expect(tries[0]!.dueAt).toBeLessThanOrEqual(taken)
    expect(taken - tries[0]!.dueAt).toBeLessThan(seconds(0.1))
  })

  it('follows a dead worker: grace period, then the tolerations of its pods', () => {
    const simulation = simulated('ha-worker-fails')
    const [grace] = waits(simulation, seconds(12), 'grace')
    expect(grace).toMatchObject({ about: 'worker-2', setting: 'node-monitor-grace-period' })
    const tolerations = waits(simulation, seconds(70), 'toleration')
    simulation.history.advance(seconds(380))
    const [notReady] = factsAfter(simulation, 'node-not-ready', seconds(10))
    expect(notReady!.at - grace!.dueAt).toBeGreaterThan(0)
    expect(notReady!.at - grace!.dueAt).toBeLessThan(seconds(6))
    const evicted = factsAfter(simulation, 'pod-evicted', seconds(10))
    expect(evicted.map(({ detail }) => 'pod' in detail && `pod:${detail.pod}`).sort()).toEqual(
      tolerations.map(({ about }) => about).sort()
    )
    for (const { at } of evicted) expect(at - tolerations[0]!.dueAt).toBeLessThan(seconds(0.5))
  })

  it('is none that is over, and none of who does not run; all begin before they end', () => {
    const simulation = simulated('ha-master-fails', {
      faults: ['10s crash master-1', '15s pause master-2', '22s crash worker-1']
    })
    for (let at = 1; at < 30; at += 0.7) {
      simulation.history.advance(seconds(at))
      for (const wait of waitingOf(simulation.history.seek(seconds(at)), simulation.history.timeline)) {
        expect(wait.startedAt).toBeLessThanOrEqual(wait.dueAt)
        if (at > 10) expect(wait.process).not.toMatch(/^master-1/)
        // What hangs, and a lock that nobody has looked at since it ran out, wait on beyond the end.
        if (wait.process.startsWith('master-2') || wait.kind === 'lease' || wait.kind === 'grace') continue
        expect(wait.dueAt, wait.id).toBeGreaterThanOrEqual(seconds(at))
      }
    }
  })

  it('runs for a pod whose image is not to be had, until it is tried again', () => {
    const simulation = simulated('kubectl-run', { commands: ['1s kubectl run bad --image=registry.k8s.io/missing:1'] })
    const { history } = simulation
    const [wait] = waits(simulation, seconds(8), 'back-off').filter(({ about }) => about === 'pod:default/bad')
    const pulls = () =>
      history.timeline.logs.filter(({ text }) => text.startsWith('PullImage "registry.k8s.io/missing:1"'))
    expect(pulls().filter(({ at }) => at > seconds(8))).toEqual([])
    history.advance(seconds(40))
    const next = pulls().find(({ at, text }) => at > seconds(8) && !text.includes('failed'))!
    expect(next.at).toBeGreaterThanOrEqual(wait!.dueAt)
    expect(next.at - wait!.dueAt).toBeLessThan(seconds(15))
  })
})
