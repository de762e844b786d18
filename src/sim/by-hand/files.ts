import { loseFiles } from '../kernel/disk'
import { own } from '../kernel/memory'
import { inject } from '../kernel/react'
import type { Disk, SimEvent } from '../kernel/types'
import type { Machine, Process, World } from '../kernel/world'
import { manifestDir, type StaticManifest } from '../kubeadm/manifests'
import type { StoreSnapshot } from '../components/etcd/snapshot'
import { isShared, textAt, writeText } from './texts'

/** What lies at a path of a machine and means something to the cluster. */
export type Thing =
  | { readonly is: 'manifest'; readonly pod: StaticManifest }
  /** A data directory of etcd. */
  | { readonly is: 'data'; readonly disk: Disk }
  /** What `etcdctl snapshot save` has written, and whether somebody has written to it since. */
  | { readonly is: 'snapshot'; readonly snapshot: StoreSnapshot; readonly changed?: boolean }
  /** What somebody has written for a program of the machine. */
  | { readonly is: 'text'; readonly text: string }

/** A program at work. */
export interface Hand {
  /** The timeline's entry in which somebody runs it. */
  readonly entry: number
  /** Whom its files concern is told when it has ended: the timeline keeps what a step says before the steps that follow. */
  readonly told: (() => void)[]
}

/** etcd's `--data-dir`, as kubeadm sets it. */
export const dataDir = '/var/lib/etcd'

/** An absolute path without a slash at its end; on a machine a name without one lies in root's home. */
export function pathOf(path: string): string {
  const clean = path.replace(/^~(?=\/|$)/, '/root').replace(/\/+$/, '')
  return clean === '' ? '/' : clean.startsWith('/') ? clean : `/root/${clean.replace(/^\.\//, '')}`
}

const isDataDir = (path: string): boolean => path === dataDir || path === `${dataDir}/member`
const isManifest = (path: string): boolean => path.startsWith(`${manifestDir}/`)

/** Files of a machine's own that no process of the cluster has made lie with the programs that people run there. */
const drawer = (world: World, machine: Machine): Process => world.processFor(`${machine.id}/tools`, 'tools')

export function thingAt(world: World, machine: Machine, path: string): Thing | undefined {
  if (isManifest(path)) {
    const pod = world.find(`${machine.id}/kubelet`)?.disk[path]?.value
    return pod ? { is: 'manifest', pod: pod as StaticManifest } : undefined
  }
  if (isDataDir(path)) {
    const disk = world.find(`${machine.id}/etcd`)?.disk ?? {}
    return disk.member ? { is: 'data', disk } : undefined
  }
  if (isShared(path)) {
    const text = textAt(world, machine, path)
    if (text !== undefined) return { is: 'text', text }
  }
  return world.find(`${machine.id}/tools`)?.disk[path]?.value as Thing | undefined
}

/** Paths of a machine that mean something, below a directory or named by a pattern with `*`. */
export function pathsLike(world: World, machine: Machine, pattern: string): readonly string[] {
  if (!pattern.includes('*')) return [pattern]
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  const expression = new RegExp(`^${parts.join('[^/]*')}$`)
  const known = ['kubelet', 'tools'].flatMap((kind) => Object.keys(world.find(`${machine.id}/${kind}`)?.disk ?? {}))
  const found = known.filter((path) => expression.test(path)).sort()
  return found.length > 0 ? found : [pattern]
}

/** Whether a path is a directory into which things can be put. */
export function isDirectory(world: World, machine: Machine, path: string): boolean {
  if (path === manifestDir || path === '/root' || path === '/tmp') return true
  const known = Object.keys(world.find(`${machine.id}/tools`)?.disk ?? {})
  return known.some((file) => file.startsWith(`${path}/`))
}

export function put(world: World, machine: Machine, path: string, thing: Thing, hand: Hand): void {
  if (isManifest(path) && thing.is === 'manifest') return writeManifest(world, machine, path, thing.pod, hand)
  if (isDataDir(path) && thing.is === 'data') {
    const etcd = world.process(`${machine.id}/etcd`)
    own(etcd)
    etcd.disk = thing.disk
    return
  }
  if (isShared(path) && thing.is === 'text' && writeText(world, machine, path, thing.text, hand)) return
  const tools = drawer(world, machine)
  own(tools)
  tools.disk = { ...tools.disk, [path]: Object.freeze({ value: Object.freeze(thing) }) }
}

export function remove(world: World, machine: Machine, path: string, hand: Hand): void {
  if (isManifest(path)) return writeManifest(world, machine, path, null, hand)
  if (isDataDir(path)) return loseFiles(world.process(`${machine.id}/etcd`), {})
  const isText = isShared(path) && textAt(world, machine, path) !== undefined
  if (isText && writeText(world, machine, path, null, hand)) return
  const tools = drawer(world, machine)
  own(tools)
  const { [path]: _gone, ...rest } = tools.disk
  tools.disk = rest
}

/** The file changes at once; inotify tells the kubelet, if one runs. */
function writeManifest(world: World, machine: Machine, path: string, pod: StaticManifest | null, hand: Hand): void {
  const kubelet = world.process(`${machine.id}/kubelet`)
  own(kubelet)
  const { [path]: _before, ...rest } = kubelet.disk
  kubelet.disk = pod ? { ...rest, [path]: Object.freeze({ value: pod }) } : rest
  const file = path.slice(manifestDir.length + 1)
  hand.told.push(() => {
    if (kubelet.status === 'running')
      inject(world, kubelet, { type: 'kubelet.manifest', file, pod } as SimEvent, hand.entry)
  })
}
