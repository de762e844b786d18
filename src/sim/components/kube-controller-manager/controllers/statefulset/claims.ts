import { equal } from '../../../../api/equality'
import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../../../api/types'
import { referenceTo } from '../../../../client-go/events'
import type { Release } from '../../../../releases'
import { controllerReference } from '../../claim'
import { errorOf, event, isAlreadyExists, isOk, objectOf, request, type Sync } from '../../sync'
import { firstOrdinal, ordinalOf, verbOf } from './identity'

/** The volumes of a StatefulSet's pods: one claim of each template for each pod. Models stateful_pod_control.go. */

export type Claims = ReadonlyMap<string, PersistentVolumeClaim>
type Template = NonNullable<StatefulSet['spec']['volumeClaimTemplates']>[number]

export const claimName = (template: Template, pod: string): string => `${template.metadata?.name}-${pod}`

const namesFor = (set: StatefulSet, pod: string): readonly string[] =>
  (set.spec.volumeClaimTemplates ?? []).map((template) => claimName(template, pod))

/** Names of the claims of its pods, of those that are to be and of those that are. */
export function claimsOf(set: StatefulSet, pods: readonly Pod[]): readonly string[] {
  if ((set.spec.volumeClaimTemplates ?? []).length === 0) return []
  const first = firstOrdinal(set)
  const wanted = Array.from({ length: set.spec.replicas ?? 1 }, (_, i) => `${set.metadata.name}-${first + i}`)
  return [...new Set([...wanted, ...pods.map(({ metadata }) => metadata.name)])].flatMap((pod) => namesFor(set, pod))
}

/** Claims that a new pod needs and nobody has made yet. Gives all of the pod's claims, or an error. */
export function* createClaims(
  set: StatefulSet,
  pod: string,
  known: Claims,
  release: Release
): Sync<readonly PersistentVolumeClaim[] | string> {
  const { namespace } = set.metadata
  const claims: PersistentVolumeClaim[] = []
  for (const template of set.spec.volumeClaimTemplates ?? []) {
    const name = claimName(template, pod)
    const found = known.get(name)
    if (found) {
      if (found.metadata.deletionTimestamp) return `pvc ${name} is being deleted`
      claims.push(found)
      continue
    }
    const { annotations, labels } = template.metadata ?? {}
    const body = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name,
        namespace: namespace!,
        labels: { ...labels, ...set.spec.selector.matchLabels },
        ...(annotations && { annotations })
      },
      spec: template.spec
    }
    const answer = yield* request({ verb: 'create', resource: 'persistentvolumeclaims', namespace: namespace!, body })
    if (isOk(answer)) claims.push(objectOf<PersistentVolumeClaim>(answer))
    if (isAlreadyExists(answer)) continue
    const text = `${verbOf('Create', release)} Claim ${name} Pod ${pod} in StatefulSet ${set.metadata.name}`
    const error = isOk(answer) ? undefined : errorOf(answer)
    yield* error === undefined
      ? event(referenceTo(set), 'Normal', 'SuccessfulCreate', `${text} success`)
      : event(referenceTo(set), 'Warning', 'FailedCreate', `${text} failed error: ${error}`)
    if (error !== undefined) return error
  }
  return claims
}

/**
 * Whose the pod's claims are, by `persistentVolumeClaimRetentionPolicy`: the set's (they go with it), the pod's (it is one too
 * many), or nobody's. Models updateClaimOwnerRefForSetAndPod.
 */
export function* keepClaims(
  set: StatefulSet,
  podName: string,
  pod: Pod | undefined,
  claims: readonly PersistentVolumeClaim[]
): Sync<string | undefined> {
  const { whenDeleted = 'Retain', whenScaled = 'Retain' } = set.spec.persistentVolumeClaimRetentionPolicy ?? {}
  const ordinal = pod ? ordinalOf(pod) : -1
  const last = firstOrdinal(set) + (set.spec.replicas ?? 1) - 1
  const condemned = pod !== undefined && (ordinal < firstOrdinal(set) || ordinal > last)
  for (const claim of claims) {
    const others = (claim.metadata.ownerReferences ?? []).filter(
      ({ uid, kind, name }) => uid !== set.metadata.uid && !(kind === 'Pod' && name === podName)
    )
    const owner =
      whenScaled === 'Delete' && condemned
        ? [controllerReference(pod)]
        : whenDeleted === 'Delete'
          ? [controllerReference(set)]
          : []
    const ownerReferences = [...others, ...owner]
    if (equal(ownerReferences, claim.metadata.ownerReferences ?? [])) continue
    const { namespace, name } = claim.metadata
    const { ownerReferences: _before, ...metadata } = claim.metadata
    const body = { ...claim, metadata: { ...metadata, ...(ownerReferences.length > 0 && { ownerReferences }) } }
    const answer = yield* request({
      verb: 'update',
      resource: 'persistentvolumeclaims',
      namespace: namespace!,
      name,
      body
    })
    if (!isOk(answer)) return `could not update claim ${name} for delete policy ownerRefs: ${errorOf(answer)}`
  }
  return undefined
}

/** The pod's claims as far as they are known. */
export const claimsFor = (set: StatefulSet, { metadata }: Pod, known: Claims): readonly PersistentVolumeClaim[] =>
  namesFor(set, metadata.name).flatMap((name) => known.get(name) ?? [])
