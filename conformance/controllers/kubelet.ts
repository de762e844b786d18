import { ms, type Caller, type Outside, type WatchEvent } from './outside'

interface Pod {
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly uid: string
    readonly generation?: number
    readonly annotations?: Readonly<Record<string, string>>
    readonly deletionTimestamp?: string
  }
  readonly spec: {
    readonly containers: readonly { readonly name: string; readonly image: string }[]
    readonly terminationGracePeriodSeconds?: number
  }
  readonly status: { readonly phase: string }
}

/** What a stand-in does with a pod. */
interface Life {
  pod: Pod
  state: 'starting' | 'running' | 'stopping' | 'ended'
}

const generationOf = ({ metadata }: Pod): number => metadata.generation ?? 1

/** Its image cannot be pulled. */
const isMissing = ({ spec }: Pod): boolean => spec.containers.some(({ image }) => image.startsWith('nosuch'))

const startTakes = 800 * ms
const stopTakes = 100 * ms
const leaseEvery = 10_000 * ms

/**
 * The stand-in of the recordings: it registers a Node, renews its lease, says of pods that they run after 0.8 s and how they end,
 * as annotations `lab/…` of a pod ask it to.
 */
export class Kubelet {
  private readonly lives = new Map<string, Life>()
  private readonly caller: Caller
  private silent = false
  private ready = true
  private addresses = 1
  /** The version of its lease. */
  private leaseAt: string | undefined

  constructor(
    private readonly outside: Outside,
    readonly node: string,
    private readonly index: number,
    private readonly manifest: Readonly<Record<string, unknown>> = {}
  ) {
    this.caller = { user: `system:node:${node}`, groups: ['system:nodes', 'system:authenticated'] }
  }

  start(): void {
    const {
      metadata = {},
      spec,
      status
    } = this.manifest as {
      metadata?: { labels?: Readonly<Record<string, string>> }
      spec?: unknown
      status?: { capacity?: unknown; allocatable?: unknown }
    }
    const os = { 'kubernetes.io/hostname': this.node, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' }
    const beta = { 'beta.kubernetes.io/os': 'linux', 'beta.kubernetes.io/arch': 'amd64' }
    const room = { cpu: '8', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' }
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: this.node,
        labels: { ...beta, ...os, ...metadata.labels },
        annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' }
      },
      ...(spec !== undefined && { spec }),
      status: {
        capacity: status?.capacity ?? room,
        allocatable: status?.allocatable ?? status?.capacity ?? room,
        addresses: [
          { type: 'InternalIP', address: `10.0.1.${100 + this.index}` },
          { type: 'Hostname', address: this.node }
        ],
        conditions: this.conditions()
      }
    }
    this.ask('POST', '/api/v1/nodes', node, () => {
      this.renew()
      this.outside.watch(this.caller, `/api/v1/pods?fieldSelector=spec.nodeName%3D${this.node}`, (event) =>
        this.see(event)
      )
    })
  }

  /** It says nothing any more and hears nothing, as a host without power. */
  goSilent(): void {
    this.silent = true
  }

  /** It is back, and does what it missed. */
  comeBack(): void {
    this.silent = false
    this.report()
    for (const life of this.lives.values()) this.look(life)
  }

  say(ready: boolean): void {
    this.ready = ready
    this.report()
  }

  private report(): void {
    this.ask('PATCH', `/api/v1/nodes/${this.node}/status`, { status: { conditions: this.conditions() } })
  }

