import { seconds, type Micros } from '../../base/time'
import { formatMicroTime, formatTime } from '../api/timestamp'
import type { Deployment, KubeObject, Node, Pod } from '../api/types'
import { machine } from '../components/kube-controller-manager/machine'
import type { ControllerManager } from '../components/kube-controller-manager/context'
import { endProcess } from '../kernel/life'
import { inject } from '../kernel/react'
import { silent, type Recorder } from '../kernel/recorder'
import { runUntil } from '../kernel/step'
import type { Flags, SimEvent } from '../kernel/types'
import type { World } from '../kernel/world'
import { fakeApi, keyFor, type Edit, type FakeApi } from './fake-api'
import { benchWorld } from './world'

export interface Fact {
  readonly at: Micros
  readonly fact: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** Controller managers on their own with a fake API server: what recorded controllers are compared with. */
export class ControllerLab {
  readonly world: World
  readonly facts: Fact[] = []
  readonly notes: string[] = []
  readonly logs: string[] = []
  /** Settings that decisions named as their reason. */
  readonly reasons: string[] = []

  /**
   * @param standby a second controller manager on the same machine
   * @param authentication the API server has loaded what a controller manager asks first
   */
  constructor(flags: Flags = {}, standby = false, authentication = true) {
    const recorder: Recorder = {
      ...silent,
      record: (_entry, _at, kind, _process, _from, _cause, setting) => {
        if (kind === 'decision') this.reasons.push(setting)
      },
      because: (_entry, _cause, setting) => void this.reasons.push(setting ?? ''),
      log: (_entry, _at, _process, level, text) => void this.logs.push(`${level} ${text}`),
      note: (_entry, text) => void this.notes.push(text),
      fact: (_entry, at, _process, fact, detail) => void this.facts.push({ at, fact, detail })
    }
    const names = ['kube-controller-manager', ...(standby ? ['standby'] : [])]
    const restart = { delay: seconds(1), setting: 'supervisor-restart-delay-s' }
    this.world = benchWorld(
      {
        seed: 7,
        flags,
        machines: { 'kube-apiserver': fakeApi(), 'kube-controller-manager': machine },
        processes: [
          { id: 'master-1/kube-apiserver', kind: 'kube-apiserver', startDelay: 0 },
          ...names.map((name) => ({
            id: `master-1/${name}`,
            kind: 'kube-controller-manager',
            startDelay: seconds(1),
            restart
          }))
        ]
      },
      recorder
    )
    this.until(0.5)
    if (authentication) this.putAuthentication()
  }

  /** The ConfigMap that a controller manager reads when it starts. */
  putAuthentication(): this {
    return this.put('configmaps', {
      kind: 'ConfigMap',
      metadata: { name: 'extension-apiserver-authentication', namespace: 'kube-system' }
    })
  }

  get now(): Micros {
    return this.world.now
  }

  /** What the machine's clock reads: timestamps in objects are made of it. */
  get clock(): Micros {
    return this.world.now + this.api.startedAt
  }

  get api(): FakeApi {
    return this.world.process('master-1/kube-apiserver').context as FakeApi
  }

  kcm(name = 'kube-controller-manager'): ControllerManager {
    return this.world.process(`master-1/${name}`).context as ControllerManager
  }

  /** The process is killed and stays down. */
  kill(name: string): this {
    const process = this.world.process(`master-1/${name}`)
    process.held = true
    endProcess(this.world, process, 0)
    return this
  }

  signal(name: string): this {
    inject(this.world, this.world.process(`master-1/${name}`), { type: 'proc.term' } as SimEvent, -1)
    return this
  }

  /** Runs on to a time in seconds. */
  until(at: number): this {
    runUntil(this.world, Math.max(this.world.now, Math.round(at * 1_000_000)))
    return this
  }

  /** Runs for some seconds. */
  run(duration: number): this {
    return this.until(this.world.now / 1_000_000 + duration)
  }

  /** Somebody else writes an object. */
  put(resource: string, object: unknown): this {
    this.edit({ resource, object: { apiVersion: 'v1', ...(object as object) } as KubeObject })
    return this
  }

  remove(resource: string, namespace: string | undefined, name: string): this {
    this.edit({ resource, remove: keyFor(resource, namespace, name) })
    return this
  }

  get<T extends KubeObject>(resource: string, name: string, namespace = 'default'): T {
    return this.api.objects.get(keyFor(resource, namespace, name)) as T
  }

  list<T extends KubeObject>(resource: string): T[] {
    return [...this.api.objects].filter(([key]) => key.startsWith(`${resource}|`)).map(([, object]) => object as T)
  }

  /** Changes an object as another client would. */
  change<T extends KubeObject>(
    resource: string,
    name: string,
    change: (object: T) => unknown,
    namespace = 'default'
  ): this {
    return this.put(resource, change(this.get<T>(resource, name, namespace)))
  }

  namespace(name: string): this {
    return this.put('namespaces', {
      kind: 'Namespace',
      metadata: { name },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' }
    })
  }

  /** A healthy node; its kubelet renews the lease until it is told not to. */
  node(name: string, labels: Readonly<Record<string, string>> = {}): this {
    const conditions = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type) => ({
      type,
      status: type === 'Ready' ? 'True' : 'False',
      lastHeartbeatTime: formatTime(this.clock),
      lastTransitionTime: formatTime(this.clock)
    }))
    this.put('nodes', { kind: 'Node', metadata: { name, labels }, spec: {}, status: { conditions } })
    return this.heartbeat(name)
  }

  heartbeat(name: string): this {
    return this.put('leases', {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace: 'kube-node-lease' },
      spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: formatMicroTime(this.clock) }
    })
  }

  /** Runs on with these nodes renewing their leases every 10 s. */
  runWithHeartbeats(duration: number, nodes: readonly string[]): this {
    const end = this.now / 1_000_000 + duration
    while (this.now / 1_000_000 < end) {
      for (const node of nodes) this.heartbeat(node)
      this.until(Math.min(end, this.now / 1_000_000 + 10))
    }
    return this
  }

  deployment(name: string, replicas: number, spec: Partial<Deployment['spec']> = {}): this {
    const labels = { app: name }
    return this.put('deployments', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'default' },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'nginx:1' }] } },
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        ...spec
      },
      status: {}
    })
  }

  /** Binds a pod and reports it as running and ready, as scheduler and kubelet would. */
  ready(pod: Pod, node = 'worker-1', ip = `10.244.1.${(Number(pod.metadata.resourceVersion) % 250) + 2}`): this {
    const at = formatTime(this.clock)
    return this.put('pods', {
      ...pod,
      spec: { ...pod.spec, nodeName: node },
      status: { phase: 'Running', podIP: ip, conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: at }] }
    })
  }

  nodeConditions = (name: string) =>
    Object.fromEntries(
      (this.get<Node>('nodes', name, '').status.conditions ?? []).map(({ type, status }) => [type, status])
    )

  taints = (name: string) =>
    (this.get<Node>('nodes', name, '').spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`).sort()

  private edit(edit: Edit): void {
    inject(this.world, this.world.process('master-1/kube-apiserver'), { type: 'edit', edit } as unknown as SimEvent, -1)
  }
}
