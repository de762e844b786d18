import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../api/types'
import { mayAsk, mayBeAsked } from '../linux/network/policy'
import { policiesOf } from './policies'

const pod = (namespace: string, name: string, ip: string, labels: object, more: object = {}): [string, KubeObject] => [
  `${namespace}/${name}`,
  {
    metadata: { namespace, name, labels },
    spec: { nodeName: 'worker-1', containers: [{ ports: [{ name: 'http', containerPort: 8080 }] }], ...more },
    status: { podIP: ip }
  } as unknown as KubeObject
]
const pods = new Map([
  pod('shop', 'web', '10.244.0.2', { app: 'web' }),
  pod('shop', 'client', '10.244.0.3', { role: 'client' }),
  pod('shop', 'stranger', '10.244.0.4', {}),
  pod('ops', 'watcher', '10.244.1.5', { role: 'client' }),
  pod('ops', 'agent', '10.0.1.21', { role: 'client' }, { hostNetwork: true })
])
const namespaces = new Map(
  ['shop', 'ops'].map((name) => [name, { metadata: { name, labels: { team: name } } } as unknown as KubeObject])
)
const selected = { podSelector: { matchLabels: { app: 'web' } } }

/** Who of a list may ask `web` at a port, under policies of its namespace. */
function callers(specs: readonly object[], port = 8080, namespace = 'shop'): string[] {
  const policies = new Map(
    specs.map((spec, i) => [
      `${namespace}/p${i}`,
      { metadata: { namespace, name: `p${i}` }, spec } as unknown as KubeObject
    ])
  )
  const rules = policiesOf('worker-1', policies, pods, namespaces).find(({ ip }) => ip === '10.244.0.2')
  return ['10.244.0.3', '10.244.0.4', '10.244.1.5', '192.168.1.9', '192.168.7.9'].filter((source) =>
    mayBeAsked(rules, { ip: '10.244.0.2', port }, source)
  )
}
const all = ['10.244.0.3', '10.244.0.4', '10.244.1.5', '192.168.1.9', '192.168.7.9']
const client = { podSelector: { matchLabels: { role: 'client' } } }

describe('who may ask a pod', () => {
  it('everybody, where no policy selects it or only one about its own questions', () => {
    expect(callers([])).toEqual(all)
    expect(callers([{ podSelector: { matchLabels: { app: 'other' } } }])).toEqual(all)
    expect(callers([{ ...selected, policyTypes: ['Egress'] }])).toEqual(all)
    expect(callers([{ ...selected, policyTypes: ['Ingress'] }], 8080, 'ops')).toEqual(all)
  })

  it('nobody, where one selects it and allows nothing; an empty selector selects every pod', () => {
    expect(callers([{ ...selected, policyTypes: ['Ingress'] }])).toEqual([])
    expect(callers([{ podSelector: {}, policyTypes: ['Ingress'] }])).toEqual([])
  })

  it.each<[string, object[] | undefined, string[]]>([
    ['everybody by a rule without peers', undefined, all],
    ['pods of the own namespace by their labels', [client], ['10.244.0.3']],
    ['all pods of namespaces by theirs', [{ namespaceSelector: { matchLabels: { team: 'ops' } } }], ['10.244.1.5']],
    ['all pods of all namespaces', [{ namespaceSelector: {} }], ['10.244.0.3', '10.244.0.4', '10.244.1.5']],
    ['both at once', [{ ...client, namespaceSelector: { matchLabels: { team: 'ops' } } }], ['10.244.1.5']],
    ['either of two', [client, { namespaceSelector: { matchLabels: { team: 'ops' } } }], ['10.244.0.3', '10.244.1.5']],
    ['a block but for its hole', [{ ipBlock: { cidr: '192.168.0.0/16', except: ['192.168.7.0/24'] } }], ['192.168.1.9']]
  ])('%s', (_, from, expected) => {
    expect(callers([{ ...selected, policyTypes: ['Ingress'], ingress: [{ ...(from && { from }) }] }])).toEqual(expected)
  })

  it('at the ports that are named: by number, range and the name that the pod has for it', () => {
    const at = (ports: object[], port: number) =>
      callers([{ ...selected, policyTypes: ['Ingress'], ingress: [{ from: [client], ports }] }], port).length
    expect([at([{ port: 8080 }], 8080), at([{ port: 8080 }], 81)]).toEqual([1, 0])
    expect([at([{ port: 'http' }], 8080), at([{ port: 'nosuch' }], 8080)]).toEqual([1, 0])
    expect([at([{ port: 8000, endPort: 8100 }], 8080), at([{ port: 8000, endPort: 8050 }], 8080)]).toEqual([1, 0])
    expect(at([{ port: 8080, protocol: 'UDP' }], 8080)).toBe(0)
  })

  it('whom any of several policies allows', () => {
    const allowing = (from: object) => ({ ...selected, policyTypes: ['Ingress'], ingress: [{ from: [from] }] })
    expect(callers([allowing(client), allowing({ ipBlock: { cidr: '192.168.1.0/24' } })])).toEqual([
      '10.244.0.3',
      '192.168.1.9'
    ])
  })
})

describe('whom a pod may ask', () => {
  const question = { source: '', question: { name: 'web', type: 'A' as const } }
  const spec = {
    podSelector: { matchLabels: { role: 'client' } },
    policyTypes: ['Egress'],
    egress: [{ to: [selected], ports: [{ port: 'http' }] }]
  }
  const policies = new Map([['shop/p', { metadata: { namespace: 'shop', name: 'p' }, spec } as unknown as KubeObject]])
  const rules = policiesOf('worker-1', policies, pods, namespaces)

  it('is those and that port, so names are not found either', () => {
    const [own] = rules
    expect(rules).toHaveLength(1)
    expect(mayAsk(own, { ip: '10.244.0.2', port: 8080 })).toBe(true)
    expect(mayAsk(own, { ip: '10.244.0.2', port: 80 })).toBe(false)
    expect(mayAsk(own, { ip: '10.96.0.10', port: 53, more: question })).toBe(false)
    expect(mayAsk(undefined, { ip: '10.96.0.10', port: 53, more: question })).toBe(true)
  })
})
