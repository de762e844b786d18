/** A cluster as kubectl prints it, made by a few numbers: what the tests of `yours` read. */
interface Size {
  readonly zones: readonly string[]
  readonly masters: number
  readonly workers: number
  readonly cpu: number
  readonly memoryGib: number
}

interface Workload {
  readonly name: string
  readonly kind?: 'Deployment' | 'StatefulSet' | 'DaemonSet'
  readonly replicas: number
  readonly cpu: string
  readonly memory?: string
  /** More of a pod's spec. */
  readonly spec?: Readonly<Record<string, unknown>>
  readonly budget?: Readonly<Record<string, unknown>>
  /** Nodes of its pods, in turn; without any they are spread. */
  readonly on?: readonly string[]
}

type Thing = Readonly<Record<string, unknown>>

export function clusterText(size: Size, workloads: readonly Workload[], more: readonly Thing[] = []): string {
  const nodes = nodesOf(size)
  const workers = nodes.filter(({ master }) => !master).map(({ name }) => name)
  let turn = 0
  const items: Thing[] = [...nodes.map(({ object }) => object), ...more]
  for (const workload of workloads) {
    const { name, kind = 'Deployment', replicas, budget, on = workers } = workload
    const labels = { app: name }
    const template = { metadata: { labels, creationTimestamp: null }, spec: podSpec(workload) }
    const metadata = meta(name)
    const spec = {
      ...(kind !== 'DaemonSet' && { replicas }),
      selector: { matchLabels: labels },
      template,
      serviceName: name
    }
    items.push({ apiVersion: 'apps/v1', kind, metadata, spec, status: { replicas } })
    const owner = kind === 'Deployment' ? { kind: 'ReplicaSet', name: `${name}-6d4cf56db6` } : { kind, name }
    if (kind === 'Deployment')
      items.push({
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { ...meta(owner.name), ownerReferences: [{ apiVersion: 'apps/v1', kind, name, controller: true }] },
        spec: { replicas, selector: { matchLabels: labels }, template }
      })
    const count = kind === 'DaemonSet' ? workers.length : replicas
    for (let i = 0; i < count; i++)
      items.push({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          ...meta(kind === 'StatefulSet' ? `${name}-${i}` : `${owner.name}-${i}`),
          labels,
          ownerReferences: [{ apiVersion: 'apps/v1', ...owner, controller: true }]
        },
        spec: {
          ...podSpec(workload),
          nodeName: on[turn++ % on.length],
          serviceAccountName: 'default',
          dnsPolicy: 'ClusterFirst'
        },
        status: { phase: 'Running', podIP: '10.244.1.7' }
      })
    if (budget)
      items.push({
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: meta(name),
        spec: { ...budget, selector: { matchLabels: labels } },
        status: { disruptionsAllowed: 0 }
      })
  }
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items })
}

const meta = (name: string) => ({
  name,
  namespace: 'shop',
  uid: `0b1c6d7e-${name}`,
  creationTimestamp: '2026-01-05T10:00:00Z',
  managedFields: [{ manager: 'kubectl', operation: 'Update', fieldsV1: { 'f:spec': {} } }]
})

const podSpec = ({ cpu, memory = '128Mi', spec }: Workload) => ({
  containers: [
    {
      name: 'app',
      image: 'registry.example.com/shop/app:4.2.0',
      env: [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'token', key: 'value' } } }],
      resources: { requests: { cpu, memory } },
      readinessProbe: { httpGet: { path: '/healthz', port: 8080 } },
      terminationMessagePath: '/dev/termination-log'
    }
  ],
  restartPolicy: 'Always',
  ...spec
})

function nodesOf({ zones, masters, workers, cpu, memoryGib }: Size) {
  const node = (name: string, master: boolean, i: number) => ({
    name,
    master,
    object: {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: {
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          ...(zones.length > 0 && { 'topology.kubernetes.io/zone': zones[i % zones.length] }),
          ...(master ? { 'node-role.kubernetes.io/control-plane': '' } : { pool: i % 10 === 9 ? 'gpu' : 'general' })
        }
      },
      spec: master ? { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] } : {},
      status: {
        allocatable: {
          cpu: String(cpu),
          memory: `${memoryGib * 1024 * 1024}Ki`,
          pods: '110',
          'ephemeral-storage': '95551679124'
        },
        conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
        nodeInfo: { kubeletVersion: 'v1.36.0' }
      }
    }
  })
  return [
    ...Array.from({ length: masters }, (_, i) =>
      node(masters === 1 ? 'shop-control-plane' : `shop-control-plane-${i}`, true, i)
    ),
    ...Array.from({ length: workers }, (_, i) => node(`shop-worker-${i}`, false, i))
  ]
}
