import { late } from '../base/late'
import type * as Overrides from './command-line-overrides'
import type { Boot } from './cluster'
import type { FlagTable } from './flag'
import { manifestOf, type ControlPlaneKind } from './kubeadm/manifests'

/** What reads a command line that somebody has edited: nobody has before a run begins. */
export const overrides = late<typeof Overrides>('command lines that people have changed')

/**
 * What a component of the control plane is started with: the run's settings, and over them what its own command line says otherwise than kubeadm
 * has written it. So whoever edits a static pod's manifest changes that one process, from its next start on.
 */
export function withCommandLine(boot: Boot, kind: ControlPlaneKind, table: FlagTable): Boot {
  const { argv, config, cluster, machine } = boot
  if (argv.length === 0) return boot
  const address = (id: string) => cluster.addresses[id] ?? ''
  const masters = cluster.masters.map((id) => [id, address(id)] as const)
  const written = manifestOf(kind, { machine, address: address(machine), masters }, config)
  const usual = new Set(written.spec.containers[0]?.command)
  const own = argv.filter((arg) => arg.startsWith('--') && !usual.has(arg))
  return own.length === 0 ? boot : { ...boot, config: overrides().settingsWith(config, own, table) }
}
