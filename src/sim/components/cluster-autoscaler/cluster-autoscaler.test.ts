import { expect, it } from 'vitest'
import { Prng } from '../../../base/prng'
import { seconds } from '../../../base/time'
import type { KubeObject, Node, Pod } from '../../api/types'
import { clusterOf } from '../../cluster'
import { Twin } from '../../kernel/test-twin'
import { clockAtStart } from '../../kernel/types'
import { createSimulation, type KubectlCommand, type RunSpec } from '../../simulation'
import { storedObjects } from '../../view/truth'
import '../../whole'
import { machine } from './machine'

type World = Parameters<typeof storedObjects>[0]

/** The Deployment of the autoscaler's examples, with its waits shortened. */
const autoscaler = (...more: string[]) => `
apiVersion: v1
kind: ServiceAccount
metadata: { name: cluster-autoscaler, namespace: kube-system }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: cluster-autoscaler }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: ServiceAccount, name: cluster-autoscaler, namespace: kube-system }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cluster-autoscaler, namespace: kube-system, labels: { app: cluster-autoscaler } }
spec:
  replicas: 1
  selector: { matchLabels: { app: cluster-autoscaler } }
  template:
    metadata: { labels: { app: cluster-autoscaler } }
    spec:
      serviceAccountName: cluster-autoscaler
      nodeSelector: { node-role.kubernetes.io/control-plane: "" }
      tolerations: [{ operator: Exists }]
      containers:
      - name: cluster-autoscaler
        image: registry.k8s.io/autoscaling/cluster-autoscaler:v1.36.0
        command:
        - ./cluster-autoscaler
        - --v=4
        - --cloud-provider=gce
        - --nodes=1:4:workers
        - --scale-down-unneeded-time=60s
        - --scale-down-delay-after-add=60s
${more.map((flag) => `        - ${flag}\n`).join('')}`

const web = (replicas: number, cpu = '1500m') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: "nginx:1.27", resources: { requests: { cpu: ${cpu}, memory: 64Mi } } }]
`

const run = (
  manifests: readonly string[],
  kubectl: readonly KubectlCommand[],
  until: number,
  flags: RunSpec['flags'] = {}
) => {
  const simulation = createSimulation({
    cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'cloud-provider': 'external', 'machine-boot-s': 30, 'users-rate-per-s': 0, ...flags },
    seed: 5,
    manifests,
    kubectl,
    faults: []
  })
  simulation.history.advance(seconds(until))
  return simulation
}

const line = (at: number, text: string): KubectlCommand => ({ at: seconds(at), line: text })
const running = (world: World) =>
  storedObjects<Pod>(world, 'pods').filter(
    ({ metadata, status }) => metadata.labels?.app === 'web' && status.phase === 'Running'
  ).length
const names = (world: World) => storedObjects<Node>(world, 'nodes').map(({ metadata }) => metadata.name)
type Event = KubeObject & { reason: string; message: string; count?: number }
const told = (world: World, ...reasons: string[]) =>
  storedObjects<Event>(world, 'events')
    .filter(({ reason }) => reasons.includes(reason))
    .map(({ reason, message }) => `${reason}: ${message}`)

/** The chart of deletions, on the events of a run in which a node is removed: the tables do what XState does. */
function walk({ timeline, head }: ReturnType<typeof run>['history']): void {
  const process = head.processes.find(({ kind }) => kind === 'cluster-autoscaler')!
  let first = 0
  while (timeline.get(first).kind !== 'start' || timeline.get(first).process !== process.index) first++
  const twin = new Twin(machine, () => ({
    self: process.id,
    machine: process.machine.id,
    now: timeline.at(first) + clockAtStart,
    rng: Prng.forName(head.setup.seed, `${process.id}#1`),
    config: head.setup.flags,
    cluster: clusterOf(head),
    disk: {},
    bootId: 1,
    incarnation: 1,
    argv: process.parent!.argv ?? [],
    account: process.parent!.account ?? '',
    owner: process.parent!.owner,
    address: process.address
  }))
  for (let seq = first + 1; seq < timeline.length; seq++) {
    const entry = timeline.get(seq)
    if (entry.process === process.index && entry.event && ['message', 'timer', 'notice'].includes(entry.kind))
      twin.take(entry.event, entry.at + clockAtStart)
  }
  expect([...twin.edges].filter((edge) => edge.startsWith('deletion ')).length).toBeGreaterThan(2)
}

it('pods without a place bring a machine, and when nobody needs it any more it goes', () => {
  const { history, breaches } = run(
    // Three do not fit on one machine: none is taken away before the scale.
    [autoscaler(), web(3)],
    [line(10, 'scale deployment web --replicas=6'), line(150, 'scale deployment web --replicas=2')],
    420
  )
  const grown = history.seek(seconds(120))
  expect(names(grown)).toContain('worker-3')
  expect(running(grown)).toBe(6)
  expect(told(grown, 'TriggeredScaleUp', 'ScaledUpGroup').sort()).toEqual([
    'ScaledUpGroup: Scale-up: group workers size set to 3 instead of 2 (max: 4)',
    'ScaledUpGroup: Scale-up: setting group workers size to 3 instead of 2 (max: 4)',
    'TriggeredScaleUp: pod triggered scale-up: [{workers 2->3 (max: 4)}]',
    'TriggeredScaleUp: pod triggered scale-up: [{workers 2->3 (max: 4)}]'
  ])
  walk(history)
  const world = history.head
  expect(running(world)).toBe(2)
  expect(told(world, 'ScaleDown', 'ScaleDownEmpty').length).toBeGreaterThan(0)
  expect(world.machines.some(({ id, gone }) => id.startsWith('worker-') && gone)).toBe(true)
  expect(breaches).toEqual([])
})

it('what no machine of a group would take, or a group that is full, is told to the pod', () => {
  const { history } = run([autoscaler('--max-nodes-total=9'), web(1, '5')], [], 40)
  expect(told(history.head, 'NotTriggerScaleUp')).toEqual([
    "NotTriggerScaleUp: pod didn't trigger scale-up: 1 Insufficient cpu"
  ])
  const full = run([autoscaler(), web(12)], [], 180)
  expect(names(full.history.head).filter((name) => name.startsWith('worker-'))).toHaveLength(4)
  expect(told(full.history.head, 'NotTriggerScaleUp')[0]).toBe(
    "NotTriggerScaleUp: pod didn't trigger scale-up: 1 max node group size reached"
  )
})

it('a quota is met: the machine that cannot be had is taken off the group, which rests', () => {
  const { history } = run([autoscaler(), web(6)], [], 120, { 'cloud-quota-machines': 2 })
  expect(names(history.head).filter((name) => name.startsWith('worker-'))).toHaveLength(2)
  expect(told(history.head, 'NotTriggerScaleUp')[0]).toContain('1 in backoff after failed scale-up')
})

it('a machine that somebody else deletes is made anew by its group', () => {
  const simulation = createSimulation({
    cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'cloud-provider': 'external', 'machine-boot-s': 30 },
    seed: 5,
    manifests: [],
    kubectl: [],
    faults: [{ kind: 'remove', at: seconds(5), machine: 'worker-2' }]
  })
  simulation.history.advance(seconds(80))
  expect(names(simulation.history.head)).toContain('worker-3')
})
