import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Node, PersistentVolume, Pod } from '../../../../api/types'
import { informerOf, listNamespace, lookup, podsOnNode, type Caches } from '../../caches'
import { isTerminal } from '../../pods'
import { claimsOf } from '../volume/users'

/** A volume that must be attached to a node before a pod there can use it. */
export interface Attachable {
  /** Its name in the status of nodes: `kubernetes.io/csi/DRIVER^HANDLE`. */
  readonly volume: string
  readonly persistentVolume: PersistentVolume
  readonly driver: string
  readonly handle: string
}

/** Who attaches: the controllers, not the kubelet itself. */
const managed = 'volumes.kubernetes.io/controller-managed-attach-detach'

export const isManaged = ({ metadata }: Node): boolean => metadata.annotations?.[managed] !== undefined

/** Of a volume, if its driver attaches at all. Models pkg/volume/csi CanAttach. */
export function attachable(caches: Caches, persistentVolume: PersistentVolume): Attachable | undefined {
  const { csi } = persistentVolume.spec
  if (!csi) return undefined
  const { driver, volumeHandle: handle } = csi
  const known = informerOf(caches, 'csidrivers').store.get(driver)?.spec as { attachRequired?: boolean } | undefined
  if (known?.attachRequired === false) return undefined
  return { volume: `kubernetes.io/csi/${driver}^${handle}`, persistentVolume, driver, handle }
}

/** What a pod's claims are bound to and must be attached. */
export const volumesOf = (caches: Caches, pod: Pod): readonly Attachable[] =>
  claimsOf(pod).flatMap((name) => {
    const claim = lookup(caches, 'persistentvolumeclaims', `${pod.metadata.namespace}/${name}`)
    const bound = claim?.spec.volumeName && lookup(caches, 'persistentvolumes', claim.spec.volumeName)
    if (!bound || bound.spec.claimRef?.uid !== claim.metadata.uid) return []
    return attachable(caches, bound) ?? []
  })

/** The pods of a node that need a volume. One that has ended needs none. Models util.DetermineVolumeAction. */
export const podsWith = (caches: Caches, node: string, volume: string): Pod[] =>
  podsOnNode(caches, node).filter(
    (pod) => !isTerminal(pod) && volumesOf(caches, pod).some((found) => found.volume === volume)
  )

/** Pods that are bound to a node and use a claim. */
export const boundPodsOf = (caches: Caches, namespace: string, claim: string): Pod[] =>
  listNamespace(caches, 'pods', namespace).filter((pod) => pod.spec.nodeName && claimsOf(pod).includes(claim))

/** Models pkg/volume/csi getAttachmentName. */
export const attachmentName = (driver: string, handle: string, node: string): string =>
  `csi-${bytesToHex(sha256(utf8ToBytes(`${handle}${driver}${node}`)))}`
