import { expect, it } from 'vitest'
import { compareEndpoint } from './endpoints'
import { sitBefore, typed } from './cluster'
import { kindsOf } from './logs'
import { compareObjects } from './objects'

it('answers what is asked of a kubelet in the recorded shape', () => {
  const cluster = sitBefore()
  const raw = (path: string) => typed(cluster, `kubectl get --raw '/api/v1/nodes/worker-1/proxy/${path}'`)
  expect(raw('healthz?verbose')).toBe(
    '[+]ping ok\n[+]log ok\n[+]syncloop ok\n[+]device-plugin ok\nhealthz check passed\n'
  )
  expect(raw('flagz')).toContain('only the following media types are accepted')
  const help = '# HELP node_memory_working_set_bytes [STABLE] Current working set of the node in bytes'
  expect(raw('metrics/resource')).toContain(`${help}\n# TYPE node_memory_working_set_bytes gauge\n`)
  const summary = JSON.parse(raw('stats/summary')) as { pods: { podRef: { name: string }; volume: object[] }[] }
  expect(summary.pods.map(({ podRef }) => podRef.name)).toEqual(expect.arrayContaining(['plain', 'probed']))
  expect(compareEndpoint('kubelet-livez.txt', '404\n404 page not found\n', raw('livez')).differences).toEqual([])
  const node = JSON.parse(typed(cluster, 'kubectl get node worker-1 -o json')) as {
    status: { runtimeHandlers: object[] }
  }
  expect(node.status.runtimeHandlers).toHaveLength(2)
})

it('compares objects by fields: what is of the moment must only be there', () => {
  const object = (metadata: object, more = {}) => ({ kind: 'Lease', metadata, ...more })
  const recorded = object({ name: 'worker-1', uid: 'a' }, { spec: { holderIdentity: 'worker-1' } })
  expect(compareObjects(recorded, object({ name: 'worker-1', uid: 'b' }, { spec: {} })).differences).toEqual([
    'spec.holderIdentity: want "worker-1", got nothing',
    'spec: want nothing, got {}'
  ])
})

it('takes lines of a kind together, and leaves those of pods to others', () => {
  const lease = (error: string) => `E controller.go:251] "Failed to update lease" err="${error}"`
  expect(kindsOf([lease('a'), lease('b'), 'I kubelet.go:2709] "SyncLoop ADD" source="api" pods=["a/b"]'])).toEqual([
    'E controller.go:251] "Failed to update lease" err'
  ])
})