  private conditions(): unknown {
    const time = this.outside.timestamp
    const at = { lastHeartbeatTime: time, lastTransitionTime: time }
    const fine = (type: string, reason: string, message: string) => ({ type, status: 'False', ...at, reason, message })
    return [
      fine('MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
      fine('DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
      fine('PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
      this.ready
        ? { type: 'Ready', status: 'True', ...at, reason: 'KubeletReady', message: 'kubelet is posting ready status' }
        : { type: 'Ready', status: 'False', ...at, reason: 'KubeletNotReady', message: 'stand-in says not ready' }
    ]
  }

  private renew(): void {
    const path = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
    const renewTime = new Date(this.outside.wallClock).toISOString().replace('Z', '000Z')
    const spec = { holderIdentity: this.node, leaseDurationSeconds: 40, renewTime }
    const metadata = {
      name: this.node,
      namespace: 'kube-node-lease',
      ...(this.leaseAt !== undefined && { resourceVersion: this.leaseAt })
    }
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec }
    this.ask('PUT', `${path}/${this.node}`, lease, ({ body }) => {
      this.leaseAt = (body as { metadata?: { resourceVersion?: string } }).metadata?.resourceVersion
    })
    this.outside.after(leaseEvery, () => this.renew())
  }

  private see({ type, object }: WatchEvent): void {
    const pod = object as Pod
    if (type === 'BOOKMARK' || type === 'ERROR') return
    if (type === 'DELETED') return void this.lives.delete(pod.metadata.uid)
    const life = this.lives.get(pod.metadata.uid) ?? { pod, state: 'starting' }
    const isNew = !this.lives.has(pod.metadata.uid)
    life.pod = pod
    this.lives.set(pod.metadata.uid, life)
    if (isNew) this.begin(life)
    this.look(life)
  }

  private look(life: Life): void {
    if (this.silent || life.pod.metadata.deletionTimestamp === undefined) return
    if (life.state === 'ended') return this.remove(life)
    if (life.state === 'stopping') return
    life.state = 'stopping'
    const grace = (life.pod.spec.terminationGracePeriodSeconds ?? 30) * 1_000 * ms
    this.outside.after(Math.min(this.told(life, 'stop-ms', stopTakes), grace), () => {
      const exitCode = isMissing(life.pod) ? 1 : Number(this.annotation(life, 'term-code') ?? 0)
      this.end(life, exitCode, () => this.remove(life))
    })
  }

  private begin(life: Life): void {
    if (['Succeeded', 'Failed'].includes(life.pod.status.phase)) return void (life.state = 'ended')
    this.patch(life, {
      phase: 'Pending',
      startTime: this.outside.timestamp,
      observedGeneration: generationOf(life.pod),
      ...this.states(life, { waiting: { reason: 'ContainerCreating' } }, false)
    })
    this.outside.after(this.told(life, 'start-ms', startTakes), () => {
      if (life.state !== 'starting' || !this.lives.has(life.pod.metadata.uid)) return
      if (isMissing(life.pod)) {
        const waiting = { reason: 'ImagePullBackOff', message: 'Back-off pulling image' }
        return this.patch(life, { phase: 'Pending', ...this.states(life, { waiting }, false) })
      }
      life.state = 'running'
      const ready = this.annotation(life, 'never-ready') === undefined
      const podIP = `10.244.${this.index}.${++this.addresses}`
      const states = this.states(life, { running: { startedAt: this.outside.timestamp } }, ready)
      this.patch(life, { phase: 'Running', podIP, podIPs: [{ ip: podIP }], ...states })
      const runs = this.annotation(life, 'run-seconds')
      if (runs === undefined) return
      this.outside.after(Number(runs) * 1_000 * ms, () => {
        if (life.state === 'running') this.end(life, this.exitCode(life))
      })
    })
  }

  private exitCode(life: Life): number {
    const index = life.pod.metadata.annotations?.['batch.kubernetes.io/job-completion-index']
    const failing = this.annotation(life, 'fail-index')?.split(',')
    if (failing) return index !== undefined && failing.includes(index) ? 1 : 0
    return Number(this.annotation(life, 'exit-code') ?? 0)
  }

  private end(life: Life, exitCode: number, then: () => void = () => undefined): void {
    life.state = 'ended'
    const phase = exitCode === 0 ? 'Succeeded' : 'Failed'
    const terminated = { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', finishedAt: this.outside.timestamp }
    this.patch(life, { phase, ...this.states(life, { terminated }, false) }, then)
  }

  private remove({ pod }: Life): void {
    const { namespace, name, uid } = pod.metadata
    const options = { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0, preconditions: { uid } }
    this.ask('DELETE', `/api/v1/namespaces/${namespace}/pods/${name}`, options)
  }

  private states({ pod }: Life, state: unknown, ready: boolean): Readonly<Record<string, unknown>> {
    const status = ready ? 'True' : 'False'
    const generation = generationOf(pod)
    const lastTransitionTime = this.outside.timestamp
    return {
      conditions: [
        { type: 'PodReadyToStartContainers', status: 'True', lastTransitionTime },
        { type: 'Initialized', status: 'True', lastTransitionTime },
        { type: 'Ready', status, lastTransitionTime },
        { type: 'ContainersReady', status, lastTransitionTime },
        { type: 'PodScheduled', status: 'True' }
      ].map((condition) => ({ ...condition, observedGeneration: generation })),
      observedGeneration: generation,
      containerStatuses: pod.spec.containers.map(({ name, image }) => ({
        name,
        image,
        imageID: '',
        ready,
        restartCount: 0,
        state
      }))
    }
  }

  private patch({ pod }: Life, status: unknown, then: () => void = () => undefined): void {
    const { namespace, name, uid } = pod.metadata
    this.ask('PATCH', `/api/v1/namespaces/${namespace}/pods/${name}/status`, { metadata: { uid }, status }, then)
  }

  private annotation({ pod }: Life, name: string): string | undefined {
    return pod.metadata.annotations?.[`lab/${name}`]
  }

  private told(life: Life, name: string, otherwise: number): number {
    const said = this.annotation(life, name)
    return said === undefined ? otherwise : Number(said) * ms
  }

  private ask(method: string, path: string, body: unknown, done?: Parameters<Outside['request']>[4]): void {
    if (this.silent) return
    const type = method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json'
    this.outside.request(this.caller, method, path, body, done, type)
  }
}
