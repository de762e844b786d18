import { describe, expect, it } from 'vitest'
import type { EndpointSlice, Service } from '../../api/types'
import { boundTo, categorize } from './endpoints'

const slice = (
  endpoints: readonly {
    ip: string
    node: string
    zone?: string
    forNode?: string
    ready?: boolean
    leaving?: boolean
  }[]
) =>
  [
    {
      ports: [{ name: '', port: 80 }],
      endpoints: endpoints.map(({ ip, node, zone, forNode, ready = true, leaving = false }) => ({
        addresses: [ip],
        conditions: { ready, serving: ready || leaving, terminating: leaving },
        nodeName: node,
        ...((zone !== undefined || forNode !== undefined) && {
          hints: { ...(zone && { forZones: [{ name: zone }] }), ...(forNode && { forNodes: [{ name: forNode }] }) }
        })
      }))
    }
  ] as unknown[] as EndpointSlice[]
const service = (spec: object = {}) => ({ metadata: { name: 'web' }, spec }) as Partial<Service> as Service
const ips = (found: readonly { ip: string }[] | undefined) => found?.map(({ ip }) => ip)
const at = (node: string, zone: string) => ({ node, zone })

describe('which endpoints a node sends to', () => {
  it('those of its zone or its node, if every one has a hint and one is for it', () => {
    const zoned = slice([
      { ip: '1', node: 'x', zone: 'a', forNode: 'x' },
      { ip: '2', node: 'y', zone: 'a', forNode: 'y' },
      { ip: '3', node: 'z', zone: 'b', forNode: 'z' }
    ])
    expect(boundTo(service(), zoned)).toBe('node')
    expect(ips(categorize(service(), zoned, '', true, at('x', 'a')).endpoints)).toEqual(['1'])
    expect(ips(categorize(service(), zoned, '', true, at('w', 'a')).endpoints)).toEqual(['1', '2'])
    expect(ips(categorize(service(), zoned, '', true, at('w', 'c')).endpoints)).toEqual(['1', '2', '3'])
    const half = slice([
      { ip: '1', node: 'x', zone: 'a' },
      { ip: '2', node: 'y' }
    ])
    expect(ips(categorize(service(), half, '', true, at('x', 'a')).endpoints)).toEqual(['1', '2'])
  })

  it('those of its own by a Local policy, those that leave if there are no others', () => {
    const its = slice([
      { ip: '1', node: 'x' },
      { ip: '2', node: 'y', ready: false, leaving: true }
    ])
    const local = service({ externalTrafficPolicy: 'Local', internalTrafficPolicy: 'Local' })
    expect(ips(categorize(local, its, '', true, at('x', '')).external)).toEqual(['1'])
    expect(ips(categorize(local, its, '', true, at('y', '')).internal)).toEqual(['2'])
    expect(ips(categorize(local, its, '', true, at('z', '')).internal)).toEqual([])
    expect(categorize(service(), its, '', true, at('x', ''))).toEqual({
      endpoints: [{ ip: '1', port: 80, node: 'x', pod: '' }]
    })
  })
})
