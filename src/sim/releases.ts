import type { Flags } from './kernel/types'

/** Releases of Kubernetes whose behaviour is known: the first is what a cluster runs if nothing is said. */
export const releases = ['1.36', '1.25'] as const
export type Release = (typeof releases)[number]

/** What comes with a release: versions as its binaries report them. All that says a version takes it from here. */
export interface ReleaseFacts {
  /** `gitVersion` of every binary of Kubernetes. */
  readonly kubernetes: string
  /** Models cmd/kubeadm/app/constants DefaultEtcdVersion: the tag of etcd's image. */
  readonly etcd: string
  /** Models cmd/kubeadm/app/constants CoreDNSVersion. */
  readonly coredns: string
  /** Container runtimes that were current beside it. */
  readonly runtimes: Readonly<Record<'containerd' | 'cri-o' | 'docker' | 'podman', string>>
}

export const releaseFacts: Readonly<Record<Release, ReleaseFacts>> = {
  '1.36': {
    kubernetes: 'v1.36.3',
    etcd: '3.6.8-0',
    coredns: 'v1.14.2',
    runtimes: { containerd: '2.2.9', 'cri-o': '1.36.0', docker: '29.1.3', podman: '5.7.1' }
  },
  // As recorded: etcd was not the one that kubeadm would have taken.
  '1.25': {
    kubernetes: 'v1.25.10',
    etcd: '3.5.4-0',
    coredns: 'v1.9.3',
    runtimes: { containerd: '1.6.20', 'cri-o': '1.25.3', docker: '20.10.24', podman: '4.3.1' }
  }
}

/** The release that a process behaves as (flag `release`). */
export const releaseOf = (flags: Flags): Release => (flags.release === '1.25' ? '1.25' : '1.36')

/** What a process of this cluster says of its version. */
export const factsOf = (flags: Flags): ReleaseFacts => releaseFacts[releaseOf(flags)]
