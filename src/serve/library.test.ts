import { PassThrough, Writable } from 'node:stream'
import {
  CoordinationV1Api,
  CoreV1Api,
  Exec,
  KubeConfig,
  Log,
  PortForward,
  V1MicroTime,
  type V1Status
} from '@kubernetes/client-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { presetOf, type Scenario } from '../scenarios'
import { kubeconfig } from './kubeconfig'
import { startServing, type Serving } from './serve'

const scenario: Scenario = {
  ...presetOf('ha-master-fails')!,
  cluster: { masters: 3, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: true },
  flags: { 'users-rate-per-s': 0 },
  workloads: [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'talks' },
      spec: {
        containers: [{ name: 'c', image: 'busybox:1.36', command: ['sh', '-c', 'echo one; echo two; sleep 3600'] }]
      }
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'serves' },
      spec: { containers: [{ name: 'c', image: 'nginx' }] }
    }
  ],
  faults: []
}

let serving: Serving
let kube: KubeConfig

beforeAll(async () => {
  const started = await startServing({ scenario, speed: 10, port: 0, host: '127.0.0.1' })
  if (!started.ok) throw new Error(started.error)
  serving = started.value
  kube = new KubeConfig()
  kube.loadFromString(kubeconfig(serving.address, serving.ca, serving.users))
}, 60_000)
afterAll(() => serving?.stop())

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Asks until it holds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return
    await pause(50)
  }
  throw new Error('it did not come to that')
}

function collected(): { stream: Writable; text: () => string } {
  const chunks: Buffer[] = []
  const stream = new Writable({ write: (chunk: Buffer, _encoding, done) => (chunks.push(Buffer.from(chunk)), done()) })
  return { stream, text: () => Buffer.concat(chunks).toString() }
}

test('the official client runs a command in a container, and reads its log', async () => {
  const api = kube.makeApiClient(CoreV1Api)
  await until(
    async () => (await api.readNamespacedPod({ namespace: 'default', name: 'talks' })).status?.phase === 'Running'
  )
  const [out, err] = [collected(), collected()]
  const status = await new Promise<V1Status>((resolve, reject) => {
    new Exec(kube)
      .exec('default', 'talks', 'c', ['hostname'], out.stream, err.stream, null, false, resolve)
      .catch(reject)
  })
  expect([status.status, out.text(), err.text()]).toEqual(['Success', 'talks\n', ''])
  const log = collected()
  await new Log(kube).log('default', 'talks', 'c', log.stream, {})
  await until(() => log.text().endsWith('two\n'))
  expect(log.text()).toBe('one\ntwo\n')
})

test('the official client forwards a port, and is told why another one cannot be', async () => {
  const api = kube.makeApiClient(CoreV1Api)
  await until(
    async () => (await api.readNamespacedPod({ namespace: 'default', name: 'serves' })).status?.phase === 'Running'
  )
  const through = async (port: number) => {
    const [out, err, input] = [collected(), collected(), new PassThrough()]
    await new PortForward(kube).portForward('default', 'serves', [port], out.stream, err.stream, input)
    input.write('GET / HTTP/1.1\r\nHost: serves\r\n\r\n')
    await until(() => out.text() !== '' || err.text() !== '')
    return [out.text(), err.text()]
  }
  expect((await through(80))[0]).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Welcome to nginx!/)
  expect((await through(81))[1]).toContain('dial tcp4 127.0.0.1:81: connect: connection refused')
})

/** A contender as client-go's leader election has it: takes a lease that nobody renewed for long enough, and renews its own. */
class Contender {
  /** When the last renewal that counts was asked for. */
  private renewed = -Infinity
  private seen = ''
  private seenAt = 0
  private stopped = false
  private readonly api = kube.makeApiClient(CoordinationV1Api)
  /** On the wall, in milliseconds. */
  static readonly duration = 2_000

  constructor(readonly name: string) {
    void this.run()
  }

  /** Who could not renew for some time leads no more, before anybody else may. */
  get leads(): boolean {
    return !this.stopped && Date.now() - this.renewed < Contender.duration * 0.6
  }

  stop(): void {
    this.stopped = true
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const asked = Date.now()
      const given = await Promise.race([this.attempt().catch(() => undefined), pause(1_000)])
      if (given === true) this.renewed = asked
      if (given === false) this.renewed = -Infinity
      await pause(100)
    }
  }

  private async attempt(): Promise<boolean> {
    const place = { namespace: 'default', name: 'leader' }
    const spec = { holderIdentity: this.name, leaseDurationSeconds: 15, renewTime: new V1MicroTime() }
    const lease = await this.api.readNamespacedLease(place).catch((error: { code?: number }) => {
      if (error.code === 404) return undefined
      throw error
    })
    if (!lease) {
      await this.api.createNamespacedLease({ namespace: 'default', body: { metadata: { name: 'leader' }, spec } })
      return true
    }
    const version = lease.metadata?.resourceVersion ?? ''
    if (version !== this.seen) [this.seen, this.seenAt] = [version, Date.now()]
    if (lease.spec?.holderIdentity !== this.name && Date.now() - this.seenAt < Contender.duration) return false
    await this.api.replaceNamespacedLease({ ...place, body: { metadata: lease.metadata!, spec } })
    return true
  }
}

test('of two contenders one leads, also while API servers crash; the other takes over when it is gone', async () => {
  const both = [new Contender('one'), new Contender('other')] as const
  const leaders = () => both.filter(({ leads }) => leads)
  let most = 0
  const watch = setInterval(() => (most = Math.max(most, leaders().length)), 10)
  await until(() => leaders().length === 1)
  const [first] = leaders()
  serving.fault('kill master-1/kube-apiserver')
  serving.fault('crash master-2')
  await pause(1_000)
  await until(() => leaders().length === 1)
  first!.stop()
  const second = both.find((one) => one !== first)!
  await until(() => second.leads)
  clearInterval(watch)
  second.stop()
  expect(most).toBe(1)
}, 60_000)
