import type { Flags } from '../kernel/types'
import { imageOf } from './versions'

/** Where kubelets tell pods to ask for names (`clusterDNS`): the tenth address of `--service-cidr`. Models kubeadm's GetDNSIP. */
export const clusterDns = '10.96.0.10'

const metadata = { name: 'coredns', namespace: 'kube-system' }
const labels = { 'k8s-app': 'kube-dns' }
const roleMetadata = { name: 'system:coredns' }

/** The Corefile that kubeadm writes. */
export const corefile = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`

const port = (name: string, containerPort: number, protocol = 'TCP') => ({ name, containerPort, protocol })

const podSpec = (flags: Flags) => ({
  priorityClassName: 'system-cluster-critical',
  serviceAccountName: 'coredns',
  affinity: {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 100,
          podAffinityTerm: {
            labelSelector: { matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['kube-dns'] }] },
            topologyKey: 'kubernetes.io/hostname'
          }
        }
      ]
    }
  },
  tolerations: [
    { key: 'CriticalAddonsOnly', operator: 'Exists' },
    { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }
  ],
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  dnsPolicy: 'Default',
  containers: [
    {
      name: 'coredns',
      image: imageOf('coredns', flags),
      imagePullPolicy: 'IfNotPresent',
      args: ['-conf', '/etc/coredns/Corefile'],
      resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
      ports: [
        port('dns', 53, 'UDP'),
        port('dns-tcp', 53),
        port('metrics', 9153),
        port('liveness-probe', 8080),
        port('readiness-probe', 8181)
      ],
      livenessProbe: {
        httpGet: { path: '/health', port: 'liveness-probe', scheme: 'HTTP' },
        initialDelaySeconds: 60,
        timeoutSeconds: 5,
        successThreshold: 1,
        failureThreshold: 5
      },
      readinessProbe: { httpGet: { path: '/ready', port: 'readiness-probe', scheme: 'HTTP' } },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
        readOnlyRootFilesystem: true
      },
      volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }]
    }
  ],
  volumes: [{ name: 'config-volume', configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] } }]
})

/** What kubeadm's addon phase creates for CoreDNS. Models cmd/kubeadm/app/phases/addons/dns/manifests.go. */
export const coreDnsAddon = (flags: Flags): readonly object[] => [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { Corefile: corefile } },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: roleMetadata,
    rules: [
      { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] }
    ]
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: roleMetadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:coredns' },
    subjects: [{ kind: 'ServiceAccount', ...metadata }]
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...metadata, labels },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
      template: { metadata: { labels }, spec: podSpec(flags) }
    }
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kube-dns',
      namespace: 'kube-system',
      annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
      labels: { ...labels, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' }
    },
    spec: {
      clusterIP: clusterDns,
      selector: labels,
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
        { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
        { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 }
      ]
    }
  }
]
