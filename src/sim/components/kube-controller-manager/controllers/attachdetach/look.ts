import { minutes, ms, seconds, type Micros } from '../../../../../base/time'
import type { KubeObject, Node, Pod } from '../../../../api/types'
import type { Conclusion } from '../../sync'

/** How long a node that is not ready may keep what it has mounted. Models reconcilerMaxWaitForUnmountDuration. */
export const maxWaitForUnmount: Micros = minutes(6)

/** A volume at a node, as this process knows it. */
export interface Attachment {
  readonly volume: string
  readonly persistentVolume: string
  readonly driver: string
  readonly handle: string
  readonly node: string
  /** `waiting`: another node has it, and that was said. */
  readonly state: 'waiting' | 'attaching' | 'attached' | 'detaching'
  /** Since when no pod needs it. */
  readonly unneededSince?: Micros
  /** Since when the driver's attacher is waited for. */
  readonly since?: Micros
  /** Attaching has failed: nothing is tried with it for a while, twice as long each time. */
  readonly failed?: { readonly wait: Micros; readonly until: Micros }
}

/** How long a driver's attacher is waited for. Models csi_attacher.go csiTimeout. */
export const attachTimeout: Micros = minutes(2)

/** First and longest wait after a failure. Models pkg/util/goroutinemap/exponentialbackoff. */
const firstWait = ms(500)
const longestWait = seconds(122)

/** What is remembered of one more failure. */
export function failedAgain(before: Attachment['failed'], now: Micros): NonNullable<Attachment['failed']> {
  const wait = before ? Math.min(before.wait * 2, longestWait) : firstWait
  return Object.freeze({ wait, until: now + wait })
}

export const isBackingOff = ({ current, now }: Look): boolean =>
  current?.failed !== undefined && now < current.failed.until

export interface VolumeAttachment extends KubeObject {
  readonly spec: {
    readonly attacher: string
    readonly nodeName: string
    readonly source: { readonly persistentVolumeName?: string }
  }
  readonly status?: { readonly attached: boolean; readonly attachError?: { readonly message?: string } }
}

/** A look at a volume and a node. */
export interface Look {
  readonly key: string
  readonly volume: string
  readonly node: string
  readonly driver: string
  readonly handle: string
  readonly persistentVolume: string
  readonly accessModes: readonly string[]
  /** Pods of the node that need it. */
  readonly pods: readonly Pod[]
  readonly current: Attachment | undefined
  readonly host: Node | undefined
  /** Other nodes that have it. */
  readonly others: readonly string[]
  readonly othersPods: readonly Pod[]
  readonly object: VolumeAttachment | undefined
  readonly now: Micros
}

export interface Changed extends Conclusion {
  readonly kind: 'changed'
  readonly key: string
  /** Null: it is nowhere any more. */
  readonly attachment: Attachment | null
}
