import { seconds, type Micros } from '../../base/time'
import { findKind, keyOf, kindOf, storedKinds, type Kind } from '../../sim/api/scheme'
import type { KubeObject, Node, Pod, Service } from '../../sim/api/types'
import { buildCluster } from '../../sim/cluster'
import { machine as etcdMachine } from '../../sim/components/etcd/machine'
import type { EtcdContext } from '../../sim/components/etcd/context'
import { isReady, type ApiServer } from '../../sim/components/kube-apiserver/context'
import { watchIds } from '../../sim/components/kube-apiserver/cacher'
import { machine as apiServerMachine } from '../../sim/components/kube-apiserver/machine'
import { machine as kubectlMachine } from '../../sim/components/kubectl/machine'
import { endProcess } from '../../sim/kernel/life'
import { inject } from '../../sim/kernel/react'
import { applyFault } from '../../sim/faults/apply'
import { formatFaultAction } from '../../sim/faults/parse'
import type { Fault } from '../../sim/faults/types'
import { silent, type Recorder } from '../../sim/kernel/recorder'
import { step } from '../../sim/kernel/step'
import { scheduleStart } from '../../sim/kernel/supervisor'
import { clockAtStart, type Flags, type ProcessId, type SimEvent } from '../../sim/kernel/types'
import { World } from '../../sim/kernel/world'
import { components, lives, recordedComponent } from './component'
import type { Change } from './decode'
import { Held } from './held'
import { recordedKubelet, statusOf } from './kubelet'
import { printed } from './printed'
import { recordedMetrics, type Metrics } from './metrics'

/** What a command needs besides its words. */
export interface Surroundings {
  readonly stdin?: string
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** The person presses Ctrl-C so long after Enter. */
  readonly interruptAfter?: Micros
  /** What others type meanwhile, so long after. */
  readonly others?: readonly { readonly after: Micros; readonly argv: readonly string[] }[]
  /** What controllers and kubelets have made of it so long after: a command that waits still then hears of it. */
  readonly outcome?: { readonly after: Micros; readonly changes: readonly Change[] }
}

export interface Output {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

interface Running {
  readonly id: string
  stdout: string
  stderr: string
  exit: number | undefined
}
const ended = ({ exit }: Running): boolean => exit !== undefined

/** Nothing takes time here but what waits for something. */
const flags: Flags = {
  'start-delay-etcd-ms': 0,
  'start-delay-kube-apiserver-ms': 0,
  'apiserver-rbac-load-ms': 0,
  'apiserver-read-latency-ms': 0,
  'apiserver-write-latency-ms': 0,
  'kubectl-start-latency-ms': 0,
  'kubectl-step-latency-ms': 0,
  'etcd-compaction-interval': 0,
  'static-pods': false,
  'warn-of-unmodelled': false
}
/** What a Go program gives that panicked. */
const exitOfPanic = 2
/** A command that has not ended by then is given up. */
const patience = seconds(900)

/**
 * An API server with its etcd that holds exactly the objects it is given, and a person with kubectl; no controller, no kubelet.
 * What was written is there until it is set anew.
 */
export class StateWorld {
  private world: World
  /** The command that runs. */
  private running: Running = { id: '', stdout: '', stderr: '', exit: undefined }
  private commands = 0
  /** Log files of containers, by `NODE:PATH`; undefined: none were kept, so that nothing is known of what they wrote. */
  private logs: Readonly<Record<string, string>> | undefined
  private metrics: Metrics | undefined
  /** The objects that are there. */
  readonly held = new Held(() => this.world)
  private serverClock: Micros = 0
  /** What commands have put into containers, by pod and container. */
  private readonly files = new Map<string, Map<string, string>>()

