import type { Flags } from '../kernel/types'
import { kubeletConfigOf } from './kubelet-config'
import { versionOf } from './versions'

/** The line of kubectl that marks the masters' Nodes. Models cmd/kubeadm/app/phases/markcontrolplane. */
export const markControlPlane = (masters: readonly string[]): string =>
  `label nodes ${masters.join(' ')} node-role.kubernetes.io/control-plane= node.kubernetes.io/exclude-from-external-load-balancers= --overwrite`

const rbac = 'rbac.authorization.k8s.io'
const apiVersion = `${rbac}/v1`
const bootstrappers = 'system:bootstrappers:kubeadm:default-node-token'
const nodes = 'system:nodes'

const subjectOf = (name: string) =>
  name === 'kube-proxy'
    ? { kind: 'ServiceAccount', name, namespace: 'kube-system' }
    : { apiGroup: rbac, kind: name === 'system:anonymous' ? 'User' : 'Group', name }

const binding = (name: string, role: string, subject: string) => ({
  apiVersion,
  kind: 'ClusterRoleBinding',
  metadata: { name },
  roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
  subjects: [subjectOf(subject)]
})

/** A role for the reading of one ConfigMap, and who is bound to it. */
const reader = (namespace: string, name: string, config: string, subjects: readonly string[]) => [
  {
    apiVersion,
    kind: 'Role',
    metadata: { name, namespace },
    rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: [config], verbs: ['get'] }]
  },
  {
    apiVersion,
    kind: 'RoleBinding',
    metadata: { name, namespace },
    roleRef: { apiGroup: rbac, kind: 'Role', name },
    subjects: subjects.map(subjectOf)
  }
]

const config = (namespace: string, name: string, key: string, lines: readonly string[]) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data: { [key]: `${lines.join('\n')}\n` }
})

/**
 * What `kubeadm init` leaves in the API besides its add-ons: who may join, and with which configuration.
 * Models cmd/kubeadm/app/phases/{bootstraptoken,uploadconfig,kubelet} and kubeconfig EnsureAdminClusterRoleBinding.
 */
export const kubeadmObjects = (flags: Flags): readonly object[] => [
  binding('kubeadm:cluster-admins', 'cluster-admin', 'kubeadm:cluster-admins'),
  {
    apiVersion,
    kind: 'ClusterRole',
    metadata: { name: 'kubeadm:get-nodes' },
    rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get'] }]
  },
  binding('kubeadm:get-nodes', 'kubeadm:get-nodes', bootstrappers),
  binding('kubeadm:kubelet-bootstrap', 'system:node-bootstrapper', bootstrappers),
  binding(
    'kubeadm:node-autoapprove-bootstrap',
    'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
    bootstrappers
  ),
  binding(
    'kubeadm:node-autoapprove-certificate-rotation',
    'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
    nodes
  ),
  binding('kubeadm:node-proxier', 'system:node-proxier', 'kube-proxy'),
  ...reader('kube-system', 'kubeadm:nodes-kubeadm-config', 'kubeadm-config', [bootstrappers, nodes]),
  ...reader('kube-system', 'kubeadm:kubelet-config', 'kubelet-config', [nodes, bootstrappers]),
  ...reader('kube-system', 'kube-proxy', 'kube-proxy', [bootstrappers]),
  ...reader('kube-public', 'kubeadm:bootstrap-signer-clusterinfo', 'cluster-info', ['system:anonymous']),
  config('kube-system', 'kubeadm-config', 'ClusterConfiguration', [
    'apiVersion: kubeadm.k8s.io/v1beta4',
    'clusterName: kubernetes',
    'kind: ClusterConfiguration',
    `kubernetesVersion: ${versionOf(flags)}`,
    'networking:',
    '  dnsDomain: cluster.local',
    '  podSubnet: 10.244.0.0/16',
    '  serviceSubnet: 10.96.0.0/12'
  ]),
  config('kube-system', 'kubelet-config', 'kubelet', [kubeletConfigOf(flags).trimEnd()]),
  config('kube-public', 'cluster-info', 'kubeconfig', [
    'apiVersion: v1',
    'clusters:',
    '- cluster:',
    '    server: https://kubernetes:6443',
    '  name: ""',
    'kind: Config'
  ])
]
