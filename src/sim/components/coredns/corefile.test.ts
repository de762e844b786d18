import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { corefile } from '../../kubeadm/dns'
import { createSimulation } from '../../simulation'
import { contextOf } from '../contexts'
import { blockOf, usual } from './config'
import { readCorefile } from './corefile'
import '../../whole'

describe('a Corefile', () => {
  it('of kubeadm is what the server has without being told', () => {
    expect(readCorefile(corefile)).toEqual(usual)
  })

  it('has blocks for zones, of which the longest counts', () => {
    const config = readCorefile(
      '(common) {\n  errors\n  cache 5\n}\n.:53 {\n  import common\n  forward . 8.8.8.8\n}\ncorp.example:53, other {\n  hosts {\n    10.1.2.3 a.corp.example b.corp.example\n    fallthrough\n  }\n  log\n}\n'
    )
    expect(blockOf(config, 'a.corp.example')?.hosts?.names['b.corp.example']).toEqual(['10.1.2.3'])
    expect(blockOf(config, 'example.org')).toMatchObject({ errors: true, cache: { ttl: 5 }, log: false })
    expect(config).toMatchObject({ health: false, ready: false, reload: null, lameduck: 0 })
  })

  it('ends the server in CoreDNS’ words if it cannot be read', () => {
    for (const [text, why] of [
      [
        '.:53 {\n  errors\n  proxy . 8.8.8.8\n}',
        "/etc/coredns/Corefile:3 - Error during parsing: Unknown directive 'proxy'"
      ],
      ['.:53 {\n  errors\n', '/etc/coredns/Corefile:2 - Error during parsing: Unexpected EOF'],
      ['.:53 {\n  forward . nope\n}', 'plugin/forward: not an IP address or file: "nope"'],
      ['.:53 {\n  reload 1s\n}', 'plugin/reload: interval value must be greater or equal to 2s'],
      ['.:53 {\n  cache 0\n}', 'plugin/cache: cache TTL can not be zero or negative: 0'],
      ['.:53 {\n  kubernetes a {\n    ttl 4000\n  }\n}', 'plugin/kubernetes: ttl must be in range [0, 3600]: 4000']
    ])
      expect(() => readCorefile(text!), text).toThrow(why)
  })
})

it('that is edited reaches running servers by the kubelet and reload; one that is wrong is told, and the old one stays', () => {
  const edited = (text: string) => JSON.stringify({ data: { Corefile: text } })
  const simulation = createSimulation({
    cluster: { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'api-probes': false, 'client-rate-per-s': 0 },
    seed: 1,
    manifests: [],
    kubectl: [
      {
        at: seconds(1),
        line: `-n kube-system patch configmap coredns -p '${edited(corefile.replace('ttl 30', 'ttl 7'))}'`
      },
      {
        at: seconds(200),
        line: `-n kube-system patch configmap coredns -p '${edited(corefile.replace('ready', 'raedy'))}'`
      },
      { at: seconds(400), line: '-n kube-system delete pod -l k8s-app=kube-dns' }
    ],
    faults: []
  })
  const { history, breaches } = simulation
  const servers = () => history.head.processes.filter(({ kind, status }) => kind === 'coredns' && status === 'running')
  const ttls = () => servers().map((server) => contextOf(server, 'coredns')!.setup.blocks[0]!.kubernetes!.ttl)
  const logs = () => history.timeline.logs.map(({ text }) => text)
  history.advance(seconds(5))
  expect(ttls()).toEqual([30, 30])
  history.advance(seconds(199))
  expect(ttls()).toEqual([7, 7])
  expect(logs()).toContain('Reloading complete')
  history.advance(seconds(399))
  expect(ttls()).toEqual([7, 7])
  const wrong = "/etc/coredns/Corefile:6 - Error during parsing: Unknown directive 'raedy'"
  expect(logs()).toContain(`plugin/reload: Corefile changed but reload failed: ${wrong}`)
  // Pods that come now do not run.
  history.advance(seconds(450))
  expect(servers()).toEqual([])
  expect(logs().filter((text) => text === wrong).length).toBeGreaterThan(2)
  expect(breaches).toEqual([])
}, 300_000)
