import { clusterOf } from '../cluster'
import { describe, expect, it } from 'vitest'
import { Prng } from '../../base/prng'
import { seconds } from '../../base/time'
import { presetOf, prepare } from '../../scenarios'
import { machines } from '.'
import { copy } from '../kernel/copy'
import { Twin } from '../kernel/test-twin'
import type { Boot } from '../cluster'
import type { Kind } from '../protocol'
import { createSimulation } from '../simulation'
import type { TimelineEntry } from '../timeline/timeline'

/** Events compared per component: XState's own `transition()` and the copies it makes are slow. */
const steps = 150

function recordedRun() {
  // The recorded lab's instrument is a component, too, and the agent of a CNI plugin.
  const spec = prepare({
    ...presetOf('ha-worker-fails')!,
    flags: { 'api-probes': true, cni: 'calico', 'cloud-provider': 'external' }
  })
  if (!spec.ok) throw new Error(spec.error)
  // So are programs outside.
  const http = { method: 'GET', target: '/api/v1/nodes?watch=true', headers: {} }
  const outside = [
    { at: seconds(1), act: { type: 'clients.dial', conn: 'outside-1' } },
    {
      at: seconds(2),
      act: { type: 'clients.request', conn: 'outside-1', id: 1, http, user: 'admin', groups: ['system:masters'] }
    },
    { at: seconds(15), act: { type: 'clients.cancel', conn: 'outside-1', id: 1 } },
    { at: seconds(16), act: { type: 'clients.close', conn: 'outside-1' } }
  ] as const
  // And programs that are run on a machine by hand.
  const kubectl = [
    ...spec.value.kubectl,
    { at: seconds(1), on: 'master-1', line: 'etcdctl endpoint status' },
    { at: seconds(1), on: 'master-1', line: 'kubeadm token list' }
  ]
  // And what somebody deploys.
  const manifests = [
    ...(spec.value.manifests ?? []),
    `{ apiVersion: v1, kind: Pod, metadata: { name: metrics, namespace: kube-system }, spec: {
       containers: [{ name: metrics, image: "registry.k8s.io/metrics-server/metrics-server:v0.8.0",
           args: [--kubelet-insecure-tls, --kubelet-preferred-address-types=InternalIP, --metric-resolution=15s] },
         { name: create, image: "registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.5.2", args: [create,
           --namespace=kube-system, --secret-name=hook] }] } }\n`,
    `{ apiVersion: v1, kind: Pod, metadata: { name: telemetry }, spec: {
       containers: [{ name: agent, image: "registry.example.com/telemetry-agent:v1" }] } }\n`,
    `{ apiVersion: v1, kind: Pod, metadata: { name: mesh }, spec: {
       containers: [{ name: proxy, image: "registry.example.com/mesh-proxy:v1" }] } }\n`,
    `{ apiVersion: v1, kind: Pod, metadata: { name: provisioner }, spec: {
       containers: [{ name: nfs, image: "registry.k8s.io/sig-storage/nfs-subdir-external-provisioner:v4.0.2", env: [
         { name: PROVISIONER_NAME, value: example.org/nfs }, { name: NFS_SERVER, value: 10.0.0.9 },
         { name: NFS_PATH, value: /export }] }] } }\n`,
    `{ apiVersion: v1, kind: Pod, metadata: { name: fabric }, spec: {
       containers: [{ name: fabric, image: "ghcr.io/nginx/nginx-gateway-fabric:2.5.0", args: [controller] },
         { name: other, image: "busybox", command: [sleep, "1000"] }] } }\n`,
    `{ apiVersion: v1, kind: Pod, metadata: { name: scaler }, spec: { containers: [{ name: scaler,
       image: "registry.k8s.io/autoscaling/cluster-autoscaler:v1.35.0", command: [./cluster-autoscaler, --nodes=1:5:workers] }] } }\n`,
    `{ apiVersion: v1, kind: Pod, metadata: { name: gardener }, spec: {
       containers: [{ name: manager, image: "ghcr.io/example/gardener:v1", args: [--leader-elect, --leader-election-id=gardener] }] } }\n`,
    `{ apiVersion: v1, kind: Pod, metadata: { name: writer }, spec: { containers: [{ name: c, image: "busybox:1.36",
       command: [sh, -c, "while true; do date >> /data/log; sleep 1; done"], volumeMounts: [{ name: v, mountPath: /data }] }],
       volumes: [{ name: v, nfs: { server: 10.96.0.50, path: /export } }] } }\n`,
    `{ apiVersion: v1, kind: Pod, metadata: { name: entrance }, spec: {
       containers: [{ name: controller, image: "registry.k8s.io/ingress-nginx/controller:v1.15.1" }] } }`
  ]
  const simulation = createSimulation({ ...spec.value, manifests, outside, kubectl })
  simulation.history.advance(seconds(20))
  return simulation
}

describe('every component, on the events of a real run', () => {
  const { history } = recordedRun()
  const { timeline, head } = history
  for (const [kind, machine] of Object.entries(machines) as [Kind, (typeof machines)[Kind]][]) {
    it(`${kind}: the table does what XState does`, () => {
      const process = head.processes.find((found) => found.kind === kind)!
      const events: TimelineEntry[] = []
      for (let seq = 0; seq < timeline.length && events.length < steps; seq++) {
        const entry = timeline.get(seq)
        if (
          entry.process === process.index &&
          entry.event &&
          ['message', 'timer', 'notice', 'disk'].includes(entry.kind)
        )
          events.push(entry)
      }
      expect(events.length).toBeGreaterThan(0)
      const boot = (): Boot => ({
        self: process.id,
        machine: process.machine.id,
        now: events[0]!.at,
        rng: Prng.fromSeed(7),
        config: head.setup.flags,
        cluster: clusterOf(head),
        disk: head.setup.processes.find(({ id }) => id === process.id)?.disk ?? {},
        bootId: 1,
        incarnation: 1,
        argv: [],
        account: '',
        address: process.address
      })
      const twin = new Twin(machine, boot)
      for (const { event, at } of events) twin.take(event!, at)
    }, 120_000)
  }

  it('a checkpoint has the same future as the world it was taken of', () => {
    const copied = copy(head.processes.map((process) => process.context))
    expect(copied).toEqual(head.processes.map((process) => process.context))
    const whole = recordedRun().history
    expect(whole.timeline.digest()).toBe(timeline.digest())
    // A seek replays from a checkpoint; the digest of what it replays must be what was recorded.
    for (const at of [3, 7, 12, 19]) {
      const world = history.seek(seconds(at))
      expect(world.entries).toBe(timeline.firstAt(seconds(at) + 1))
    }
  })
})
