import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { Prng } from '../../base/prng'
import { seconds } from '../../base/time'
import { presetOf, prepare, type Scenario } from '../../scenarios'
import { clusterOf, type Boot } from '../cluster'
import { Twin } from '../kernel/test-twin'
import { act } from '../kernel/test-actions'
import { clockAtStart, type Message, type ProcessContext, type SimEvent } from '../kernel/types'
import { createSimulation, type KubectlCommand } from '../simulation'
import { runBench } from '../testing/world'
import type { History } from '../timeline/history'
import { machines } from '.'

/** Pods that walk through the kubelet's charts: hooks, probes, environment, back-offs, a bad image, init containers. */
const pods = `
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { a: b }
---
apiVersion: v1
kind: Pod
metadata: { name: busy }
spec:
  terminationGracePeriodSeconds: 5
  initContainers:
  - { name: init, image: "busybox:1.36", command: [sh, -c, "sleep 1"] }
  containers:
  - name: app
    image: nginx:1.25
    envFrom: [{ configMapRef: { name: settings } }]
    lifecycle:
      postStart: { exec: { command: [sh, -c, "true"] } }
      preStop: { exec: { command: [sh, -c, "sleep 2"] } }
    ports: [{ containerPort: 80 }]
    startupProbe: { httpGet: { port: 80, path: / }, periodSeconds: 1 }
    readinessProbe: { exec: { command: [sh, -c, "true"] }, periodSeconds: 2 }
    livenessProbe: { tcpSocket: { port: 81 }, periodSeconds: 3, initialDelaySeconds: 4, failureThreshold: 2 }
  volumes:
  - { name: config, configMap: { name: later } }
  - { name: share, nfs: { server: 10.96.0.50, path: /export } }
---
apiVersion: v1
kind: Pod
metadata: { name: crash }
spec:
  containers:
  - { name: app, image: "busybox:1.36", command: [sh, -c, "sleep 1; exit 1"] }
---
apiVersion: v1
kind: Pod
metadata: { name: none }
spec:
  containers:
  - { name: app, image: "nowhere.invalid/none:1" }
`
/** One that writes to a volume of the network. */
const writer = JSON.parse(
  `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"writer"},"spec":{"containers":[{"name":"c","image":"busybox:1.36","command":["sh","-c","while true; do date >> /data/log; sleep 1; done"],"volumeMounts":[{"name":"v","mountPath":"/data"}]}],"volumes":[{"name":"v","nfs":{"server":"10.96.0.50","path":"/export"}}]}}`
) as NonNullable<Scenario['workloads']>[number]
/** One whose program is not there: runc cannot start it. */
const typo = `
---
apiVersion: v1
kind: Pod
metadata: { name: typo }
spec:
  containers:
  - { name: app, image: "busybox:1.36", command: [shh] }
`
const later = `
apiVersion: v1
kind: ConfigMap
metadata: { name: later }
data: { c: d }
`

/** An API server that goes and comes under its clients. */
const restarts: Scenario = {
  ...presetOf('single-master-fails')!,
  faults: [
    '6s restart master-1/kube-apiserver',
    '14s kill master-1/kube-apiserver',
    '22s pause master-1/kube-apiserver'
  ]
}

const keeping = { 'users-connections': 3, 'users-keepalive-time': 5, 'users-rate-per-s': 1 }