  private constructor() {
    const cluster = buildCluster(
      { masters: 1, workers: 3, zones: 0, runtime: 'containerd', loadBalancer: false },
      flags
    )
    const recorder: Recorder = {
      ...silent,
      fact: (_entry, _at, _process, fact, detail) => {
        if (detail.id !== this.running.id) return
        if (fact === 'kubectl-output')
          this.running[detail.stream === 'stdout' ? 'stdout' : 'stderr'] += String(detail.text)
        if (fact === 'kubectl-exit') this.running.exit = Number(detail.code)
      },
      // Whatever has ended so says nothing more: its command does.
      log: (_entry, _at, _process, _level, text) => {
        if (!text.startsWith('panic: ') || ended(this.running)) return
        this.running.stderr += `${text}\n`
        this.running.exit = exitOfPanic
      }
    }
    this.world = World.create(
      {
        seed: 1,
        startAt: 0,
        cluster,
        flags,
        processes: [
          {
            id: 'master-1/etcd',
            kind: 'etcd',
            startDelay: 0,
            disk: { member: { value: Object.freeze({ created: 0 }) } }
          },
          { id: 'master-1/kube-apiserver', kind: 'kube-apiserver', startDelay: 0 },
          {
            id: 'users/kubectl',
            kind: 'kubectl',
            startDelay: 0,
            restart: { delay: 0, setting: 'supervisor-restart-delay-s' }
          },
          { id: 'users/clients', kind: 'clients', startDelay: 0 },
          ...components.map((kind) => ({ id: `master-1/${kind}` as const, kind, startDelay: 0 })),
          ...[...cluster.masters, ...cluster.workers].map((machine) => ({
            id: `${machine}/kubelet` as const,
            kind: 'kubelet' as const,
            startDelay: 0
          }))
        ]
      },
      {
        etcd: etcdMachine,
        'kube-apiserver': apiServerMachine,
        kubectl: kubectlMachine,
        'kube-scheduler': recordedComponent,
        'kube-controller-manager': recordedComponent,
        clients: recordedMetrics(
          () => this.metrics,
          () => this.serverClock
        ),
        kubelet: recordedKubelet({
          pod: (uid) => this.podOf(uid),
          files: (pod, container) => this.filesOf(pod, container),
          services: () => this.services(),
          log: (pod, container, restarts) => this.logOf(pod, container, restarts),
          now: () => this.serverClock
        })
      },
      recorder,
      (world, command, entry) => this.befall(world, command.body as Fault, entry)
    )
  }

  /** Its API server answers. */
  static begin(): StateWorld {
    const begun = new StateWorld()
    begun.until(() => begun.server.caches !== undefined && isReady(begun.server) && begun.server.identity !== '')
    begun.held.set([...storedKinds.values()].map((kind) => ({ kind, objects: [] })))
    return begun
  }

  /** Puts exactly these objects in the place of all that are there. `now`: when they were read. */
  hold(objects: readonly KubeObject[], now?: Micros): void {
    for (const name of components)
      if (!lives(name, objects, now)) endProcess(this.world, this.world.process(`master-1/${name}`), -1)
    const byKind = new Map<Kind, KubeObject[]>([...storedKinds.values()].map((kind) => [kind, []]))
    const custom: Change[] = []
    for (const object of objects) {
      const kind = findKind(object.kind, object.apiVersion)
      if (kind) byKind.get(storedKinds.get(kind.plural)!)?.push(object)
      else custom.push({ object })
    }
    this.held.set([...byKind].map(([kind, of]) => ({ kind, objects: of })))
    // What they are is known by the definitions that are there now.
    this.held.change(custom)
  }

  /** Some objects become others, or go, as the server hears from etcd: who watches them hears it too. */
  private happen(changes: readonly Change[]): void {
    const { store } = this.etcd
    for (const change of changes) {
      const kind = this.held.kindOf('gone' in change ? change.gone : change.object)
      if (!kind) continue
      const { namespace = '', name: which } = 'gone' in change ? change.gone : change.object.metadata
      const key = keyOf(kind, namespace === '' ? undefined : namespace, which)
      const prev = store.current.get(key) ?? null
      if ('gone' in change && prev === null) continue
      // Of another of that name only the end of the one before it is heard: the command itself may be who makes it.
      if ('object' in change && prev !== null && uidOf(prev.value) !== change.object.metadata.uid) {
        const { apiVersion, kind: of, metadata } = change.object
        const identity = { apiVersion, kind: of, namespace: metadata.namespace ?? '', name: metadata.name }
        this.happen([{ gone: identity }])
        continue
      }
      const revision = ++store.revision
      if ('gone' in change) store.current.delete(key)
      else
        this.held.put(kind, {
          ...change.object,
          metadata: { ...change.object.metadata, resourceVersion: String(revision) }
        })
      const kv = store.current.get(key) ?? { ...prev!, modRevision: revision }
      const event = { type: 'gone' in change ? ('delete' as const) : ('put' as const), kv, prev }
      this.tell('master-1/kube-apiserver', {
        type: 'etcd.watch.events',
        from: 'master-1/etcd',
        id: watchIds + this.server.caches.get(kind.directory)!.number,
        revision,
        events: [event]
      })
    }
  }

  /** What lies on the nodes: files by `NODE:/var/log/pods/…/0.log`. */
  keepLogs(logs: Readonly<Record<string, string>> | undefined): void {
    this.logs = logs
  }

  /** What the metrics API says, if it is served. */
  keepMetrics(metrics: Metrics | undefined): void {
    this.metrics = metrics
  }

  private podOf(uid: string): Pod | undefined {
    const { store } = this.etcd
    for (const key of store.current.keysUnder('/registry/pods/')) {
      const pod = store.current.get(key)!.value as Pod
      if (pod.metadata.uid === uid) return pod
    }
    return undefined
  }

  private filesOf({ metadata: { uid = '' } }: Pod, container: string): Map<string, string> {
    const key = `${uid}/${container}`
    let files = this.files.get(key)
    if (!files) this.files.set(key, (files = new Map()))
    return files
  }

  private services(): Service[] {
    return this.held.all('services') as Service[]
  }

