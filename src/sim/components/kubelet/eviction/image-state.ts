import type { Micros } from '../../../../base/time'
import type { Image } from '../../container-runtime/messages'

/** Images that lie on the disk. Models pkg/kubelet/images/image_gc_manager.go. */
export interface Images {
  /** When each was seen first and in use last. */
  readonly known: Map<string, { readonly first: Micros; readonly used: Micros }>
  /** When the disk is looked at next. */
  due: Micros
  /** What is being freed: bytes that are wanted, that are gone, and what still goes; null: nothing is. */
  freeing: { readonly wanted: number; freed: number; readonly queue: Image[] } | null
  /** The pass before failed. */
  failed: boolean
  /** Until when the credentials on the node's disk are remembered. */
  keyringUntil: Micros
}

export const noImages = (): Images => ({ known: new Map(), due: 0, freeing: null, failed: false, keyringUntil: 0 })
