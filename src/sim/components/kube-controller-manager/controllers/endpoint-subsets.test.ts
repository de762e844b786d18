import { expect, test } from 'vitest'
import { Table } from '../../../../base/table'
import type { Pod, Service } from '../../../api/types'
import { addressesOf, subsetsOf } from './endpoint-subsets'

const pod = (name: string, ip: string, http?: number): [string, Pod] => [
  `default/${name}`,
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: name },
    spec: {
      nodeName: 'worker-1',
      containers: [{ name: 'c', image: 'i', ports: http === undefined ? [] : [{ name: 'http', containerPort: http }] }]
    },
    status: { phase: 'Running', podIP: ip, conditions: [{ type: 'Ready', status: 'True' }] }
  } as Pod
]

test('ports of the same pods stand together, and a pod in as many subsets as its ports make', () => {
  const ports = [
    { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' },
    { name: 'm', port: 9, targetPort: 9090, protocol: 'UDP' }
  ]
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { clusterIP: '10.96.0.9', ports }
  } as unknown as Service
  const pods = new Table<Pod>()
  for (const [key, one] of [pod('a', '10.0.0.1', 8080), pod('b', '10.0.0.2', 9090), pod('c', '10.0.0.3')])
    pods.set(key, one)
  const behind = { pods, news: { endpoints: { all: true, pods: new Set() } } } as unknown as Parameters<
    typeof addressesOf
  >[1]
  const subsets = subsetsOf(service, pods, addressesOf(service, behind, undefined, undefined))
  const told = subsets.map(({ ports = [], addresses = [] }) => [
    ports.map(({ name, port }) => `${name}:${port}`).join(),
    addresses.map(({ ip }) => ip).join()
  ])
  expect(told.sort()).toEqual([
    ['http:8080', '10.0.0.1'],
    ['http:9090', '10.0.0.2'],
    ['m:9090', '10.0.0.1,10.0.0.2,10.0.0.3']
  ])
})
