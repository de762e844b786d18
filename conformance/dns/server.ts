import { seconds, toMs } from '../../src/base/time'
import type { KubeObject } from '../../src/sim/api/types'
import { machine } from '../../src/sim/components/coredns/machine'
import type { DnsAnswer, DnsQuestion } from '../../src/sim/components/linux/messages'
import { inject } from '../../src/sim/kernel/react'
import { runUntil } from '../../src/sim/kernel/step'
import { clockAtStart, type SimEvent } from '../../src/sim/kernel/types'
import { asker, type Asker } from '../../src/sim/testing/asker'
import { fakeApi } from '../../src/sim/testing/fake-api'
import { benchWorld } from '../../src/sim/testing/world'
import { textOf } from '../data'

interface Cluster {
  readonly services: readonly Omit<KubeObject, 'apiVersion' | 'kind'>[]
  readonly endpoints: Readonly<
    Record<string, readonly { readonly ip: string; readonly hostname?: string; readonly ready?: boolean }[]>
  >
  readonly namespaces: readonly string[]
}

/** What the recorder had in its cluster, as its answers tell. */
function objects(): readonly { readonly resource: string; readonly object: KubeObject }[] {
  const { services, endpoints, namespaces } = JSON.parse(textOf('dns/cluster.json')) as Cluster
  return [
    ...namespaces.map((name) => ({
      resource: 'namespaces',
      object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } as KubeObject
    })),
    ...services.map((object) => ({
      resource: 'services',
      object: { apiVersion: 'v1', kind: 'Service', ...object } as KubeObject
    })),
    ...Object.entries(endpoints).map(([key, each]) => {
      const [namespace = '', name = ''] = key.split('/')
      const ports = key === 'kube-system/kube-dns' ? [{ name: 'dns', port: 53 }] : [{ name: 'http', port: 8080 }]
      return {
        resource: 'endpointslices',
        object: {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: { name: `${name}-x`, namespace, labels: { 'kubernetes.io/service-name': name } },
          ports,
          endpoints: each.map(({ ip, hostname, ready = true }) => ({
            addresses: [ip],
            conditions: { ready },
            ...(hostname !== undefined && { hostname })
          }))
        } as unknown as KubeObject
      }
    })
  ]
}

/** A CoreDNS of the recorder's cluster, whose resolver beyond is dead. */
export class Server {
  private readonly world = benchWorld({
    flags: { 'dns-upstream-down': true },
    machines: {
      'kube-apiserver': fakeApi({ deeds: objects().map((deed) => ({ at: 0, ...deed })) }),
      coredns: machine,
      users: asker
    },
    processes: [
      { id: 'master-1/kube-apiserver', kind: 'kube-apiserver', startDelay: 0 },
      { id: 'master-1/coredns', kind: 'coredns', startDelay: seconds(1) },
      { id: 'users/asker', kind: 'users', startDelay: 0 }
    ]
  })
  private last = 0

  constructor() {
    runUntil(this.world, seconds(5))
  }

  /** An answer and when it came; undefined: none within some seconds. */
  ask(question: DnsQuestion, patience = seconds(10)): { readonly answer: DnsAnswer; readonly ms: number } | undefined {
    const id = ++this.last
    const from = this.world.now
    const query = { type: 'dns.query', id, asker: 'users/asker', question }
    inject(this.world, this.world.process('master-1/coredns'), query as unknown as SimEvent, -1)
    const found = () =>
      (this.world.process('users/asker').context as Asker).replies.find(({ reply }) => reply.id === id)
    while (!found() && this.world.now - from < patience) runUntil(this.world, this.world.now + seconds(0.1))
    const said = found()
    if (said?.reply.type !== 'dns.reply') return undefined
    return { answer: said.reply.answer, ms: toMs(said.at - clockAtStart - from) }
  }

  /** The API server answers nobody any more. */
  freezeApi(): void {
    this.world.process('master-1/kube-apiserver').paused = true
    runUntil(this.world, this.world.now + seconds(1))
  }
}
