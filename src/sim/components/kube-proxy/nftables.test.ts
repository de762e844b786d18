import { describe, expect, it } from 'vitest'
import recorded from '../../../../conformance/data/kube-proxy/nft-list-ruleset.txt?raw'
import type { ServiceRule } from '../linux/messages'
import { nftListRuleset } from './nftables'

const at = (ips: readonly string[], port = 8080) => ips.map((ip) => ({ ip, port, node: 'worker-1', pod: '' }))
const web = ['10.244.0.144', '10.244.0.145', '10.244.0.148']
const service = (name: string, clusterIP: number | string, rest: Partial<ServiceRule> = {}): ServiceRule => ({
  namespace: 'px',
  name,
  portName: '',
  protocol: 'TCP',
  clusterIP: typeof clusterIP === 'number' ? `10.96.100.${clusterIP}` : clusterIP,
  port: 80,
  affinitySeconds: 0,
  endpoints: at(web),
  ...rest
})
/** The Services of the recorded node, which holds none of their pods. */
const services = [
  service('kubernetes', '10.96.0.1', {
    namespace: 'default',
    portName: 'https',
    port: 443,
    endpoints: at(['10.0.0.11'], 6443)
  }),
  service('s-cip3', 1),
  service('s-cip1', 2, { endpoints: at(['10.244.0.149']) }),
  service('s-cip0', 3, { endpoints: [] }),
  service('s-aff', 4, { affinitySeconds: 600 }),
  service('s-np', 5, { nodePort: 30080 }),
  service('s-np0', 6, { nodePort: 30081, endpoints: [] }),
  service('s-lb', 7, { nodePort: 30082, addresses: [{ ip: '10.0.9.1', kind: 'external IP' }] }),
  service('s-lbsrc', 8, {
    nodePort: 30083,
    addresses: [{ ip: '10.0.9.2', kind: 'loadbalancer IP' }],
    sourceRanges: ['10.0.0.2/32', '192.168.0.0/16']
  }),
  service('s-lbproxy', 9, { nodePort: 30084 }),
  service('s-ext', 10, { addresses: [{ ip: '10.0.9.9', kind: 'external IP' }] }),
  service('s-etplocal', 11, {
    nodePort: 30085,
    addresses: [{ ip: '10.0.9.4', kind: 'external IP' }],
    endpoints: at(['10.244.0.146']),
    external: []
  }),
  service('s-itplocal', 12, { endpoints: at(['10.244.0.146']), internal: [] }),
  service('s-named', 13, { portName: 'web' }),
  service('s-named', 13, { portName: 'echo', port: 7070, endpoints: at(web, 7070) }),
  service('s-udp', 14, { portName: 'dns', protocol: 'UDP', port: 53, endpoints: at(web, 5353) }),
  service('s-noselector', 15, { endpoints: at(['10.0.0.2']) }),
  service('s-traffic-close', 16),
  service('s-dead', 17, { portName: 'gone', endpoints: at(['10.244.0.250']) }),
  service('s-dead', 17, { portName: 'closed', port: 81, endpoints: at(['10.244.0.250'], 9999) }),
  service('s-ss', 30, { portName: 'http', endpoints: [] }),
  service('s-ss', 30, { portName: 'echo', port: 7070, endpoints: [] }),
  service('s-ssudp', 31, { portName: 'u', protocol: 'UDP', port: 53, endpoints: [] })
]

/** The kernel lists chains and elements in an order of its own: each by itself, sorted. */
function partsOf(text: string): string[] {
  const whole = text.replace(/\n\s+elements = \{ 10\.0\.1\.22 expires [^}]*\}/, '')
  return whole
    .split(/\n(?=\t(?:set|map|chain) )/)
    .map((part) => part.replace(/\s*\n\}\s*$/, '').trim())
    .map((part) => {
      const [head, elements] = part.split('elements = {')
      if (elements === undefined) return part
      const each = elements
        .replace(/\}\s*\}$/, '')
        .split(',')
        .map((one) => one.trim())
      return `${head!.trim()} ${each.sort().join(', ')}`
    })
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .sort()
}

describe('nft list ruleset', () => {
  const text = nftListRuleset(services, { pods: '10.244.0.0/16', services: '10.96.0.0/12', node: '10.0.1.22' })

  it('holds what the recorded node’s kernel held', () => expect(partsOf(text)).toEqual(partsOf(recorded)))

  it('keeps what comes from outside to a Local Service on the node', () => {
    const local = service('s-etplocal', 11, { nodePort: 30085, endpoints: at(web), external: at(['10.244.0.146']) })
    const its = nftListRuleset([local], { pods: '10.244.0.0/16', services: '10.96.0.0/12', node: '10.0.1.21' })
    expect(its).toContain('\t\tgoto local-ZASHV46Y-px/s-etplocal/tcp/')
    expect(its).toContain('dnat ip to numgen random mod 1 map { 0 : 10.244.0.146 . 8080 }')
  })
})
