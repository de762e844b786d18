import { expect, it } from 'vitest'
import { ipvsadmSave, virtualServers } from './ipvs'

it('prints a virtual server for each Service and a real one for each endpoint', () => {
  const endpoint = (ip: string) => ({ ip, port: 8080, node: 'worker-1', pod: 'default/web-1' })
  const web = {
    namespace: 'default',
    name: 'web',
    portName: '',
    protocol: 'TCP',
    clusterIP: '10.96.3.4',
    port: 80,
    affinitySeconds: 10_800,
    endpoints: [endpoint('10.244.0.5'), endpoint('10.244.1.6')]
  } as const
  expect(
    ipvsadmSave([web, { ...web, protocol: 'UDP', clusterIP: '10.96.0.10', affinitySeconds: 0, endpoints: [] }], '')
  ).toBe(
    `-A -t 10.96.3.4:80 -s rr -p 10800
-a -t 10.96.3.4:80 -r 10.244.0.5:8080 -m -w 1
-a -t 10.96.3.4:80 -r 10.244.1.6:8080 -m -w 1
-A -u 10.96.0.10:80 -s rr
`
  )
})

it('answers at the node’s port by the policy of outside traffic, and at the cluster’s by that of its own', () => {
  const endpoint = (ip: string, node: string) => ({ ip, port: 80, node, pod: 'default/web' })
  const [here, there] = [endpoint('10.244.0.5', 'worker-1'), endpoint('10.244.1.6', 'worker-2')]
  const rule = {
    namespace: 'default',
    name: 'web',
    portName: '',
    protocol: 'TCP',
    clusterIP: '10.96.3.4',
    port: 80,
    nodePort: 30_080,
    affinitySeconds: 0,
    addresses: [{ ip: '203.0.113.9', kind: 'loadbalancer IP' }],
    endpoints: [here, there],
    external: [here]
  } as const
  expect(virtualServers([rule], '10.0.1.21').map(({ ip, port, endpoints }) => [ip, port, endpoints.length])).toEqual([
    ['10.96.3.4', 80, 2],
    ['203.0.113.9', 80, 1],
    ['10.0.1.21', 30_080, 1]
  ])
})
