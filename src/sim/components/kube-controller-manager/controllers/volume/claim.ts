import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../../../api/types'
import { annotations, bestMatch, classOf, mismatch, refersTo } from '../../../../api/volumes'
import { referenceTo } from '../../../../client-go/events'
import { event, type Sync } from '../../sync'
import { bind, setClaimStatus } from './bind'
import type { ClaimLook } from './look'
import { provision } from './provision'

/** Models pv_controller.go syncClaim. */
export function* syncClaim(look: ClaimLook): Sync {
  const { claim } = look
  if (claim.metadata.annotations?.[annotations.bindCompleted] !== undefined) return yield* syncBound(look)
  return yield* claim.spec.volumeName ? syncNamed(look, claim.spec.volumeName) : syncUnbound(look)
}

const waitsForConsumer = (claim: PersistentVolumeClaim, storageClass: StorageClass | undefined): boolean =>
  storageClass?.volumeBindingMode === 'WaitForFirstConsumer' &&
  claim.metadata.annotations?.[annotations.selectedNode] === undefined

/** It names no volume: one that fits is found or made, or it waits. */
function* syncUnbound({ claim, volumes, storageClass, waitingPods }: ClaimLook): Sync {
  const waits = waitsForConsumer(claim, storageClass)
  const volume = bestMatch(claim, volumes, undefined, waits)
  if (volume) return yield* bind(volume, claim)
  const about = referenceTo(claim)
  if (waits) {
    // The event says whom it waits for. Models emitEventForUnboundDelayBindingClaim.
    const [pod] = waitingPods
    if (pod !== undefined)
      yield* event(about, 'Normal', 'WaitForPodScheduled', `waiting for pod ${pod} to be scheduled`)
    else
      yield* event(about, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding')
    return undefined
  }
  if (classOf(claim) !== '') return yield* provision(claim, storageClass)
  const text = 'no persistent volumes available for this claim and no storage class is set'
  yield* event(about, 'Normal', 'FailedBinding', text)
  return undefined
}

/** A person, or a provisioner, has named its volume. */
function* syncNamed({ claim, volumes }: ClaimLook, name: string): Sync {
  const volume = volumes.find(({ metadata }) => metadata.name === name)
  if (!volume) return undefined
  if (volume.spec.claimRef === undefined) {
    const why = mismatch(volume, claim)
    if (why === '') return yield* bind(volume, claim)
    yield* event(referenceTo(claim), 'Warning', 'VolumeMismatch', `Cannot bind to requested volume "${name}": ${why}`)
    return undefined
  }
  if (refersTo(volume, claim)) return yield* bind(volume, claim)
  if (claim.metadata.annotations?.[annotations.boundByController] !== undefined)
    return `invalid binding of claim "${claim.metadata.namespace}/${claim.metadata.name}" to volume "${name}": volume already claimed by "${claimText(volume)}"`
  const text = `volume "${name}" already bound to a different claim.`
  yield* event(referenceTo(claim), 'Warning', 'FailedBinding', text)
  return undefined
}

const claimText = ({ spec }: PersistentVolume): string => `${spec.claimRef?.namespace}/${spec.claimRef?.name}`

/** It was bound once: it still is, or its volume is lost. */
function* syncBound({ claim, volumes }: ClaimLook): Sync {
  const volume = volumes.find(({ metadata }) => metadata.name === claim.spec.volumeName)
  const ref = volume?.spec.claimRef
  if (volume && (ref === undefined || ref.uid === claim.metadata.uid || (!ref.uid && refersTo(volume, claim))))
    return yield* bind(volume, claim)
  if (claim.status?.phase === 'Lost') return undefined
  const answer = yield* setClaimStatus(claim, undefined)
  if (typeof answer === 'string') return answer
  const [reason, text] = volume
    ? ['ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly']
    : claim.spec.volumeName
      ? ['ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!']
      : ['ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!']
  yield* event(referenceTo(claim), 'Warning', reason, text)
  return undefined
}
