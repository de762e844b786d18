import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { createSimulation } from '../..'

const definition = (group: string, kind: string, plural: string, scope = 'Namespaced') => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: ${plural}.${group}, annotations: { api-approved.kubernetes.io: "https://example.org/1" } }
spec:
  group: ${group}
  names: { kind: ${kind}, plural: ${plural}, singular: ${kind.toLowerCase()} }
  scope: ${scope}
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }]
`
const gateways = 'gateway.networking.k8s.io'
const object = (apiVersion: string, kind: string, name: string, spec: string) => `
apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: ${name} }
spec: ${spec}
`
const daemon = (name: string) => `
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: a } }
  template: { metadata: { labels: { app: a } }, spec: { containers: [{ name: a, image: "registry.example.com/a:1" }] } }
`

/** The warning of each object that is applied, by its name. */
function warned(objects: Readonly<Record<string, string>>): Record<string, string> {
  const names = Object.keys(objects)
  const { history } = createSimulation({
    cluster: { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'client-rate-per-s': 0, 'users-rate-per-s': 0 },
    seed: 1,
    faults: [],
    manifests: [
      definition('argoproj.io', 'Rollout', 'rollouts'),
      definition('cert-manager.io', 'Issuer', 'issuers'),
      definition('cert-manager.io', 'Certificate', 'certificates'),
      definition('stable.example.com', 'CronTab', 'crontabs'),
      definition(gateways, 'GatewayClass', 'gatewayclasses', 'Cluster'),
      definition(gateways, 'Gateway', 'gateways'),
      definition(gateways, 'GRPCRoute', 'grpcroutes')
    ],
    kubectl: names.map((name, i) => ({
      at: seconds(5 + i),
      line: `apply -f ${name}.yaml`,
      files: { [`${name}.yaml`]: objects[name]! }
    }))
  })
  history.advance(seconds(6 + names.length))
  const said = (i: number) =>
    history.timeline.facts
      .filter(({ fact, at }) => fact === 'kubectl-output' && at >= seconds(5 + i) && at < seconds(6 + i))
      .map(({ detail }) => ('text' in detail ? String(detail.text) : ''))
      .join('')
  return Object.fromEntries(names.map((name, i) => [name, /Warning: (.*)/.exec(said(i))?.[1] ?? '']))
}

describe('an object on which nothing acts', () => {
  it('says so when it is applied, and one of which nobody knows, nothing', () => {
    const told = warned({
      rollout: object('argoproj.io/v1', 'Rollout', 'web', '{ replicas: 1 }'),
      certificate: object('cert-manager.io/v1', 'Certificate', 'tls', '{ secretName: tls }'),
      acme: object('cert-manager.io/v1', 'Issuer', 'acme', '{ acme: { server: "https://acme.example.org" } }'),
      own: object('cert-manager.io/v1', 'Issuer', 'own', '{ selfSigned: {} }'),
      crontab: object('stable.example.com/v1', 'CronTab', 'tab', '{ image: x }'),
      disks:
        '{ apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: { name: disks }, provisioner: disks.csi.example.org }',
      here: '{ apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: { name: here }, provisioner: kubernetes.io/no-provisioner }',
      disk: object(
        'v1',
        'PersistentVolume',
        'disk',
        '{ capacity: { storage: 1Gi }, accessModes: [ReadWriteOnce], csi: { driver: disks.csi.example.org, volumeHandle: a } }'
      ),
      other: object(`${gateways}/v1`, 'GatewayClass', 'other', '{ controllerName: example.org/gateways }'),
      nginx: object(
        `${gateways}/v1`,
        'GatewayClass',
        'nginx',
        '{ controllerName: gateway.nginx.org/nginx-gateway-controller }'
      ),
      front: object(`${gateways}/v1`, 'Gateway', 'front', '{ gatewayClassName: other, listeners: [] }'),
      back: object(`${gateways}/v1`, 'Gateway', 'back', '{ gatewayClassName: nginx, listeners: [] }'),
      grpc: object(`${gateways}/v1`, 'GRPCRoute', 'grpc', '{}'),
      flannel: daemon('kube-flannel-ds'),
      agent: daemon('agent')
    })
    const kept = (kind: string) =>
      `this simulation keeps ${kind} objects, but does not model what their controller does with them`
    expect(told.rollout).toBe(kept('Rollout'))
    // cert-manager works on these, but asks nobody outside.
    expect(told.certificate).toBe('')
    expect(told.own).toBe('')
    expect(told.disks).toContain(
      'no driver disks.csi.example.org: nothing provisions or expands volumes of StorageClass disks'
    )
    expect(told.here).toBe('')
    expect(told.disk).toContain('nothing attaches, mounts, expands or snapshots volume disk')
    expect(told.acme).toBe(kept('Issuer'))
    expect(told.other).toContain('has no Gateway controller but NGINX Gateway Fabric')
    expect(told.front).toContain('has no Gateway controller but NGINX Gateway Fabric')
    expect(told.grpc).toBe('this simulation keeps GRPCRoute objects, but nothing in it routes by them')
    expect(told.flannel).toContain('pods of DaemonSet kube-flannel-ds run, but change nothing')
    expect([told.crontab, told.nginx, told.back, told.agent]).toEqual(['', '', '', ''])
  }, 60_000)
})