/** An API server with its etcd, which dies and hangs under what is asked. */
function apiServerAndEtcd(): History {
  interface Asker extends ProcessContext {
    asked: number
  }
  interface Asked {
    send(to: string, message: Message): void
  }
  const questions = [
    { verb: 'get', resource: 'nodes', name: 'x' },
    { verb: 'watch', resource: 'nodes' },
    { verb: 'watch', resource: 'pods', options: { resourceVersion: '1', timeoutSeconds: 2 } },
    { verb: 'create', resource: 'configmaps', namespace: 'default', body: { metadata: { generateName: 'c-' } } },
    { verb: 'list', resource: 'secrets', user: 'nobody' },
    { verb: 'list', resource: 'clusterroles', options: { resourceVersion: '0' } }
  ]
  const question = (id: number, conn: string, out: Asked): void => {
    const asked = questions[id % questions.length]!
    const request: Message = Object.assign({ type: 'api.request', user: 'admin', userAgent: 'test' }, asked, {
      conn,
      id
    })
    out.send('master-1/kube-apiserver', request)
    const closing: Message = Object.assign({ type: 'conn.close' }, { conn })
    if (id % 10 === 9) out.send('master-1/kube-apiserver', closing)
  }
  const asker = setup({
    types: { context: {} as Asker, events: {} as SimEvent, input: {} as Boot },
    actions: {
      ask: act<Asker, SimEvent>((context, _event, out) => {
        const id = context.asked++
        const conn = `c${Math.floor(id / 10)}`
        if (id % 10 === 0) out.connect('master-1/kube-apiserver', id, undefined, conn)
        else question(id, conn, out)
        out.timer('ask', seconds(0.4), 'test', { type: 'ask' })
      }),
      connected: act<Asker, SimEvent & { ref: number }>((_context, { ref }, out) =>
        question(ref, `c${Math.floor(ref / 10)}`, out)
      )
    }
  }).createMachine({
    id: 'asker',
    context: ({ input: { self, now, rng, config } }) => ({ self, now, rng, config, asked: 0 }),
    entry: 'ask',
    on: { ask: { actions: 'ask' }, 'net.connected': { actions: 'connected' } }
  })
  const target = 'master-1/etcd'
  return runBench(
    {
      // A list is long there.
      flags: { 'request-timeout': 5, 'apiserver-cpu-json-ms-per-kib': 1 },
      processes: [
        { id: target, kind: 'etcd', startDelay: 0 },
        { id: 'master-1/kube-apiserver', kind: 'kube-apiserver', startDelay: seconds(1.5) },
        { id: 'users/traffic', kind: 'users', startDelay: seconds(3) }
      ],
      machines: { ...machines, users: asker },
      faults: [
        { kind: 'pause', at: seconds(4), target },
        { kind: 'kill', at: seconds(10), target },
        { kind: 'restart', at: seconds(12), target }
      ]
    },
    seconds(40)
  )
}

/** A cluster in which one more pod runs. */
const withPod = (container: { readonly name: string; readonly image: string }): Scenario => ({
  ...restarts,
  workloads: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one' }, spec: { containers: [container] } }]
})

/** Which run and which process shows a component's charts, and how many of its events are compared (XState is slow). */
const shown: Readonly<
  Record<
    string,
    {
      scenario: Scenario
      kubectl: KubectlCommand[]
      /** Without one, the first of its kind: pods have names that chance gave. */
      process?: string
      without?: RegExp
      steps: number
      history?: () => History
    }
  >
