import { clusterOf } from '../cluster'
import { haproxyConfig, haproxyConfigPath } from '../components/load-balancer/config-file/text'
import { own } from '../kernel/memory'
import { inject } from '../kernel/react'
import type { SimEvent } from '../kernel/types'
import type { Machine, World } from '../kernel/world'
import { kubeletConfigOf, kubeletConfigPath } from '../kubeadm/kubelet-config'
import type { Hand } from './files'

/* Files of text that programs of the cluster read or write: those of one program lie on its disk, all others on the machine's. */

interface Configuration {
  /** The process that reads it when it starts. */
  readonly of: string
  /** As kubeadm or whoever set the machine up has written it. */
  readonly packed: (world: World) => string
}

/** Whose configuration lies where. */
const configurations: Readonly<Record<string, Configuration>> = {
  [kubeletConfigPath]: { of: 'kubelet', packed: ({ setup }) => kubeletConfigOf(setup.flags) },
  [haproxyConfigPath]: { of: 'load-balancer', packed: (world) => haproxyConfig(clusterOf(world), world.setup.flags) }
}

/** Whether programs of the cluster may see what lies at a path: others are the shell's own, as root's home and `/tmp` are. */
export const isShared = (path: string): boolean => /^\/(?:etc|var|opt|srv|mnt|data|run)\/./.test(path)

/** A file of text; undefined: there is none. What pods write below a hostPath lies here, too. */
export function textAt(world: World, machine: Machine, path: string): string | undefined {
  const configuration = configurations[path]
  const reader = world.find(`${machine.id}/${configuration?.of ?? 'linux'}`)
  const file = reader?.disk[path]
  if (file === undefined) return reader && configuration?.packed(world)
  return typeof file.value === 'string' ? file.value : undefined
}

/** Null: it is removed. Who keeps files open hears of it; others read it when they start. False: nobody on that machine could read it. */
export function writeText(world: World, machine: Machine, path: string, text: string | null, hand: Hand): boolean {
  const configuration = configurations[path]
  const reader = world.find(`${machine.id}/${configuration?.of ?? 'linux'}`)
  if (!reader) return false
  own(reader)
  const { [path]: _before, ...rest } = reader.disk
  // That somebody took away what was there from the beginning is written down.
  const isThere = text !== null || configuration !== undefined
  reader.disk = isThere ? { ...rest, [path]: Object.freeze({ value: text }) } : rest
  if (configuration) return true
  hand.told.push(() => {
    if (reader.status === 'running') inject(world, reader, { type: 'linux.file', path, text } as SimEvent, hand.entry)
  })
  return true
}

/** Files of text that lie on a machine, by path. */
export function textsOn(world: World, machine: Machine): ReadonlyMap<string, () => string> {
  const found = new Map<string, () => string>()
  for (const path of Object.keys(configurations)) {
    if (textAt(world, machine, path) !== undefined) found.set(path, () => textAt(world, machine, path)!)
  }
  for (const [path, { value }] of Object.entries(world.find(`${machine.id}/linux`)?.disk ?? {}))
    if (typeof value === 'string' && isShared(path)) found.set(path, () => value)
  return found
}
