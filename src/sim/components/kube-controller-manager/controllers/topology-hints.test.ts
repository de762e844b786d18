import { describe, expect, it } from 'vitest'
import type { EndpointSlice, Node, Service } from '../../../api/types'
import type { Endpoint } from './slice-endpoints'
import { hintsFor } from './topology-hints'

const node = (name: string, zone: string, cpu = '4') =>
  ({
    kind: 'Node',
    metadata: { name, labels: { 'topology.kubernetes.io/zone': zone } },
    status: { conditions: [{ type: 'Ready', status: 'True' }], allocatable: { cpu } }
  }) as Partial<Node> as Node
const service = (more: object, annotations: Record<string, string> = {}) =>
  ({ metadata: { name: 'web', namespace: 'default', annotations }, spec: more }) as Partial<Service> as Service
const auto = service({}, { 'service.kubernetes.io/topology-mode': 'Auto' })
const endpoint = (name: string, zone: string, ready = true): Endpoint => ({
  addresses: [name],
  conditions: { ready, serving: ready, terminating: false },
  nodeName: `node-${zone}`,
  zone,
  targetRef: { kind: 'Pod', name, uid: name }
})
const group = (endpoints: readonly Endpoint[]) => [
  { ports: [], endpoints: new Map(endpoints.map((one) => [one.targetRef!.uid!, one])) }
]
const zones = (found: ReturnType<typeof hintsFor>) =>
  [...found.groups[0]!.endpoints.values()].map(({ hints }) => hints?.forZones?.[0]?.name ?? '-').join('')
const nodes = [node('a', 'a'), node('b', 'b')]

describe('hints of endpoints', () => {
  it('are the own zone, or the own node, where a Service prefers what is near', () => {
    const its = group([endpoint('1', 'a'), endpoint('2', 'b'), endpoint('3', 'b', false)])
    expect(zones(hintsFor(service({ trafficDistribution: 'PreferSameZone' }), its, [], () => nodes, false))).toBe('ab-')
    const found = hintsFor(service({ trafficDistribution: 'PreferSameNode' }), its, [], () => nodes, false)
    expect(found.groups[0]!.endpoints.get('1')!.hints).toEqual({
      forZones: [{ name: 'a' }],
      forNodes: [{ name: 'node-a' }]
    })
    expect(hintsFor(service({}), its, [], () => nodes, false).groups).toBe(its)
  })

  it('share endpoints by the CPU of zones, where that is asked for, and say so once', () => {
    const its = group(['1', '2', '3', '4'].map((name, i) => endpoint(name, i < 3 ? 'a' : 'b')))
    const found = hintsFor(auto, its, [], () => nodes, false)
    expect(zones(found)).toBe('baab')
    expect(found.events).toEqual([
      {
        type: 'Normal',
        reason: 'TopologyAwareHintsEnabled',
        message: 'Topology Aware Hints has been enabled, addressType: IPv4'
      }
    ])
    const standing = [
      { endpoints: [...found.groups[0]!.endpoints.values()] }
    ] as Partial<EndpointSlice>[] as EndpointSlice[]
    const again = hintsFor(auto, its, standing, () => nodes, true)
    expect([zones(again), again.events]).toEqual(['baab', []])
  })

  it('are given up where zones would be overloaded, or not enough is known', () => {
    const messageOf = (its: readonly Endpoint[], known = nodes) =>
      hintsFor(auto, group(its), [], () => known, false).events.map(({ reason, message }) => `${reason} ${message}`)
    expect(messageOf([endpoint('1', 'a')])).toEqual([
      'TopologyAwareHintsDisabled Insufficient number of endpoints (1 endpoints, 2 zones), addressType: IPv4'
    ])
    expect(
      messageOf([endpoint('1', 'a'), endpoint('2', 'b')], [node('a', 'a'), node('b', 'b'), node('c', '')])
    ).toEqual([
      'TopologyAwareHintsDisabled Insufficient Node information: allocatable CPU or zone not specified on one or more nodes, addressType: IPv4'
    ])
    const uneven = [node('a', 'a', '10'), node('b', 'b', '1'), node('c', 'c', '1')]
    expect(messageOf([endpoint('1', 'a'), endpoint('2', 'b'), endpoint('3', 'c')], uneven)).toEqual([
      'TopologyAwareHintsDisabled Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (3 endpoints, 3 zones), addressType: IPv4'
    ])
  })
})
