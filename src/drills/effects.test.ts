import { expect, test } from 'vitest'
import { drillOf } from './all'
import { effectOf } from './effect'

/** Of which measures a run says yes (y) or no (n), in their order. */
const measured = (id: string, remedy = '') => {
  const effect = effectOf(drillOf(id)!, remedy)
  if (!effect.ok) throw new Error(effect.error)
  return effect.value.measures.map(({ holds }) => (holds ? 'y' : 'n')).join('')
}

test('a full etcd is of use again when all members were defragmented, not one', () => {
  expect(measured('outage-etcd-full', 'one-member')).toBe('nnny')
  expect(measured('outage-etcd-full', 'all-members')).toBe('yyyy')
})

test('after a year and a day: a renewed master alone takes the nodes for lost, with the kubelets all is well', () => {
  expect(measured('outage-year-and-a-day')).toBe('nnnyy')
  expect(measured('outage-year-and-a-day', 'masters')).toBe('nynnn')
  expect(measured('outage-year-and-a-day', 'kubelets')).toBe('yyyyy')
})

test('a webhook for everything lets nodes be taken for lost, unless leases are left out', () => {
  expect(measured('outage-webhook')).toBe('nyy')
  expect(measured('outage-webhook', 'leases')).toBe('yyy')
})

test('a label that goes away takes the routes along; it alone brings them back, or it is not asked for', () => {
  expect(measured('outage-label')).toBe('yyn')
  expect(measured('outage-label', 'restart')).toBe('yyn')
  expect(measured('outage-label', 'restore')).toBe('yyy')
  expect(measured('outage-label', 'selector')).toBe('yyy')
})

test('routes that are taken away come back with the agent, or when somebody looks', () => {
  expect(measured('outage-routes')).toBe('ynn')
  expect(measured('outage-routes', 'restart')).toBe('yyn')
  expect(measured('outage-routes', 'foreign')).toBe('yyy')
})

test('what is no remedy is refused', () => {
  expect(effectOf(drillOf('outage-etcd-full')!, 'pray')).toMatchObject({
    ok: false,
    error: "Outage 'outage-etcd-full' has no remedy 'pray'."
  })
})
