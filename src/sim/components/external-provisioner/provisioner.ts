import type { Node, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../api/types'
import type { Made, Operation } from './operation'
import type { Options } from './options'

/** What somebody's claim asks for. Models controller.ProvisionOptions. */
export interface Wanted {
  readonly claim: PersistentVolumeClaim
  readonly storageClass: StorageClass
  /** Name of the volume that will be. */
  readonly name: string
  /** The node that the scheduler has chosen; missing: it was not asked. */
  readonly node?: Node
}

/** What a provisioner was told when it began. */
export interface Setting {
  readonly options: Options
  readonly env: Readonly<Record<string, string>>
  /** Text of its configuration; empty: it has none. */
  readonly config: string
  /** The pod that works on a node for it. */
  readonly helperPod: Pod | null
}

/** What differs between the programs that are built upon the library. Models controller.Provisioner. */
export interface Provisioner {
  /** Makes the storage, and says what its volume is to hold; the library adds whose it is. */
  readonly provision: (wanted: Wanted, setting: Setting) => Operation<Made<VolumeMade>>
  /** Removes the storage. Gives why that failed. */
  readonly remove: (volume: PersistentVolume, setting: Setting) => Operation
}

export interface VolumeMade {
  readonly annotations?: Readonly<Record<string, string>>
  readonly spec: PersistentVolume['spec']
}
