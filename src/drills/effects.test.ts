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
  expect(measured('outage-year-and-a-day', 'masters')).toBe('nynnn')
  expect(measured('outage-year-and-a-day', 'kubelets')).toBe('yyyyy')
})

test('a webhook for everything lets no node be taken for lost if leases are left out', () => {
  expect(measured('outage-webhook', 'leases')).toBe('yyy')
})

test('a label that went away brings the routes back when it is put back, a restart of the agents does not', () => {
  expect(measured('outage-label', 'restart')).toBe('yyn')
  expect(measured('outage-label', 'restore')).toBe('yyy')
})

test('routes that were taken away come back with the agents', () => {
  expect(measured('outage-routes', 'restart')).toBe('yyn')
})

test('telemetry is harmless on the small cluster, with seats of its own on the large one, and where lists are streamed', () => {
  expect(measured('outage-telemetry', 'small')).toBe('yyy')
  expect(measured('outage-telemetry', 'apf')).toBe('yyy')
  // What the agents ask for at a time does not fit into the machine: not if it is streamed, or with a larger machine.
  expect(measured('outage-telemetry', 'release')).toBe('yyy')
})

test('proxies that met null endpoints route again when those are gone and they are started anew, in that order', () => {
  expect(measured('outage-endpoints', 'restart')).toBe('yn')
  expect(measured('outage-endpoints', 'order')).toBe('yy')
})

test('what is no remedy is refused', () => {
  expect(effectOf(drillOf('outage-etcd-full')!, 'pray')).toMatchObject({
    ok: false,
    error: "Outage 'outage-etcd-full' has no remedy 'pray'."
  })
})
