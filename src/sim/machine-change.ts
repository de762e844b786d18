import { inject } from './kernel/react'
import { own } from './kernel/memory'
import type { MachineId, SimEvent } from './kernel/types'
import type { World } from './kernel/world'
import type { MachineChange } from './components/kubeadm/messages'
import { applyFault } from './faults/apply'
import { manifestDir } from './kubeadm/manifests'

/**
 * A program has changed its machine: kubeadm and the package manager write files and have systemd start what reads them. The kubelet hears of
 * manifests by inotify.
 */
export function changeMachine(world: World, id: MachineId, change: MachineChange, entry: number): void {
  const machine = world.machine(id)
  if (!machine?.up || machine.frozen) return
  for (const { process: kind, path, value } of change.files ?? []) {
    const process = world.find(`${id}/${kind}`)
    if (!process) continue
    own(process)
    const { [path]: _before, ...rest } = process.disk
    process.disk = value === null ? rest : { ...rest, [path]: Object.freeze({ value }) }
    if (kind !== 'kubelet' || !path.startsWith(`${manifestDir}/`) || process.status !== 'running') continue
    const file = path.slice(manifestDir.length + 1)
    inject(world, process, { type: 'kubelet.manifest', file, pod: value } as SimEvent, entry)
  }
  for (const kind of change.emptied ?? []) {
    const process = world.find(`${id}/${kind}`)
    if (!process) continue
    own(process)
    process.disk = {}
    process.diskLost = process.status === 'running'
  }
  for (const kind of change.stop ?? [])
    applyFault(world, { kind: 'stop', at: world.now, target: `${id}/${kind}` }, entry)
  for (const kind of change.restart ?? [])
    applyFault(world, { kind: 'restart', at: world.now, target: `${id}/${kind}` }, entry)
}

/** What lies on a machine that programs read: the kubelet's files, which are the machine's `/etc` and `/usr/bin`. */
export function filesOf(world: World, id: MachineId): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const [path, { value }] of Object.entries(world.find(`${id}/kubelet`)?.disk ?? {}))
    if (/^\/(?:etc|usr)\//.test(path)) found[path] = value
  return Object.freeze(found)
}
