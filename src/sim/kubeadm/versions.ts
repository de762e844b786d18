import type { Flags } from '../kernel/types'
import { factsOf, versionOf as installedVersion } from '../releases'

/** The version that kubeadm installs: the cluster's, or the kubelet's where only that is said. */
export const versionOf = (flags: Flags): string =>
  flags['kubernetes-version'] ? installedVersion(flags) : String(flags['kubelet-version'] ?? installedVersion(flags))

export const imageOf = (name: string, flags: Flags): string =>
  name === 'coredns'
    ? `registry.k8s.io/coredns/coredns:${factsOf(flags).coredns}`
    : `registry.k8s.io/${name}:${name === 'etcd' ? factsOf(flags).etcd : versionOf(flags)}`

/** What `kubeadm config images pull` has brought to a node before anything starts. */
export const pulledImages = (flags: Flags): readonly string[] =>
  ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy', 'coredns'].map((name) =>
    imageOf(name, flags)
  )
