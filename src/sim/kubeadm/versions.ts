import type { Flags } from '../kernel/types'

/** Images that kubeadm takes for a release. Models cmd/kubeadm/app/constants (DefaultEtcdVersion, SupportedEtcdVersion). */
const etcdVersions: Readonly<Record<string, string>> = { '1.34': '3.6.4-0', '1.35': '3.6.6-0', '1.36': '3.6.8-0' }

/** The release that kubeadm installs: the kubelet's. */
export const releaseOf = (flags: Flags): string => String(flags['kubelet-version'] ?? 'v1.34.1')

export function imageOf(name: string, flags: Flags): string {
  const release = releaseOf(flags)
  const minor = /^v(\d+\.\d+)/.exec(release)?.[1] ?? ''
  return `registry.k8s.io/${name}:${name === 'etcd' ? (etcdVersions[minor] ?? '3.6.4-0') : release}`
}

/** What `kubeadm config images pull` has brought to a node before anything starts. */
export const pulledImages = (flags: Flags): readonly string[] =>
  ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'].map((name) =>
    imageOf(name, flags)
  )
