import type { Container, Pod, Probe } from '../api/types'
import type { Flags } from '../kernel/types'
import { imageOf } from './versions'

/** A static pod's file. */
export type StaticManifest = Pick<Pod, 'apiVersion' | 'kind' | 'metadata' | 'spec'>

/** Where kubeadm puts manifests, and the kubelet looks for them (`staticPodPath`). */
export const manifestDir = '/etc/kubernetes/manifests'

export const controlPlaneKinds = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const
export type ControlPlaneKind = (typeof controlPlaneKinds)[number]

interface Member {
  readonly machine: string
  readonly address: string
  /** Name and address of each master. */
  readonly masters: readonly (readonly [name: string, address: string])[]
}

interface Part {
  readonly command: (member: Member) => readonly string[]
  readonly annotations?: (member: Member) => Readonly<Record<string, string>>
  readonly port: number
  readonly scheme: 'HTTP' | 'HTTPS'
  /** Whether probes go to the machine's own address; else to 127.0.0.1. */
  readonly advertised?: boolean
  readonly paths: { readonly live: string; readonly ready?: string; readonly start: string }
  readonly requests: Readonly<Record<string, string>>
  readonly mounts: readonly (readonly [name: string, path: string, type: string])[]
}

const certificates: Part['mounts'] = [
  ['ca-certs', '/etc/ssl/certs', 'DirectoryOrCreate'],
  ['k8s-certs', '/etc/kubernetes/pki', 'DirectoryOrCreate']
]
const kubeconfig = (name: string): Part['mounts'] => [['kubeconfig', `/etc/kubernetes/${name}.conf`, 'FileOrCreate']]

/** Models cmd/kubeadm/app/phases/controlplane/manifests.go and phases/etcd/local.go. */
const parts: Readonly<Record<ControlPlaneKind, Part>> = {
  etcd: {
    command: ({ machine, address, masters }) => [
      'etcd',
      `--advertise-client-urls=https://${address}:2379`,
      '--client-cert-auth=true',
      '--data-dir=/var/lib/etcd',
      '--feature-gates=InitialCorruptCheck=true',
      `--initial-advertise-peer-urls=https://${address}:2380`,
      `--initial-cluster=${masters.map(([name, ip]) => `${name}=https://${ip}:2380`).join(',')}`,
      `--listen-client-urls=https://127.0.0.1:2379,https://${address}:2379`,
      '--listen-metrics-urls=http://127.0.0.1:2381',
      `--listen-peer-urls=https://${address}:2380`,
      `--name=${machine}`,
      '--snapshot-count=10000',
      '--watch-progress-notify-interval=5s'
    ],
    annotations: ({ address }) => ({
      'kubeadm.kubernetes.io/etcd.advertise-client-urls': `https://${address}:2379`
    }),
    port: 2381,
    scheme: 'HTTP',
    paths: { live: '/livez', ready: '/readyz', start: '/readyz' },
    requests: { cpu: '100m', memory: '100Mi' },
    mounts: [
      ['etcd-data', '/var/lib/etcd', 'DirectoryOrCreate'],
      ['etcd-certs', '/etc/kubernetes/pki/etcd', 'DirectoryOrCreate']
    ]
  },
  'kube-apiserver': {
    command: ({ address }) => [
      'kube-apiserver',
      `--advertise-address=${address}`,
      '--allow-privileged=true',
      '--authorization-mode=Node,RBAC',
      '--client-ca-file=/etc/kubernetes/pki/ca.crt',
      '--enable-admission-plugins=NodeRestriction',
      '--enable-bootstrap-token-auth=true',
      '--etcd-servers=https://127.0.0.1:2379',
      '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
      '--secure-port=6443',
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      '--service-cluster-ip-range=10.96.0.0/12'
    ],
    annotations: ({ address }) => ({
      'kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint': `${address}:6443`
    }),
    port: 6443,
    scheme: 'HTTPS',
    advertised: true,
    paths: { live: '/livez', ready: '/readyz', start: '/livez' },
    requests: { cpu: '250m' },
    mounts: certificates
  },
  'kube-controller-manager': {
    command: () => [
      'kube-controller-manager',
      '--allocate-node-cidrs=true',
      '--authentication-kubeconfig=/etc/kubernetes/controller-manager.conf',
      '--authorization-kubeconfig=/etc/kubernetes/controller-manager.conf',
      '--bind-address=127.0.0.1',
      '--cluster-cidr=10.244.0.0/16',
      '--cluster-name=kubernetes',
      '--controllers=*,bootstrapsigner,tokencleaner',
      '--kubeconfig=/etc/kubernetes/controller-manager.conf',
      '--leader-elect=true',
      '--service-cluster-ip-range=10.96.0.0/12',
      '--use-service-account-credentials=true'
    ],
    port: 10_257,
    scheme: 'HTTPS',
    // It has no readiness probe.
    paths: { live: '/healthz', start: '/healthz' },
    requests: { cpu: '200m' },
    mounts: [...certificates, ...kubeconfig('controller-manager')]
  },
  'kube-scheduler': {
    command: () => [
      'kube-scheduler',
      '--authentication-kubeconfig=/etc/kubernetes/scheduler.conf',
      '--authorization-kubeconfig=/etc/kubernetes/scheduler.conf',
      '--bind-address=127.0.0.1',
      '--kubeconfig=/etc/kubernetes/scheduler.conf',
      '--leader-elect=true'
    ],
    port: 10_259,
    scheme: 'HTTPS',
    paths: { live: '/livez', ready: '/readyz', start: '/livez' },
    requests: { cpu: '100m' },
    mounts: kubeconfig('scheduler')
  }
}

/** The manifest that kubeadm writes for a part of a master's control plane. */
export function manifestOf(kind: ControlPlaneKind, member: Member, flags: Flags): StaticManifest {
  const part = parts[kind]
  const host = part.advertised ? member.address : '127.0.0.1'
  const { live, ready, start } = part.paths
  // Models cmd/kubeadm/app/util/staticpod/utils.go LivenessProbe, ReadinessProbe and StartupProbe.
  const probe = (path: string, timing: Partial<Probe>): Probe => ({
    httpGet: { host, path, port: 'probe-port', scheme: part.scheme },
    timeoutSeconds: 15,
    ...timing
  })
  const container: Container = {
    name: kind,
    image: imageOf(kind, flags),
    imagePullPolicy: 'IfNotPresent',
    command: [...part.command(member)],
    livenessProbe: probe(live, { initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 8 }),
    ...(ready === undefined ? {} : { readinessProbe: probe(ready, { periodSeconds: 1, failureThreshold: 3 }) }),
    startupProbe: probe(start, { initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 24 }),
    ports: [{ containerPort: part.port, name: 'probe-port', protocol: 'TCP' }],
    resources: { requests: { ...part.requests } },
    volumeMounts: part.mounts.map(([name, mountPath]) => ({ name, mountPath }))
  }
  const annotations = part.annotations?.(member)
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: kind,
      namespace: 'kube-system',
      labels: { component: kind, tier: 'control-plane' },
      ...(annotations && { annotations })
    },
    spec: {
      containers: [container],
      hostNetwork: true,
      priority: 2_000_001_000,
      priorityClassName: 'system-node-critical',
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      volumes: part.mounts.map(([name, path, type]) => ({ name, hostPath: { path, type } }))
    }
  }
}
