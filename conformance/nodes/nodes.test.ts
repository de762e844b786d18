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
  // A probe that succeeded is timed, in the buckets below which it took no longer.
  const probes = raw('metrics/probes')
  const about = 'container="app",namespace="default",pod="probed",probe_type="Liveness"'
  const [, times = ''] = new RegExp(`prober_probe_duration_seconds_count\\{${about}\\} (\\d+)`).exec(probes) ?? []
  expect(Number(times)).toBeGreaterThan(1)
  expect(probes).toContain(`prober_probe_duration_seconds_bucket{${about},le="+Inf"} ${times}\n`)
  expect(probes).toMatch(new RegExp(`probe_type="Liveness",result="successful"\\} ${times}\n`))
  expect(raw('metrics/cadvisor')).toMatch(
    /container_spec_memory_limit_bytes\{container="app",id="\/kubepods\.slice\/kubepods-burstable\.slice\/\S+",image="docker\.io\/library\/nginx:1\.27",name="\w{64}",namespace="default",pod="probed"\} 1\.00663296e\+08 \d+\n/
  )
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