  private logOf(pod: Pod, container: string, restarts: number): string | undefined {
    const { metadata, spec } = pod
    const place = { pod, container, files: new Map<string, string>(), services: this.services(), now: this.serverClock }
    if (!this.logs) return printed(place, statusOf(pod, container), restarts)
    const folder = `${metadata.namespace ?? ''}_${metadata.name}_${metadata.uid ?? ''}`
    return this.logs[`${spec.nodeName ?? ''}:/var/log/pods/${folder}/${container}/${restarts}.log`]
  }

  /** Runs a command, of which the server answers at one time and kubectl prints at another, by the clock on the wall. */
  run(argv: readonly string[], serverAt: Micros, kubectlAt: Micros, around: Surroundings = {}): Output {
    const { stdin, files, env, interruptAfter, others = [], outcome } = around
    const { world } = this
    this.until(() => world.process('users/kubectl').status === 'running')
    this.held.forgetOwnLease()
    this.setKubelets()
    const begun = world.now
    this.serverClock = serverAt
    world.machine('master-1')!.clockSkew = serverAt - begun - clockAtStart
    world.machine('users')!.clockSkew = kubectlAt - begun - clockAtStart
    const id = `command-${++this.commands}`
    const running: Running = { id, stdout: '', stderr: '', exit: undefined }
    this.running = running
    const more = { ...(files && { files }), ...(env && { env }) }
    this.tell('users/kubectl', { type: 'kubectl.command', id, argv, ...more, ...(stdin !== undefined && { stdin }) })
    for (const [i, { after, argv: words }] of others.entries()) {
      this.until(() => ended(running), begun + after)
      if (ended(running)) break
      world.now = begun + after
      this.tell('users/kubectl', { type: 'kubectl.command', id: `${id}-${i}`, argv: words, ...more })
    }
    if (outcome) {
      this.until(() => ended(running), begun + outcome.after)
      if (!ended(running)) {
        world.now = Math.max(world.now, begun + outcome.after)
        this.happen(outcome.changes)
      }
    }
    const ends = begun + (interruptAfter ?? patience)
    this.until(() => ended(running), ends)
    if (!ended(running)) {
      world.now = Math.max(world.now, ends)
      this.tell('users/kubectl', { type: 'kubectl.interrupt', id })
    }
    const { stdout, stderr, exit = 1 } = running
    return { stdout, stderr, exit }
  }

  /** What will befall machines, by the world's own time. */
  expect(faults: readonly Fault[]): void {
    this.world.plan(faults.map((fault) => ({ at: fault.at, body: fault, text: formatFaultAction(fault) })))
  }

  /** Objects were put into etcd's memory alone: a member that starts anew is given them again. */
  private befall(world: World, fault: Fault, entry: number): void {
    const held = [...this.etcd.store.current.values()]
    const { revision } = this.etcd.store
    applyFault(world, fault, entry)
    if (fault.kind !== 'restart' || fault.target !== 'master-1/etcd') return
    const { store } = this.etcd
    for (const kv of held) store.current.set(kv.key, kv)
    store.revision = Math.max(store.revision, revision)
  }

  /** Time passes for servers. */
  pass(until: Micros): void {
    this.until(() => false, until)
    this.world.now = Math.max(this.world.now, until)
  }

  /** The true time of this world. */
  get now(): Micros {
    return this.world.now
  }

  /** Does something in a copy of this world that is thrown away: the time that it took is none of the others'. */
  aside<T>(act: () => T): T {
    const kept = this.world
    this.world = kept.clone()
    try {
      return act()
    } finally {
      this.world = kept
    }
  }

  /** A node of which the control plane has not heard has no kubelet: its port is closed. */
  private setKubelets(): void {
    const { world } = this
    const { store } = this.etcd
    for (const process of world.processes) {
      if (process.kind !== 'kubelet') continue
      const node = store.current.get(keyOf(kindOf('nodes'), undefined, process.machine.id))?.value as Node | undefined
      const isSilent = (node?.status.conditions ?? []).some(
        ({ type, status }) => type === 'Ready' && status === 'Unknown'
      )
      if (isSilent && process.status === 'running') endProcess(world, process, -1)
      if (!isSilent && process.status === 'stopped') scheduleStart(world, process, world.now, -1, '')
    }
  }

  private get etcd(): EtcdContext {
    return this.world.process('master-1/etcd').context as EtcdContext
  }
  private get server(): ApiServer {
    return this.world.process('master-1/kube-apiserver').context as ApiServer
  }

  private tell(to: ProcessId, event: object): void {
    const { world } = this
    const process = world.process(to)
    inject(world, process, event as SimEvent, world.record('command', process, null, -1, '', event as SimEvent))
  }

  private until(done: () => boolean, at = this.world.now + patience): void {
    while (!done() && this.world.nextAt <= at) step(this.world)
  }
}

const uidOf = (value: unknown): string | undefined => (value as KubeObject).metadata.uid
