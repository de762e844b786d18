import { describe, expect, it } from 'vitest'
import type { Node } from '../../api/types'
import type { ServiceRule } from '../linux/messages'
import { healthOf, type Health } from './health'

const local = (external: number): ServiceRule => ({
  namespace: 'px',
  name: 'web',
  portName: '',
  protocol: 'TCP',
  clusterIP: '10.96.0.7',
  port: 80,
  affinitySeconds: 0,
  endpoints: [],
  external: Array.from({ length: external }, (_, i) => ({ ip: `10.244.0.${i}`, port: 80, node: 'worker-1', pod: '' })),
  healthPort: 30_100
})
const health = (more: Partial<Health> = {}): Health => ({
  mode: 'iptables',
  now: 5_000_000,
  rules: [local(1)],
  syncedAt: 2_000_000,
  firstSyncAt: 1_000_000,
  node: undefined,
  ...more
})
const node = (taints: object[]): Node => ({ metadata: { name: 'worker-1' }, spec: { taints } }) as unknown as Node

describe('what kube-proxy answers', () => {
  it('takes a node that the autoscaler removes out of balancers, and lives on', () => {
    const going = health({ node: node([{ key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule' }]) })
    expect([healthOf(going, 10_256, '/healthz').code, healthOf(going, 10_256, '/livez').code]).toEqual([503, 200])
    expect(healthOf(health({ node: node([]) })).code).toBe(200)
  })

  it('is not healthy before its first sync, neither for itself nor for a Local Service', () => {
    const early = health({ syncedAt: 0, firstSyncAt: 0 })
    expect([healthOf(early).code, healthOf(early, 30_100).code]).toEqual([503, 503])
  })

  it('tells a balancer whether the node has endpoints', () => {
    expect(healthOf(health(), 30_100)).toEqual({
      code: 200,
      body: '{\n\t"service": {\n\t\t"namespace": "px",\n\t\t"name": "web"\n\t},\n\t"localEndpoints": 1,\n\t"serviceProxyHealthy": true\n}'
    })
    expect(healthOf(health({ rules: [local(0)] }), 30_100).code).toBe(503)
  })
})
