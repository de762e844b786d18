import { expect, it } from 'vitest'
import { seconds } from '../base/time'
import { createSimulation, inspect, objectTable } from '../sim'
import { formatLink, parseLink } from './link'
import { prepare } from './prepare'
import { presetOf } from './presets'

const scenario = presetOf('scheduler-scores')!

function runOf(given = scenario) {
  const spec = prepare(given)
  if (!spec.ok) throw new Error(spec.error)
  const { history } = createSimulation(spec.value)
  history.advance(seconds(10))
  return history
}

it('the document’s example: both nodes pass the filters, the one with more room scores higher and gets the pod', () => {
  const { head, timeline } = runOf()
  const { rows } = objectTable(head, 'pods')
  const pod = rows.find(({ cells }) => cells[1]!.startsWith('app-'))!
  const [placement] = inspect(head, timeline, pod.target)!.placements
  const passed = placement!.rows.filter(({ refused }) => refused === '')
  expect(passed.map(({ node }) => node).sort()).toEqual(['worker-1', 'worker-2'])
  expect(placement!.node).toBe('worker-1')
  expect(passed[0]!.total).toBeGreaterThan(passed[1]!.total)
  expect(placement!.at).toBeGreaterThanOrEqual(seconds(2))
})

it('a pod that fits on neither node is turned down by each', () => {
  const small = { 'worker-1': { cpu: 0.4 }, 'worker-2': { cpu: 0.3 } }
  const { head, timeline } = runOf({ ...scenario, cluster: { ...scenario.cluster, sizes: small } })
  const pod = objectTable(head, 'pods').rows.find(({ cells }) => cells[1]!.startsWith('app-'))!
  const [placement] = inspect(head, timeline, pod.target)!.placements
  const reasons = Object.fromEntries(placement!.rows.map(({ node, refused }) => [node, refused]))
  expect(reasons['worker-1']).toBe('Insufficient cpu')
  expect(reasons['worker-2']).toBe('Insufficient cpu')
  expect(placement!.node).toBe('')
})

it('sizes travel in links, and one of a machine that is not there is refused', () => {
  const sizes = { 'worker-2': { cpu: 8 } }
  const changed = { ...scenario, cluster: { ...scenario.cluster, sizes } }
  const link = parseLink(formatLink({ scenario: changed, playhead: 0, selection: '' }))
  expect(link).toMatchObject({ ok: true, value: { scenario: { cluster: { sizes } } } })
  expect(prepare({ ...scenario, cluster: { ...scenario.cluster, sizes: { 'worker-9': { cpu: 1 } } } })).toEqual({
    ok: false,
    error: "Size of 'worker-9': the cluster has no such machine."
  })
})
