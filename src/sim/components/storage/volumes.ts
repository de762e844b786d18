import type { Delivered } from '../../kernel/types'
import { machineOf } from '../../protocol'
import type { Storage } from './context'
import type {
  Outbox,
  StorageDone,
  StorageMount,
  StorageOrder,
  StorageToLinux,
  StorageUmount,
  StorageWrite,
  VolumeFiles
} from './messages'

type From<M extends StorageMount | StorageUmount | StorageWrite> = Delivered<M, StorageToLinux>

/** A machine opens a volume, if it may: it is told all that is in it. */
export function mount(context: Storage, { volume, from }: From<StorageMount>, out: Outbox): void {
  const machine = machineOf(from)
  const may = context.published.get(volume)
  if (may && !may.has(machine)) {
    const error = `volume ${volume} is not published to ${machine}`
    return out.send(from, { type: 'storage.mounted', volume, files: {}, error })
  }
  const clients = context.clients.get(volume) ?? new Set()
  context.clients.set(volume, clients.add(from))
  out.send(from, { type: 'storage.mounted', volume, files: contentOf(context, volume), error: '' })
}

export function umount(context: Storage, { volume, from }: From<StorageUmount>): void {
  const clients = context.clients.get(volume)
  clients?.delete(from)
  if (clients?.size === 0) context.clients.delete(volume)
}

/** What a machine writes is there at once, and others that have it open see it; one that has it open no more writes nothing. */
export function write(context: Storage, { volume, files, from }: From<StorageWrite>, out: Outbox): void {
  if (!context.clients.get(volume)?.has(from)) return
  for (const [path, text] of Object.entries(files)) {
    if (text === null) context.files.delete(`${volume}/${path}`)
    else context.files.set(`${volume}/${path}`, text)
  }
  for (const [other, clients] of context.clients) {
    const seen = seenFrom(volume, other, files)
    if (Object.keys(seen).length === 0) continue
    for (const client of clients)
      if (client !== from || other !== volume) out.send(client, { type: 'storage.changed', volume: other, files: seen })
  }
}

/** What a driver's controller wants done. */
export function order(context: Storage, asked: Delivered<StorageOrder, StorageDone>, out: Outbox): void {
  const { id, order: what, volume, node = '', source } = asked
  const may = context.published.get(volume) ?? new Set()
  switch (what) {
    case 'create':
      if (source !== undefined)
        for (const [path, text] of Object.entries(contentOf(context, source)))
          if (text !== null) context.files.set(`${volume}/${path}`, text)
      break
    case 'delete':
      context.published.delete(volume)
      for (const path of Object.keys(contentOf(context, volume))) context.files.delete(`${volume}/${path}`)
      break
    case 'publish':
      context.published.set(volume, may.add(node))
      break
    case 'unpublish':
      may.delete(node)
      // What a machine that was cut off still has in mind does not reach the volume any more.
      for (const client of context.clients.get(volume) ?? [])
        if (machineOf(client) === node) context.clients.get(volume)!.delete(client)
  }
  out.send(asked.from, { type: 'storage.done', id, error: '' })
}

function contentOf({ files }: Storage, volume: string): VolumeFiles {
  const found: Record<string, string> = {}
  for (const [path, text] of files) if (path.startsWith(`${volume}/`)) found[path.slice(volume.length + 1)] = text
  return Object.freeze(found)
}

/** Files of a volume as they are in one that lies within it, or that it lies within. */
function seenFrom(volume: string, other: string, files: VolumeFiles): VolumeFiles {
  const seen: Record<string, string | null> = {}
  for (const [path, text] of Object.entries(files)) {
    const whole = `${volume}/${path}`
    if (whole.startsWith(`${other}/`)) seen[whole.slice(other.length + 1)] = text
  }
  return Object.freeze(seen)
}
