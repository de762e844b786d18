import type { Deployment, ReplicaSet } from '../../../api/types'
import { referenceTo } from '../../../client-go/events'
import type { Release } from '../../../releases'
import { errorOf, event, isOk, note, objectOf, request, type Sync } from '../sync'
import {
  active,
  annotated,
  byCreation,
  desiredAnnotation,
  isRollingUpdate,
  maxAnnotation,
  maxSurge,
  proportion,
  replicasOf,
  specReplicas
} from './deployment-counts'

export interface Scaled {
  readonly scaled: boolean
  readonly set: ReplicaSet
  readonly error?: string
}

/** Since 1.31 both texts say both numbers, in that order; 1.25's new set came from nothing. */
export const scaledText = (name: string, from: number, to: number, release: Release): string =>
  `Scaled ${from < to ? 'up' : 'down'} replica set ${name} ${release === '1.25' ? `to ${to} from ${from}` : `from ${from} to ${to}`}`

/** Sets a ReplicaSet's size, and its annotations of the deployment's. Models sync.go scaleReplicaSet. */
export function* scaleSet(deployment: Deployment, set: ReplicaSet, size: number, release: Release): Sync<Scaled> {
  const before = replicasOf(set)
  const desired = String(replicasOf(deployment))
  const max = String(replicasOf(deployment) + maxSurge(deployment))
  const annotations = set.metadata.annotations ?? {}
  const annotationsDiffer = annotations[desiredAnnotation] !== desired || annotations[maxAnnotation] !== max
  if (before === size && !annotationsDiffer) return { scaled: false, set }
  const { namespace, name } = set.metadata
  const body = {
    ...set,
    metadata: { ...set.metadata, annotations: { ...annotations, [desiredAnnotation]: desired, [maxAnnotation]: max } },
    spec: { ...set.spec, replicas: size }
  }
  if (before !== size)
    yield* note(`analyses ${namespace}/${deployment.metadata.name}: scales ${name} from ${before} to ${size}`)
  const answer = yield* request({ verb: 'update', resource: 'replicasets', namespace: namespace!, name, body })
  if (!isOk(answer)) return { scaled: false, set, error: errorOf(answer) }
  if (before !== size) {
    yield* event(referenceTo(deployment), 'Normal', 'ScalingReplicaSet', scaledText(name, before, size, release))
  }
  return { scaled: before !== size, set: objectOf<ReplicaSet>(answer) }
}

/** As `scaleSet`, but leaves a set alone that has the size. Models scaleReplicaSetAndRecordEvent. */
export function* scaleSetTo(deployment: Deployment, set: ReplicaSet, size: number, release: Release): Sync<Scaled> {
  return replicasOf(set) === size ? { scaled: false, set } : yield* scaleSet(deployment, set, size, release)
}

/** The deployment's size was changed: its ReplicaSets follow in proportion. Models sync.go scale. */
export function* scaleSets(
  deployment: Deployment,
  newSet: ReplicaSet | null,
  oldSets: readonly ReplicaSet[],
  release: Release
): Sync<string | undefined> {
  const wanted = replicasOf(deployment)
  const only = activeOrLatest(newSet, oldSets)
  if (only) return (yield* scaleSetTo(deployment, only, wanted, release)).error
  if (newSet && isSaturated(deployment, newSet)) {
    for (const set of active(oldSets)) {
      const { error } = yield* scaleSetTo(deployment, set, 0, release)
      if (error !== undefined) return error
    }
    return undefined
  }
  if (!isRollingUpdate(deployment)) return undefined
  for (const [set, size] of proportions(deployment, active(newSet ? [...oldSets, newSet] : oldSets))) {
    const { error } = yield* scaleSet(deployment, set, size, release)
    if (error !== undefined) return error
  }
  return undefined
}

/** Sizes of several active ReplicaSets for a new size of the deployment; leftovers go to the largest. */
export function proportions(deployment: Deployment, sets: readonly ReplicaSet[]): [set: ReplicaSet, size: number][] {
  const wanted = replicasOf(deployment)
  const allowed = wanted > 0 ? wanted + maxSurge(deployment) : 0
  const toAdd = allowed - specReplicas(sets)
  // Of equal sizes, newer ones grow first and older ones shrink first.
  const bySize = (a: ReplicaSet, b: ReplicaSet) =>
    replicasOf(b) - replicasOf(a) || (toAdd > 0 ? byCreation(b, a) : byCreation(a, b))
  const sorted = toAdd === 0 ? sets.slice() : sets.slice().sort(bySize)
  let added = 0
  const sizes = sorted.map((set): [ReplicaSet, number] => {
    const share = proportion(set, deployment, toAdd, added)
    added += share
    return [set, replicasOf(set) + share]
  })
  if (sizes[0] && toAdd !== 0) sizes[0][1] = Math.max(0, sizes[0][1] + toAdd - added)
  return sizes
}

/** The only active ReplicaSet, or the newest if none is active; null if several are. Models FindActiveOrLatest. */
function activeOrLatest(newSet: ReplicaSet | null, oldSets: readonly ReplicaSet[]): ReplicaSet | null {
  const running = active(newSet ? [...oldSets, newSet] : oldSets)
  if (running.length > 1) return null
  return running[0] ?? newSet ?? oldSets.slice().sort((a, b) => byCreation(b, a))[0] ?? null
}

const isSaturated = (deployment: Deployment, set: ReplicaSet): boolean =>
  replicasOf(set) === replicasOf(deployment) &&
  annotated(set, desiredAnnotation) === replicasOf(deployment) &&
  (set.status.availableReplicas ?? 0) === replicasOf(deployment)
