import type { Address, Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'

/** Files of a volume by their paths within it; null: it is gone. */
export type VolumeFiles = Readonly<Record<string, string | null>>

/** A machine's system opens a volume: it is told what is in it, and what others write to it from then on. */
export interface StorageMount {
  readonly type: 'storage.mount'
  /** `nfs:10.0.0.5/export`, `csi:disk.example.com/vol-1`. */
  readonly volume: string
}
/** It lets go of it. */
export interface StorageUmount {
  readonly type: 'storage.umount'
  readonly volume: string
}
/** What was written on a machine that has the volume open. */
export interface StorageWrite {
  readonly type: 'storage.write'
  readonly volume: string
  readonly files: VolumeFiles
}

/** What a driver's controller asks for. */
export interface StorageOrder {
  readonly type: 'storage.order'
  readonly id: number
  readonly order: 'create' | 'delete' | 'publish' | 'unpublish'
  readonly volume: string
  /** The machine that may open it, or may no longer. */
  readonly node?: string
  /** What a new one begins with: another volume as it is now, or a snapshot. */
  readonly source?: string
}

export interface StorageMounted {
  readonly type: 'storage.mounted'
  readonly volume: string
  readonly files: VolumeFiles
  /** Why it may not be opened; empty: it is. */
  readonly error: string
}
export interface StorageChanged {
  readonly type: 'storage.changed'
  readonly volume: string
  readonly files: VolumeFiles
}
export interface StorageDone {
  readonly type: 'storage.done'
  readonly id: number
  readonly error: string
}

export type StorageToLinux = StorageMounted | StorageChanged
export type LinuxToStorage = StorageMount | StorageUmount | StorageWrite
export type StorageAccepts = LinuxToStorage | StorageOrder
export type StorageAnswers = StorageToLinux | StorageDone
/** A machine's system, as far as it hears of volumes. */
export type Client = Address<StorageToLinux>

export type StorageInput =
  Delivered<LinuxToStorage, StorageToLinux> | Delivered<StorageOrder, StorageDone> | KernelEvent
export type Outbox = OutboxOf<never>
