import { memoryOf as etcdMemory } from '../../src/sim/components/etcd/apply'
import { memoryOf } from '../../src/sim/components/kube-apiserver/charges'
import { Server } from '../validation/server'
import { nameOf, namespaceOf, namespaces, podOf, statusOf } from './pods'
import { read, type Asked, type Row } from './rows'

/** What was measured of one row, each request. */
export interface Measured {
  readonly apiCpu: number
  readonly etcdCpu: number
  readonly apiMib: number
  readonly etcdMib: number
  readonly bytes: number
  readonly told: number
}

const mib = 1_048_576
/** Pods that the store held from the last rows on that say how many. */
const atTheEnd = 6_000
const form = (protobuf: boolean): Record<string, string> => ({
  accept: protobuf ? 'application/vnd.kubernetes.protobuf,application/json' : 'application/json',
  'user-agent': 'recorder'
})

/** The API server and etcd on which rows are played one after the other, as they were recorded. */
export class Bench {
  private readonly server = new Server()
  private readonly padding: number
  private pods = 0
  /** The first pod that is still there. */
  private first = 0
  private round = 0
  private watchers: number[] = []
  /** Pods that a status was written of. */
  private running = 0
  private leaseVersion = ''

  /** @param podBytes what a recorded pod is as JSON */
  constructor(podBytes: number) {
    for (let i = 0; i < namespaces; i++) {
      this.send('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: `ns-${i}` } })
      // No controller makes it here, and no pod is let in without it.
      const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } }
      this.send('POST', `/api/v1/namespaces/ns-${i}/serviceaccounts`, account)
    }
    this.padding = 0
    this.create(0)
    this.patch(0, true)
    const length = JSON.stringify(this.send('GET', this.path(0)).body).length
    this.server.send('DELETE', `${this.path(0)}?gracePeriodSeconds=0`, undefined, form(true))
    this.padding = Math.max(0, Math.round(podBytes - length))
  }

  /** Plays a row; a text says why it cannot be. */
  play(row: Row): Measured | string {
    const asked = read(row)
    if (!asked) return 'nobody knows how to play this'
    this.hold(asked.before ?? atTheEnd)
    if (asked.verb !== 'POST' && !(asked.verb === 'PATCH' && asked.status)) this.settle()
    // They begin with what changes from now on: of 6,000 pods each would be told first.
    const now = asked.watchers > this.watchers.length ? this.version() : ''
    while (this.watchers.length < asked.watchers)
      this.watchers.push(this.server.watch(`/api/v1/pods?watch=true&resourceVersion=${now}`, form(true)))
    // Rows that name no watchers have none.
    for (const id of this.watchers.splice(asked.watchers)) this.server.giveUp(id)
    if (asked.resource === 'leases') this.lease(0)
    const before = this.used()
    // A list changes nothing, so each of a batch costs what the first does; what many long ones hold of answers is gigabytes.
    const n = asked.verb === 'LIST' ? 1 : row.n
    for (let i = 0; i < n; i++) {
      this.ask(asked, i)
      // Requests come as far apart as they were recorded: nobody here hears more than some ten thousand events a second.
      if (asked.watchers > 0) this.server.wait(((row.wall_s ?? 0) / row.n) * 1_000)
    }
    const after = this.used()
    const each = (what: 'api' | 'etcd' | 'bytes') => (after[what] - before[what]) / n
    return {
      apiCpu: each('api'),
      etcdCpu: each('etcd'),
      apiMib: memoryOf(this.api()) / mib,
      etcdMib: etcdMemory(this.etcd()) / mib,
      bytes: each('bytes'),
      told: after.told - before.told
    }
  }

  private readonly api = () => this.server.memory('master-1/kube-apiserver', 'kube-apiserver')
  private readonly etcd = () => this.server.memory('master-1/etcd', 'etcd')
  private used() {
    const { cpuMs, answeredBytes, watchedBytes } = this.api()
    return { api: cpuMs, bytes: answeredBytes, told: watchedBytes, etcd: this.etcd().cpuMs }
  }

  private hold(count: number): void {
    while (this.pods < count) this.create(this.pods)
  }

  private version(): string {
    const { body } = this.send('GET', '/api/v1/pods?resourceVersion=0&fieldSelector=spec.nodeName%3Dnone')
    return (body as { metadata: { resourceVersion: string } }).metadata.resourceVersion
  }

  /** Each pod was told to run after it was made, before anything else was asked. */
  private settle(): void {
    while (this.running < this.pods) this.patch(this.running++, true)
  }

  private readonly path = (i: number) => `/api/v1/namespaces/${namespaceOf(i)}/pods/${nameOf(i)}`

  private create(i: number): void {
    this.send('POST', `/api/v1/namespaces/${namespaceOf(i)}/pods`, podOf(i, this.padding))
    this.pods = i + (this.padding === 0 ? 0 : 1)
  }

  private patch(i: number, status: boolean): void {
    const body = status ? statusOf(++this.round) : { metadata: { annotations: { round: String(++this.round) } } }
    this.send('PATCH', `${this.path(i)}${status ? '/status' : ''}`, body, 'application/strategic-merge-patch+json')
  }

  private lease(round: number): void {
    const path = '/apis/coordination.k8s.io/v1/namespaces/ns-0/leases'
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'node-0', namespace: 'ns-0', ...(this.leaseVersion && { resourceVersion: this.leaseVersion }) },
      spec: {
        holderIdentity: 'node-0',
        leaseDurationSeconds: 40,
        renewTime: `2026-01-01T00:00:00.${String(round).padStart(6, '0')}Z`
      }
    }
    const { body } = this.leaseVersion ? this.send('PUT', `${path}/node-0`, lease) : this.send('POST', path, lease)
    this.leaseVersion = (body as { metadata: { resourceVersion: string } }).metadata.resourceVersion
  }

  private small(resource: string, i: number): object {
    const data = resource === 'secrets' ? { key: 'eA==' } : { key: 'x' }
    return {
      apiVersion: 'v1',
      kind: resource === 'secrets' ? 'Secret' : 'ConfigMap',
      metadata: { name: `one-${i}` },
      data
    }
  }

  private ask(asked: Asked, i: number): void {
    const { verb, resource, protobuf } = asked
    if (resource === 'version') return void this.server.send('GET', '/version', undefined, form(protobuf))
    if (resource === 'leases') return this.lease(i + 1)
    const version = asked.resourceVersion === undefined ? '' : `?resourceVersion=${asked.resourceVersion}`
    if (verb === 'LIST') return this.list(asked)
    if (resource !== 'pods') {
      const path = `/api/v1/namespaces/ns-0/${resource}`
      const body = verb === 'POST' || verb === 'PUT' ? this.small(resource, i) : undefined
      return void this.send(verb, verb === 'POST' ? path : `${path}/one-${i}${version}`, body)
    }
    const pod = this.first + (i % Math.max(1, this.pods - this.first))
    switch (verb) {
      case 'POST':
        return this.create(this.pods)
      case 'PATCH':
        return this.patch(asked.status && this.running < this.pods ? this.running++ : pod, asked.status)
      case 'PUT': {
        const { body } = this.server.send('GET', this.path(pod), undefined, form(true))
        return void this.send('PUT', this.path(pod), body as object)
      }
      case 'DELETE':
        return void this.send('DELETE', `${this.path(this.first++)}?gracePeriodSeconds=0`)
      case 'GET':
        return void this.server.send('GET', `${this.path(pod)}${version}`, undefined, form(protobuf))
    }
  }

  private list({ resource, protobuf, resourceVersion, page, of }: Asked): void {
    const query = [
      ...(resourceVersion === undefined ? [] : [`resourceVersion=${resourceVersion}`]),
      ...(page === undefined ? [] : [`limit=${page}`]),
      ...(of === 'node' ? ['fieldSelector=spec.nodeName%3Dnode-1'] : []),
      ...(of === 'label' ? [`labelSelector=one%3D${nameOf(this.first + 1)}`] : [])
    ].join('&')
    const path = `/api/v1/${of === 'namespace' ? 'namespaces/ns-1/' : ''}${resource}?${query}`
    for (let token: string | undefined = ''; token !== undefined;) {
      const more: string = token === '' ? '' : `&continue=${token}`
      const { body } = this.server.send('GET', path + more, undefined, form(protobuf))
      token = (body as { metadata?: { continue?: string } }).metadata?.continue
    }
  }

  private send(method: string, path: string, body?: object, type = 'application/json') {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const answer = this.server.send(method, path, text, {
      ...form(true),
      ...(text !== undefined && { 'content-type': type })
    })
    if (answer.code === 0 || answer.code >= 300)
      throw new Error(`${method} ${path}: ${answer.code} ${JSON.stringify(answer.body)}`)
    return answer
  }
}