> = {
  'kube-apiserver': {
    scenario: restarts,
    kubectl: [],
    process: 'master-1/kube-apiserver',
    // Their context is large, and XState copies it at every action.
    without: /^(bookmarks|compaction)$/,
    steps: 700,
    history: apiServerAndEtcd
  },
  kubelet: {
    scenario: {
      ...presetOf('single-master-fails')!,
      cluster: { ...presetOf('single-master-fails')!.cluster, workers: 1 },
      workloads: [],
      faults: []
    },
    kubectl: [
      { at: seconds(0), line: 'create -f -', stdin: pods },
      { at: seconds(2), line: 'create -f -', stdin: later },
      { at: seconds(40), line: 'delete pod busy crash none' }
    ],
    process: 'worker-1/kubelet',
    steps: 900
  },
  'container-runtime': {
    scenario: {
      ...presetOf('single-master-fails')!,
      cluster: { ...presetOf('single-master-fails')!.cluster, workers: 1 },
      workloads: [],
      faults: []
    },
    kubectl: [
      { at: seconds(0), line: 'create -f -', stdin: pods + typo },
      { at: seconds(2), line: 'create -f -', stdin: later },
      { at: seconds(40), line: 'delete pod busy crash none' }
    ],
    process: 'worker-1/container-runtime',
    steps: 900
  },
  'kube-controller-manager': {
    scenario: { ...restarts, workloads: [] },
    kubectl: [],
    process: 'master-1/kube-controller-manager',
    steps: 200
  },
  'kube-scheduler': {
    scenario: restarts,
    kubectl: [],
    process: 'master-1/kube-scheduler',
    steps: 200
  },
  'kube-proxy': {
    scenario: restarts,
    kubectl: [],
    process: 'worker-1/kube-proxy',
    steps: 400
  },
  'calico-node': {
    scenario: { ...restarts, flags: { ...restarts.flags, cni: 'calico' } },
    kubectl: [],
    process: 'worker-1/calico-node',
    steps: 200
  },
  coredns: {
    scenario: restarts,
    kubectl: [{ at: seconds(2), line: 'exec busy -- nslookup web' }],
    steps: 200
  },
  'mesh-proxy': {
    scenario: withPod({ name: 'proxy', image: 'registry.example.com/mesh-proxy:v1' }),
    kubectl: [],
    steps: 100
  },
  'nginx-ingress-controller': {
    scenario: withPod({ name: 'controller', image: 'registry.k8s.io/ingress-nginx/controller:v1.15.1' }),
    kubectl: [],
    steps: 100
  },
  'telemetry-agent': {
    scenario: withPod({ name: 'agent', image: 'registry.example.com/telemetry-agent:v1' }),
    kubectl: [],
    steps: 100
  },
  'metrics-server': {
    scenario: {
      ...restarts,
      workloads: [
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'metrics', namespace: 'kube-system' },
          spec: {
            containers: [
              {
                name: 'metrics',
                image: 'registry.k8s.io/metrics-server/metrics-server:v0.8.0',
                args: [
                  '--kubelet-insecure-tls',
                  '--kubelet-preferred-address-types=InternalIP',
                  '--metric-resolution=15s'
                ]
              }
            ]
          }
        }
      ]
    },
    kubectl: [],
    steps: 200
  },
  'kube-webhook-certgen': {
    scenario: {
      ...restarts,
      workloads: [
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'certgen' },
          spec: {
            containers: [
              {
                name: 'create',
                image: 'registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.5.2',
                args: ['create', '--namespace=default', '--secret-name=hook']
              }
            ]
          }
        }
      ]
    },
    kubectl: [],
    steps: 50
  },
  storage: {
    scenario: { ...restarts, workloads: [writer] },
    kubectl: [],
    steps: 10
  },
  'external-provisioner': {
    scenario: {
      ...restarts,
      workloads: [
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'provisioner' },
          spec: {
            containers: [
              {
                name: 'provisioner',
                image: 'registry.k8s.io/sig-storage/nfs-subdir-external-provisioner:v4.0.2',
                env: [
                  { name: 'PROVISIONER_NAME', value: 'example.org/nfs' },
                  { name: 'NFS_SERVER', value: '10.0.0.9' },
                  { name: 'NFS_PATH', value: '/export' }
                ]
              }
            ]
          }
        }
      ]
    },
    kubectl: [],
    steps: 50
  },
  'nginx-gateway-fabric': {
    scenario: {
      ...restarts,
      workloads: [
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'fabric' },
          spec: {
            containers: [{ name: 'fabric', image: 'ghcr.io/nginx/nginx-gateway-fabric:2.5.0', args: ['controller'] }]
          }
        }
      ]
    },
    kubectl: [],
    steps: 50
  },
  operator: {
    scenario: {
      ...restarts,
      workloads: [
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'gardener' },
          spec: {
            containers: [
              {
                name: 'manager',
                image: 'ghcr.io/example/gardener:v1',
                args: ['--leader-elect', '--leader-election-id=gardener']
              }
            ]
          }
        }
      ]
    },
    kubectl: [],
    steps: 50
  },
  'cloud-controller-manager': {
    scenario: { ...restarts, flags: { 'cloud-provider': 'external' } },
    kubectl: [],
    steps: 50
  },
  'cluster-autoscaler': {
    scenario: {
      ...restarts,
      flags: { 'cloud-provider': 'external' },
      workloads: [
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'autoscaler' },
          spec: {
            containers: [
              {
                name: 'autoscaler',
                image: 'registry.k8s.io/autoscaling/cluster-autoscaler:v1.36.0',
                command: ['./cluster-autoscaler']
              }
            ]
          }
        }
      ]
    },
    kubectl: [],
    steps: 50
  },
  kubectl: {
    scenario: restarts,
    kubectl: [
      { at: seconds(1), line: 'get pods' },
      { at: seconds(15), line: 'get nodes' }
    ],
    process: 'users/kubectl',
    steps: 100
  },
  kubeadm: {
    scenario: restarts,
    kubectl: [
      { at: seconds(1), on: 'master-1', line: 'kubeadm token create' },
      { at: seconds(13), on: 'master-1', line: 'kubeadm upgrade plan' }
    ],
    process: 'master-1/kubeadm',
    steps: 100
  },
  users: {
    scenario: { ...restarts, flags: keeping, faults: ['12s crash worker-1', '40s restart worker-1'] },
    kubectl: [],
    process: 'users/traffic',
    steps: 150
  },
  'load-balancer': {
    scenario: {
      ...presetOf('ha-master-fails')!,
      // Some clients are quiet for longer.
      flags: { 'haproxy-timeout-client-ms': 5_000 },
      faults: ['10s crash master-1', '30s restart master-1']
    },
    kubectl: [],
    process: 'lb/load-balancer',
    steps: 6_000
  }
}

