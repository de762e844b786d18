import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { prepare, presetOf, type Scenario } from '../../../scenarios'
import { createSimulation, type Simulation } from '../../simulation'
import type { PillView } from '../../view/types'
import type { Timeline } from '../../timeline/timeline'
import { changesUntil } from './changes'
import { Works, worksAt } from './works'

function simulated(id: string, changes: Partial<Scenario>, untilS: number): Simulation {
  const spec = prepare({ ...presetOf(id)!, ...changes })
  if (!spec.ok) throw new Error(spec.error)
  const simulation = createSimulation(spec.value)
  simulation.history.advance(seconds(untilS))
  return simulation
}
const byId = (pills: readonly PillView[]) => Object.fromEntries(pills.map((pill) => [pill.id, pill]))
const statuses = (simulation: Simulation, atS: number) =>
  Object.fromEntries(worksAt(simulation, seconds(atS)).pills.map(({ id, status }) => [id, status]))
const acting = ['new-pods', 'scaling', 'healing', 'rescheduling']

describe('what works right now', () => {
  it('is all of it in a healthy cluster, without a gap', () => {
    const { pills, open } = worksAt(simulated('ha-master-fails', { faults: [] }, 6), seconds(5))
    expect(open).toBe(0)
    expect(pills.filter(({ status, since }) => status !== 'all' || since !== 'always')).toEqual([])
  })

  it('follows the story of a dead master: a part of the connections, and nobody acts until the leases run out', () => {
    const simulation = simulated('ha-master-fails', {}, 41)
    const works = new Works()
    const at = (atS: number) => byId(worksAt(simulation, seconds(atS), works).pills)
    const [after, taken] = [at(15), at(40)]
    expect(after.users).toMatchObject({ status: 'all', since: 'always' })
    expect(after.reads).toMatchObject({ status: 'some', done: 2, of: 3 })
    // Of those whom the dead master does not swallow, even the first is answered: it waits for a leader.
    expect(after.reads!.since).toBe(seconds(10))
    for (const id of acting) expect(after[id]).toMatchObject({ status: 'none', since: seconds(10) })
    for (const pill of Object.values(taken)) expect(pill.status).toBe('all')
    const leader = simulation.history.timeline.facts.find(
      ({ fact, at: when }) => fact === 'leader-acquired' && when > seconds(10)
    )!
    expect(taken['new-pods']!.since).toBeGreaterThanOrEqual(leader.at - seconds(2))
  })

  it('is since a change at which it was otherwise before: asked there, the answers differ', () => {
    const simulation = simulated('ha-master-fails', { faults: ['5s pause master-2', '9s crash worker-1'] }, 31)
    const works = new Works()
    const { history } = simulation
    const changes = changesUntil(history.timeline, history.head, seconds(30))
    for (const pill of worksAt(simulation, seconds(30), works).pills) {
      if (pill.id === 'users' || typeof pill.since !== 'number') continue
      const before = changes[changes.indexOf(pill.since) - 1]!
      const then = byId(worksAt(simulation, before, works).pills)[pill.id]!
      const since = byId(worksAt(simulation, pill.since, works).pills)[pill.id]!
      expect([since.done, since.of], pill.id).toEqual([pill.done, pill.of])
      expect([then.done, then.of], pill.id).not.toEqual([pill.done, pill.of])
    }
  })

  it('does not ask a world for processes that begin after its instant', () => {
    const { timeline, head } = simulated('ha-master-fails', {}, 2).history
    const later = { ...timeline.lives[0]!, process: head.processes.length, at: seconds(2) }
    const facts: Timeline['facts'] = []
    expect(changesUntil({ facts, lives: [later] }, head, seconds(1))).toEqual([0])
  })

  it('is nothing when everything is down, hangs or is cut off', () => {
    for (const faults of [
      ['10s crash master-1', '10s crash worker-1', '10s crash worker-2', '10s crash worker-3'],
      ['10s pause master-1', '10s pause worker-1', '10s pause worker-2', '10s pause worker-3']
    ]) {
      const rows = statuses(simulated('single-master-fails', { faults }, 21), 18)
      for (const [id, status] of Object.entries(rows))
        expect(['none', 'unknown'], `${id} ${faults[0]}`).toContain(status)
    }
  })

  it('knows at the very start of a run what users met just before', () => {
    expect(statuses(simulated('ha-master-fails', {}, 1), 0)).toMatchObject({ users: 'all' })
  })

  it('without users’ machine is unknown where nobody can ask, and goes on where nobody needs to', () => {
    const rows = statuses(simulated('single-master-fails', { faults: ['10s crash users'] }, 15), 14)
    expect(rows).toMatchObject({ users: 'unknown', reads: 'unknown', scaling: 'unknown', restarts: 'all' })
  })

  it('is tried in slices, and shows nothing that was found at another instant', () => {
    const simulation = simulated('single-master-fails', {}, 31)
    const works = new Works()
    worksAt(simulation, seconds(5), works)
    const fresh = works.view(simulation, seconds(29))
    expect(fresh.pills.slice(1).every(({ status }) => status === 'asking')).toBe(true)
    const open: number[] = []
    while (works.step(simulation, seconds(29), 300)) open.push(works.view(simulation, seconds(29)).open)
    expect(open.length).toBeGreaterThan(7)
    expect(works.view(simulation, seconds(29))).toEqual(worksAt(simulation, seconds(29)))
  })

  it('leaves the run as it was', () => {
    const simulation = simulated('ha-worker-fails', {}, 20)
    const digest = simulation.history.timeline.digest()
    worksAt(simulation, seconds(15))
    expect(simulation.history.timeline.digest()).toBe(digest)
  })
})
