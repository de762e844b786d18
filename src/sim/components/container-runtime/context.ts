import type { Micros } from '../../../base/time'
import { unborn, type Item } from '../../kernel/chart'
import type { MachineId, ProcessContext } from '../../kernel/types'
import { Shelf } from '../../kernel/shelf'
import type { Boot } from '../../cluster'
import { runtimeOn, type RuntimeName } from '../../runtimes'
import type { Prng } from '../../../base/prng'
import { addressOf, type AddressOf } from '../../protocol'
import type { Behaviour } from '../linux/messages'
import { hasStaticPods } from '../../cluster'
import { pulledImages } from '../../kubeadm/versions'
import { text } from './config'
import type { Record } from './lives'
import { resolve } from './images/images'
import type { ContainerStatus, CriCaller, CriRequest, Image, Sandbox } from './messages'

export interface RuntimeContext extends ProcessContext {
  machine: MachineId
  runtime: RuntimeName
  /** First three bytes of the node's pod network; empty on a machine without one. */
  podNet: string
  hostIP: string
  linux: AddressOf<'linux'>
  kubelet: AddressOf<'kubelet'>
  sandboxes: Shelf<Sandbox>
  containers: Shelf<ContainerStatus>
  /** Where containers and sandboxes are in their charts, by id. */
  lives: Shelf<Record>
  /** What each container runs (its OCI spec). */
  specs: Shelf<Behaviour>
  images: Shelf<Image>
  /** host-local's last reserved address (its last byte). */
  lastIP: number
  /** Calls that wait for a time or for linux, by their number. */
  calls: Map<number, Pending>
  nextCall: number
  /** Containers and sandboxes that end because their daemon does (Docker's). */
  ending: Set<string>
  /** Pulls that run, by the image's name. */
  pulls: Map<string, Pull>
}

/** One pull of an image, for all who asked for it meanwhile. */
export interface Pull extends Item {
  /** The image's full name, and what it was asked for as. */
  readonly name: string
  readonly image: string
  readonly auth?: string
  /** When it began and when it will be done. */
  from: Micros
  until: Micros
  calls: number[]
}

/** A CRI call that is under way. Models the goroutine that serves it. */
export interface Pending {
  readonly request: CriRequest
  readonly from: CriCaller
  /** Where it is: what the next wake-up or the answer from linux means. */
  phase: 'delay' | 'linux' | 'grace' | 'killed' | 'cleanup'
  /** Container or sandbox that it works on. */
  target: string
}

/** What the daemon finds on its disk. */
export function boot(boot: Boot): RuntimeContext {
  const { self, machine, now, rng, config, cluster, disk, incarnation } = boot
  const context: RuntimeContext = {
    self,
    now,
    rng,
    config,
    machine,
    runtime: runtimeOn(cluster, machine),
    podNet: cluster.podCidrs[machine] ?? '',
    hostIP: cluster.addresses[machine] ?? '',
    linux: addressOf('linux', machine),
    kubelet: addressOf('kubelet', machine),
    sandboxes: new Shelf(),
    containers: new Shelf(),
    lives: new Shelf(),
    specs: new Shelf(),
    images: new Shelf(),
    lastIP: Number(disk['cni/last_reserved_ip']?.value ?? 1),
    calls: new Map(),
    nextCall: incarnation * 1_000_000,
    ending: new Set(),
    pulls: new Map()
  }
  const pulled = hasStaticPods(config) ? pulledImages(config) : []
  for (const name of [...text(config, 'preloaded-images').split(','), ...pulled]) {
    const found = name.trim() === '' ? null : resolve(name.trim())
    if (found?.kind === 'found') context.images.set(found.image.name, found.image)
  }
  for (const [file, { value }] of Object.entries(disk)) {
    if (file.startsWith('sandboxes/')) context.sandboxes.set(file.slice(10), Object.freeze(value as Sandbox))
    else if (file.startsWith('containers/'))
      context.containers.set(file.slice(11), Object.freeze(value as ContainerStatus))
    else if (file.startsWith('specs/')) context.specs.set(file.slice(6), Object.freeze(value as Behaviour))
    else if (file.startsWith('removed/')) context.images.delete(file.slice(8))
    else if (file.startsWith('images/')) context.images.set(file.slice(7), Object.freeze(value as Image))
  }
  for (const id of [...context.sandboxes.keys(), ...context.containers.keys()]) context.lives.set(id, { ...unborn, id })
  return context
}

/** 64 hexadecimal digits, as containerd names things. */
export function newId(rng: Prng): string {
  return Array.from({ length: 8 }, () => rng.next32().toString(16).padStart(8, '0')).join('')
}
