import type { Flags } from './kernel/types'

/** Releases of Kubernetes whose behaviour is known: the first is what a cluster runs if nothing is said. */
export const releases = ['1.36', '1.25'] as const
export type Release = (typeof releases)[number]

/** What comes with a release: versions as its binaries report them. All that says a version takes it from here. */
export interface ReleaseFacts {
  /** `gitVersion` of every binary of Kubernetes: of a cluster of which nobody says more than its release, and the newest patch that its packages have. */
  readonly kubernetes: string
  /** Models cmd/kubeadm/app/constants DefaultEtcdVersion: the tag of etcd's image. */
  readonly etcd: string
  /** Models cmd/kubeadm/app/constants CoreDNSVersion. */
  readonly coredns: string
  /** Models cmd/kubeadm/app/constants PauseVersion. */
  readonly pause: string
}

/** Container runtimes that were current beside a release. */
export type Runtimes = Readonly<Record<'containerd' | 'cri-o' | 'docker' | 'podman', string>>

/**
 * By minor release. 1.36 and 1.25 as they were recorded (etcd of 1.25 was not the one that kubeadm would have taken), the others as the
 * constants of their kubeadm have them.
 */
const byMinor: Readonly<Record<number, ReleaseFacts>> = {
  36: { kubernetes: 'v1.36.3', etcd: '3.6.8-0', coredns: 'v1.14.2', pause: '3.10.2' },
  35: { kubernetes: 'v1.35.6', etcd: '3.6.6-0', coredns: 'v1.13.1', pause: '3.10.1' },
  34: { kubernetes: 'v1.34.8', etcd: '3.6.5-0', coredns: 'v1.12.1', pause: '3.10.1' },
  33: { kubernetes: 'v1.33.6', etcd: '3.5.24-0', coredns: 'v1.12.0', pause: '3.10' },
  32: { kubernetes: 'v1.32.8', etcd: '3.5.24-0', coredns: 'v1.11.3', pause: '3.10' },
  25: { kubernetes: 'v1.25.10', etcd: '3.5.4-0', coredns: 'v1.9.3', pause: '3.8' }
}

/** Minor releases of which versions are known, the newest first. */
export const knownMinors: readonly number[] = Object.keys(byMinor).map(Number).reverse()

const runtimes: Readonly<Record<Release, Runtimes>> = {
  '1.36': { containerd: '2.2.9', 'cri-o': '1.36.0', docker: '29.1.3', podman: '5.7.1' },
  '1.25': { containerd: '1.6.20', 'cri-o': '1.25.3', docker: '20.10.24', podman: '4.3.1' }
}

export const runtimesOf = (flags: Flags): Runtimes => runtimes[flags.release === '1.25' ? '1.25' : '1.36']

/** `v1.36.3` or `1.36.3`: its parts; null: no version of Kubernetes. */
export function versionParts(text: string): { readonly minor: number; readonly patch: number } | null {
  const found = /^v?1\.(\d+)\.(\d+)$/.exec(text)
  return found ? { minor: Number(found[1]), patch: Number(found[2]) } : null
}

/** Whether one version is lower than another. */
export function isLower(one: string, other: string): boolean {
  const [a, b] = [versionParts(one), versionParts(other)]
  if (!a || !b) return false
  return a.minor === b.minor ? a.patch < b.patch : a.minor < b.minor
}

/** What comes with a version: of the nearest minor release that is known, as kubeadm does it for etcd (constants.EtcdSupportedVersion). */
export function factsOfVersion(version: string): ReleaseFacts {
  const { minor } = versionParts(version) ?? { minor: 36 }
  const nearest = [...knownMinors].sort((a, b) => Math.abs(a - minor) - Math.abs(b - minor))[0]!
  return byMinor[nearest]!
}

export const releaseFacts: Readonly<Record<Release, ReleaseFacts>> = { '1.36': byMinor[36]!, '1.25': byMinor[25]! }

/**
 * The version of a process of this cluster: what its image or binary is (`kubernetes-version`, which whoever starts it sets over the cluster's), else
 * the recorded one of the cluster's release.
 */
export const versionOf = (flags: Flags): string => {
  const given = flags['kubernetes-version']
  if (given !== undefined && given !== '') return `v${String(given).replace(/^v/, '')}`
  return releaseFacts[flags.release === '1.25' ? '1.25' : '1.36'].kubernetes
}

/** The minor release that a process behaves as: of its version. */
export const minorOf = (flags: Flags): number => versionParts(versionOf(flags))?.minor ?? 36

/**
 * Which of the two recorded releases a process behaves as: what lies between them behaves as 1.36,
 * because nothing in between was recorded.
 */
export const releaseOf = (flags: Flags): Release => (minorOf(flags) <= 25 ? '1.25' : '1.36')

/** What a process of this cluster says of its version, and what its release brings. */
export const factsOf = (flags: Flags): ReleaseFacts => {
  const kubernetes = versionOf(flags)
  return { ...factsOfVersion(kubernetes), kubernetes }
}
