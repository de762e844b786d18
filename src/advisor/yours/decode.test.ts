import { describe, expect, it } from 'vitest'
import { parseLink, readScenario } from '../../scenarios'
import { readYours } from './read'
import { clusterText } from './test-cluster'

const size = { zones: ['a', 'b', 'c'], masters: 1, workers: 3, cpu: 4, memoryGib: 8 } as const
const text = clusterText(size, [
  { name: 'web', replicas: 3, cpu: '100m', budget: { maxUnavailable: 1 } },
  { name: 'agent', kind: 'DaemonSet', replicas: 1, cpu: '10m' }
])
type Thing = { kind?: string; apiVersion?: string; metadata: object; spec: Record<string, unknown> }
const items = (JSON.parse(text) as { items: Thing[] }).items
const list = (some: readonly unknown[], kind = 'List') => ({ apiVersion: 'v1', kind, items: some })
const of = (kind: string) => items.filter((item) => item.kind === kind)
const others = (kind: string) => items.filter((item) => item.kind !== kind)
const changed = (kind: string, change: (item: Thing) => object) =>
  JSON.stringify(list(items.map((item) => (item.kind === kind ? change(item) : item))))

function built(dump: string) {
  const yours = readYours(dump)
  if (!yours.ok) throw new Error(yours.error)
  const { scenario, notes, nodes, pods } = yours.value
  return { workloads: scenario.workloads, notes, nodes, pods }
}
const whole = built(text)

describe('what kubectl printed', () => {
  const bare = of('Node').map(({ metadata, spec, ...rest }) => ({ ...rest, kind: undefined, metadata, spec }))
  it.each([
    ['a list of lists', JSON.stringify(list([list(items.slice(0, 5)), list(items.slice(5))]))],
    ['a list of a kind that its items do not name', JSON.stringify([list(bare, 'NodeList'), list(others('Node'))])],
    ['a bare array', JSON.stringify(items)],
    [
      'several outputs in one file',
      `${JSON.stringify(list(of('Node')), null, 4)}\n${JSON.stringify(list(others('Node')), null, 4)}\n`
    ],
    ['YAML', items.map((item) => `---\n${JSON.stringify(item)}\n`).join('')],
    ['a byte order mark', `\uFEFF${text}`],
    ['UTF-16, read as UTF-8', `\uFFFD\uFFFD${text.split('').join('\0')}\0`],
    ['holes', JSON.stringify(list([null, ...items]))],
    [
      'fields that say null',
      changed('Deployment', (item) => ({
        ...item,
        spec: { ...item.spec, strategy: null, replicas: 3, minReadySeconds: null }
      }))
    ]
  ])('is the same cluster as %s', (_, dump) => {
    expect(built(dump)).toEqual(whole)
  })

  it.each([
    [
      'other resources',
      JSON.stringify(
        list([
          ...items,
          { kind: 'Rollout', apiVersion: 'argoproj.io/v1alpha1', metadata: {} },
          { kind: 'Node', apiVersion: 'example.com/v1' }
        ])
      ),
      /Passed over.*1 Rollout, 1 Node \(example\.com\/v1\)/
    ],
    [
      'no budgets',
      JSON.stringify(list(others('PodDisruptionBudget'))),
      /No PodDisruptionBudget \(pdb\) among the items.*budgets block/
    ],
    [
      'unknown nodes',
      changed('Pod', (item) => ({ ...item, spec: { ...item.spec, nodeName: 'gone' } })),
      /on nodes that are not among the items \(gone\)/
    ]
  ])('with %s loses nothing without a sentence', (_, dump, sentence) => {
    const { notes, nodes, pods } = built(dump)
    expect([nodes, pods]).toEqual([whole.nodes, whole.pods])
    expect(notes.join('\n')).toMatch(sentence)
  })

  it('without ReplicaSets still knows whose pods are whose', () => {
    expect(built(JSON.stringify(list(others('ReplicaSet')))).workloads).toEqual(whole.workloads)
  })

  it.each([
    ['', /nothing in it/],
    ['NAME STATUS\nnode-1 Ready', /neither JSON nor YAML/],
    [text.slice(0, 500), /no JSON \(/],
    ['kind: Node\n  name: x', /no YAML \(line 1/],
    [JSON.stringify(list(others('Node'))), /no Node among/],
    [JSON.stringify(list([{ metadata: {} }])), /Item 1 is no Kubernetes object \(it has no kind\)/],
    [JSON.stringify(list([list([7])])), /Item 1\.1 is no Kubernetes object/],
    [
      changed('Node', (item) => ({ ...item, status: { allocatable: { cpu: 'lots', memory: '1Gi' } } })),
      /cpu and memory/
    ]
  ])('that is none is refused with a sentence: %#', (dump, sentence) => {
    const yours = readYours(dump)
    expect(yours.ok ? '' : yours.error).toMatch(sentence)
  })
})

it('a cluster of some thousand pods has a link that opens it', () => {
  const many = Array.from({ length: 600 }, (_, i) => ({
    name: `service-${i}`,
    replicas: 1 + (i % 4),
    cpu: `${50 + (i % 7) * 10}m`,
    budget: { maxUnavailable: 1 }
  }))
  const yours = readYours(clusterText({ ...size, workers: 60 }, many))
  if (!yours.ok) throw new Error(yours.error)
  const { link, scenario } = yours.value
  const opened = parseLink(link ?? '')
  expect(opened.ok && opened.value.scenario).toEqual(readScenario(scenario).ok && scenario)
})
