import { ms } from '../../../base/time'
import type { Delivered } from '../../kernel/types'
import { addressOf } from '../../protocol'
import type { StorageToLinux } from '../storage/messages'
import type { LinuxContext } from './context'
import type { LinuxToKubelet, Outbox } from './messages'
import { isWithin } from './volumes'

/** A kubelet has a volume of the network mounted at a directory of this machine. */
export interface StorageOpen {
  readonly type: 'storage.open'
  /** The asker's name for whom it is for; several may share a directory. */
  readonly key: string
  readonly volume: string
  readonly directory: string
}
/** It is needed no more by that one. */
export interface StorageClose {
  readonly type: 'storage.close'
  readonly key: string
  readonly directory: string
}
/** It is there; `error`: why not. */
export interface VolumeOpened {
  readonly type: 'volume.opened'
  readonly key: string
  readonly error: string
}
/** mount(8) has done its part: the storage is asked. */
export interface StorageAsk {
  readonly type: 'storage.ask'
  readonly directory: string
}

/** A directory of this machine that lies elsewhere. */
export interface NetworkMount {
  readonly volume: string
  readonly directory: string
  /** Whom it is mounted for. */
  readonly keys: readonly string[]
  readonly asker: Delivered<StorageOpen, LinuxToKubelet>['from']
  readonly state: 'asking' | 'open'
}

export type StorageEvent =
  Delivered<StorageOpen | StorageClose, LinuxToKubelet> | StorageAsk | Delivered<StorageToLinux>

const storage = addressOf('storage', 'users')

/** News of volumes of the network, from the kubelet that mounts them and from where they lie. */
export function heard(context: LinuxContext, out: Outbox, event: StorageEvent): void {
  switch (event.type) {
    case 'storage.open':
      return open(context, out, event)
    case 'storage.close':
      return close(context, out, event)
    case 'storage.ask': {
      const mount = context.networkMounts?.get(event.directory)
      if (mount) out.send(storage, { type: 'storage.mount', volume: mount.volume })
      return
    }
    case 'storage.mounted':
      for (const mount of mountsOf(context, event.volume)) {
        if (mount.state === 'open') continue
        const { keys, asker, directory } = mount
        if (event.error === '') {
          take(context, directory, event.files)
          context.networkMounts!.set(directory, Object.freeze({ ...mount, state: 'open' }))
        } else context.networkMounts!.delete(directory)
        for (const key of keys) out.send(asker, { type: 'volume.opened', key, error: event.error })
      }
      return
    case 'storage.changed':
      for (const { directory } of mountsOf(context, event.volume)) take(context, directory, event.files)
  }
}

const mountsOf = ({ networkMounts }: LinuxContext, volume: string): NetworkMount[] =>
  [...(networkMounts?.values() ?? [])].filter((mount) => mount.volume === volume)

function open(
  context: LinuxContext,
  out: Outbox,
  { key, volume, directory, from }: Delivered<StorageOpen, LinuxToKubelet>
): void {
  context.networkMounts ??= new Map()
  const known = context.networkMounts.get(directory)
  if (known) {
    const keys = known.keys.includes(key) ? known.keys : [...known.keys, key]
    context.networkMounts.set(directory, Object.freeze({ ...known, keys }))
    if (known.state === 'open') out.send(from, { type: 'volume.opened', key, error: '' })
    return
  }
  context.networkMounts.set(
    directory,
    Object.freeze({ volume, directory, keys: [key], asker: from, state: 'asking' as const })
  )
  // What the cluster's volumes lie on is there from the first of them on.
  out.order('provide', 'users')
  out.timer(`mount/${directory}`, ms(1), 'mount-latency-ms', { type: 'storage.ask', directory })
}

function close(context: LinuxContext, out: Outbox, { key, directory }: StorageClose): void {
  const known = context.networkMounts?.get(directory)
  if (!known) return
  const keys = known.keys.filter((other) => other !== key)
  if (keys.length > 0) return void context.networkMounts!.set(directory, Object.freeze({ ...known, keys }))
  context.networkMounts!.delete(directory)
  for (const path of context.volumes.keys()) if (isWithin(path, directory)) context.volumes.delete(path)
  out.send(storage, { type: 'storage.umount', volume: known.volume })
}

function take({ volumes }: LinuxContext, directory: string, files: Readonly<Record<string, string | null>>): void {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) volumes.delete(`${directory}/${path}`)
    else volumes.set(`${directory}/${path}`, text)
  }
}

/** What was written in this step goes where it lies. Gives what lies on this machine. */
export function passOn(context: LinuxContext, out: Outbox, paths: ReadonlySet<string>): ReadonlySet<string> {
  const own = new Set(paths)
  for (const { volume, directory } of context.networkMounts!.values()) {
    const files: Record<string, string | null> = {}
    for (const path of paths) {
      if (!isWithin(path, directory)) continue
      files[path.slice(directory.length + 1)] = context.volumes.get(path) ?? null
      own.delete(path)
    }
    if (Object.keys(files).length > 0) out.send(storage, { type: 'storage.write', volume, files: Object.freeze(files) })
  }
  return own
}
