import { describe, expect, it } from 'vitest'
import type { Pod } from '../../../api/types'
import { hostsOf, resolvConfOf } from './network-files'

const pod = (spec: object): Pod =>
  ({ metadata: { name: 'web-0', namespace: 'shop' }, spec: { containers: [], ...spec } }) as unknown as Pod
const byCluster =
  'search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n'

describe('where a pod asks for names', () => {
  it.each<[string, object, string]>([
    ['the cluster first', {}, byCluster],
    [
      "its host's server on its host's network",
      { hostNetwork: true, dnsPolicy: 'ClusterFirst' },
      'nameserver 10.0.0.1\n'
    ],
    ['the cluster there too if it says so', { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }, byCluster],
    ["its host's server if it says so", { dnsPolicy: 'Default' }, 'nameserver 10.0.0.1\n'],
    [
      'only what it brings itself',
      {
        dnsPolicy: 'None',
        dnsConfig: { nameservers: ['1.2.3.4'], searches: ['corp'], options: [{ name: 'ndots', value: '2' }] }
      },
      'search corp\nnameserver 1.2.3.4\noptions ndots:2\n'
    ],
    [
      'both, its own options instead of the usual ones',
      { dnsConfig: { nameservers: ['1.2.3.4'], options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }] } },
      'search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\nnameserver 1.2.3.4\noptions ndots:2 edns0\n'
    ]
  ])('%s', (_, spec, expected) => {
    expect(resolvConfOf(pod(spec))).toBe(expected)
  })

  it('its hosts file has itself, by its whole name where it has one, and what it brings', () => {
    const own = hostsOf(pod({ hostname: 'web-0', subdomain: 'web' }), '10.244.1.7')
    expect(own).toMatch(/\n10\.244\.1\.7\tweb-0\.web\.shop\.svc\.cluster\.local\tweb-0\n$/)
    expect(hostsOf(pod({ hostNetwork: true }), '10.0.1.21')).not.toContain('web-0')
    expect(hostsOf(pod({ hostAliases: [{ ip: '1.2.3.4', hostnames: ['a', 'b'] }] }), '10.244.1.7')).toMatch(
      /\n# Entries added by HostAliases\.\n1\.2\.3\.4\ta\tb\n$/
    )
  })
})
