import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../api/types'
import type { DnsRecord } from '../linux/messages'
import { answerOf, type Sources } from './zone'

const metadata = (name: string, labels = {}) => ({ name, namespace: 'shop', labels })
const service = (name: string, spec: object): [string, KubeObject] => [
  `shop/${name}`,
  { apiVersion: 'v1', kind: 'Service', metadata: metadata(name), spec } as KubeObject
]
const ports = [{ name: 'http', port: 80, protocol: 'TCP' }]
const sources: Sources = {
  namespaces: new Map([['shop', {} as KubeObject]]),
  services: new Map([
    service('web', { clusterIP: '10.96.7.7', ports }),
    service('db', { clusterIP: 'None', ports }),
    service('empty', { clusterIP: 'None', ports }),
    service('far', { type: 'ExternalName', externalName: 'db.example.org' })
  ]),
  slices: new Map([
    [
      'shop/db-1',
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: metadata('db-1', { 'kubernetes.io/service-name': 'db' }),
        ports: [{ name: 'http', port: 8080 }],
        endpoints: [
          { addresses: ['10.244.1.9'], hostname: 'db-1', conditions: { ready: false } },
          { addresses: ['10.244.1.8'], hostname: 'db-0', conditions: { ready: true } },
          { addresses: ['10.244.2.4'], conditions: { ready: true } }
        ]
      } as unknown as KubeObject
    ]
  ])
}

const ask = (name: string, type: DnsRecord['type'] = 'A') => {
  const answer = answerOf({ name, type }, sources)
  return answer && (answer.rcode === 'NOERROR' ? answer.records.map(({ value }) => value) : answer.rcode)
}

describe("names of the cluster's zone", () => {
  it.each<[string, DnsRecord['type'], unknown]>([
    ['web.shop.svc.cluster.local', 'A', ['10.96.7.7']],
    ['WEB.shop.svc.cluster.local', 'A', ['10.96.7.7']],
    ['web.shop.svc.cluster.local', 'AAAA', []],
    ['db.shop.svc.cluster.local', 'A', ['10.244.1.8', '10.244.2.4']],
    ['db-0.db.shop.svc.cluster.local', 'A', ['10.244.1.8']],
    ['db-1.db.shop.svc.cluster.local', 'A', 'NXDOMAIN'],
    ['10-244-2-4.db.shop.svc.cluster.local', 'A', ['10.244.2.4']],
    ['empty.shop.svc.cluster.local', 'A', 'NXDOMAIN'],
    ['x.web.shop.svc.cluster.local', 'A', 'NXDOMAIN'],
    ['far.shop.svc.cluster.local', 'A', ['db.example.org']],
    ['nosuch.shop.svc.cluster.local', 'A', 'NXDOMAIN'],
    ['web.nosuch.svc.cluster.local', 'A', 'NXDOMAIN'],
    ['shop.svc.cluster.local', 'A', []],
    ['cluster.local', 'A', []],
    ['nonsense.cluster.local', 'A', 'NXDOMAIN'],
    ['10-1-2-3.shop.pod.cluster.local', 'A', ['10.1.2.3']],
    ['10-1-2-3.nosuch.pod.cluster.local', 'A', 'NXDOMAIN'],
    ['_http._tcp.web.shop.svc.cluster.local', 'SRV', ['0 100 80 web.shop.svc.cluster.local']],
    [
      '_http._tcp.db.shop.svc.cluster.local',
      'SRV',
      ['0 50 8080 db-0.db.shop.svc.cluster.local', '0 50 8080 10-244-2-4.db.shop.svc.cluster.local']
    ],
    ['_http._udp.web.shop.svc.cluster.local', 'SRV', 'NXDOMAIN'],
    ['7.7.96.10.in-addr.arpa', 'PTR', ['web.shop.svc.cluster.local']],
    ['8.1.244.10.in-addr.arpa', 'PTR', ['db-0.db.shop.svc.cluster.local']]
  ])('%s %s', (name, type, expected) => {
    expect(ask(name, type)).toEqual(expected)
  })

  it('leaves to others what is not of the cluster', () => {
    expect(ask('example.org')).toBeNull()
    expect(ask('1.0.168.192.in-addr.arpa', 'PTR')).toBeNull()
  })
})