const walkedElsewhere: ReadonlySet<string> = new Set(['leader-election', 'connection', 'deletion'])

describe('every sub-chart, on the events of a run that shows it', () => {
  for (const [kind, machine] of Object.entries(machines)) {
    const charts = (machine as { charts?: readonly { machine: { id: string } }[] }).charts ?? []
    if (charts.length === 0) continue
    it(`${kind}: the tables do what XState does`, () => {
      const { scenario, kubectl, process: id, without, steps, history: run } = shown[kind]!
      const spec = prepare(scenario)
      if (!spec.ok) throw new Error(spec.error)
      const history = run?.() ?? createSimulation({ ...spec.value, kubectl }).history
      history.advance(seconds(70))
      const { timeline, head } = history
      const process = id === undefined ? head.processes.find((one) => one.kind === kind)! : head.process(id)
      let first = 0
      while (timeline.get(first).kind !== 'start' || timeline.get(first).process !== process.index) first++
      const boot = (): Boot => ({
        self: process.id,
        machine: process.machine.id,
        now: timeline.at(first) + clockAtStart,
        rng: Prng.forName(head.setup.seed, `${process.id}#1`),
        config: head.setup.flags,
        cluster: clusterOf(head),
        disk: {},
        bootId: 1,
        incarnation: 1,
        argv: [],
        account: '',
        address: process.address
      })
      const twin = new Twin(machine, boot)
      let taken = 0
      for (let seq = first + 1; seq < timeline.length && taken < steps; seq++) {
        const entry = timeline.get(seq)
        const isStep = ['message', 'timer', 'notice', 'disk'].includes(entry.kind)
        if (entry.process !== process.index || !entry.event || !isStep || without?.test(entry.type)) continue
        twin.take(entry.event, entry.at + clockAtStart)
        taken++
      }
      expect(taken, `${process.id} had nothing to do`).toBeGreaterThan(0)
      for (const { machine } of charts) {
        // All clients of the API have this one; kube-proxy's run shows it. Some are walked beside their chart.
        if (walkedElsewhere.has(machine.id) || (machine.id === 'informer' && kind !== 'kube-proxy')) continue
        const { edges } = twin.table.charts.get(machine.id)!.shape
        const leading = edges.filter(({ inner }) => !inner).length
        const walked = [...twin.edges].filter((edge) => edge.startsWith(`${machine.id} `)).length
        expect(walked / leading, `${machine.id}: ${walked} of ${leading} transitions`).toBeGreaterThan(0.4)
      }
    }, 120_000)
  }
})
