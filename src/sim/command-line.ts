import { late } from '../base/late'
import type * as Overrides from './command-line-overrides'
import type { Boot } from './cluster'
import type { FlagTable } from './flag'
import type { Disk, Flags } from './kernel/types'
import { manifestOf, type ControlPlaneKind } from './kubeadm/manifests'
import { versionOf } from './kubeadm/versions'
import { factsOf, versionParts } from './releases'

/** What reads a command line that somebody has edited: nobody has before a run begins. */
export const overrides = late<typeof Overrides>('command lines that people have changed')

/**
 * What a component of the control plane is started with: the run's settings, and over them what its own command line says otherwise than kubeadm
 * has written it. So whoever edits a static pod's manifest changes that one process, from its next start on.
 */
export function withCommandLine(given: Boot, kind: ControlPlaneKind, table: FlagTable): Boot {
  const boot = withImage(given, kind)
  const { argv, cluster, machine } = boot
  // What kubeadm wrote follows from the run's settings, whatever version of it did.
  const { config: run } = given
  if (argv.length === 0) return boot
  const address = (id: string) => cluster.addresses[id] ?? ''
  const masters = cluster.masters.map((id) => [id, address(id)] as const)
  const written = manifestOf(kind, { machine, address: address(machine), masters }, run)
  const usual = new Set(written.spec.containers[0]?.command)
  const own = argv.filter((arg) => arg.startsWith('--') && !usual.has(arg))
  return own.length === 0 ? boot : { ...boot, config: overrides().settingsWith(boot.config, own, table) }
}

/** A process is the version that its image is, whatever the cluster was made with. */
function withImage(boot: Boot, kind: ControlPlaneKind): Boot {
  const { version, config } = boot
  if (version === undefined) return boot
  if (kind === 'etcd')
    return version === factsOf(config).etcd
      ? boot
      : { ...boot, config: Object.freeze({ ...config, 'etcd-version': version }) }
  if (version === versionOf(config) || !versionParts(version)) return boot
  return { ...boot, config: Object.freeze({ ...config, 'kubernetes-version': version }) }
}

/** Where packages put a program of a machine; the disk of its process holds which version it is. */
export const binaryPath = (name: string): string => `/usr/bin/${name}`

/** The settings of what systemd runs, as the version that its package has installed. */
export function withBinary(config: Flags, name: string, disk: Disk): Flags {
  const installed = disk[binaryPath(name)]?.value as { readonly version: string } | undefined
  if (!installed) return config
  return Object.freeze({ ...config, 'kubernetes-version': installed.version, 'kubelet-version': installed.version })
}
