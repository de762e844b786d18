import { describe, expect, it } from 'vitest'
import type { EndpointSlice, KubeObject } from '../../../api/types'
import { ControllerLab } from '../../../testing/lab'

const service = (selector?: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'db', namespace: 'default' },
  spec: { ports: [{ port: 5432 }], ...(selector && { selector }) }
})

const endpoints = (ips: readonly string[], labels: Readonly<Record<string, string>> = {}) =>
  ({
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'db', namespace: 'default', labels },
    subsets: [{ addresses: ips.map((ip) => ({ ip })), ports: [{ port: 5432, protocol: 'TCP' }] }]
  }) as KubeObject

const mirrored = (its: ControllerLab) =>
  its
    .list<EndpointSlice>('endpointslices')
    .filter(({ metadata }) => metadata.labels?.['endpointslice.kubernetes.io/managed-by']?.includes('mirroring'))

const addresses = (its: ControllerLab) =>
  mirrored(its).map((slice) => `${slice.addressType} ${slice.endpoints.map(({ addresses: [ip] }) => ip).join(' ')}`)

describe('Endpoints that a person writes', () => {
  const lab = () => new ControllerLab().until(5).namespace('default')

  it('are a slice of each family, which follows them', () => {
    const its = lab()
      .put('services', service())
      .put('endpoints', endpoints(['10.0.0.1', 'fd00::1']))
      .run(2)
    expect(addresses(its).sort()).toEqual(['IPv4 10.0.0.1', 'IPv6 fd00::1'])
    its.put('endpoints', endpoints(['10.0.0.1', '10.0.0.2'])).run(2)
    expect(addresses(its)).toEqual(['IPv4 10.0.0.1 10.0.0.2'])
    its.remove('endpoints', 'default', 'db').run(2)
    expect(addresses(its)).toEqual([])
  })

  it('are none where a label or a selector says so', () => {
    const skip = { 'endpointslice.kubernetes.io/skip-mirror': 'true' }
    const skipped = lab()
      .put('services', service())
      .put('endpoints', endpoints(['10.0.0.1'], skip))
      .run(2)
    expect(addresses(skipped)).toEqual([])
    const selecting = lab()
      .put('services', service({ app: 'db' }))
      .put('endpoints', endpoints(['10.0.0.1']))
      .run(2)
    expect(addresses(selecting)).toEqual([])
  })
})
