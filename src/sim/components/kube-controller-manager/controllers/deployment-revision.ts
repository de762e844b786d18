import type { Release } from '../../../releases'
import { fnv1a } from '../../../../base/prng'
import type { Deployment, PodTemplateSpec, ReplicaSet } from '../../../api/types'
import { controllerReference } from '../claim'
import { controllerOf } from '../caches'
import { canonical, equal } from '../../../api/equality'
import { omitEmpty } from '../omitempty'
import {
  errorOf,
  event,
  isAlreadyExists,
  isNamespaceTerminating,
  isOk,
  note,
  objectOf,
  request,
  type Sync
} from '../sync'
import { referenceTo } from '../../../client-go/events'
import { scaledText } from './deployment-scale'
import { conditionOf, hasProgressDeadline, newCondition, withCondition } from './deployment-status'
import {
  byCreation,
  desiredAnnotation,
  maxAnnotation,
  maxSurge,
  newReplicas,
  replicasOf,
  revisionAnnotation,
  revisionOf
} from './deployment-counts'

/** What one sync works on. `deployment` is its own copy: changed in place of the cached one, as upstream's DeepCopy. */
export interface Rollout {
  deployment: Deployment
  readonly sets: readonly ReplicaSet[]
  readonly now: string
  readonly release: Release
}

export interface Sets {
  readonly newSet: ReplicaSet | null
  readonly oldSets: readonly ReplicaSet[]
  readonly error?: string
}

export const hashLabel = 'pod-template-hash'
const historyAnnotation = 'deployment.kubernetes.io/revision-history'
const notCopied: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  historyAnnotation,
  desiredAnnotation,
  maxAnnotation,
  'deprecated.deployment.rollback.to'
])

/**
 * The hash in a ReplicaSet's name and its pods' labels: FNV-1a of the template, written in upstream's alphabet
 * (only 4 to 9, b, c, d, f occur). Upstream hashes Go's dump of the struct; here the template's canonical JSON.
 * Models pkg/controller/controller_utils.go ComputeHash and apimachinery/pkg/util/rand SafeEncodeString.
 */
export function podTemplateHash(template: PodTemplateSpec, collisionCount: number | undefined): string {
  const text = canonical(template)
  const salt =
    collisionCount === undefined
      ? ''
      : String.fromCharCode(collisionCount & 0xff, (collisionCount >> 8) & 0xff, 0, 0, 0, 0, 0, 0)
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789'
  return [...String(fnv1a(text + salt))].map((digit) => alphabet[digit.charCodeAt(0) % alphabet.length]).join('')
}

/** Equal but for the hash label. Models EqualIgnoreHash. */
export function sameTemplate(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  return equal(withoutHash(a), withoutHash(b))
}

function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  const { creationTimestamp: _at, ...metadata } = template.metadata ?? {}
  const { [hashLabel]: _hash, ...labels } = metadata.labels ?? {}
  return { ...template, metadata: { ...metadata, labels } }
}

/** The oldest ReplicaSet with the deployment's template. Models FindNewReplicaSet. */
export const findNewSet = (deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | null =>
  sets
    .slice()
    .sort(byCreation)
    .find((set) => sameTemplate(set.spec.template!, deployment.spec.template)) ?? null

/**
 * Finds (and with `create` makes) the new ReplicaSet, and brings its revision and the deployment's up to date.
 * Models sync.go getAllReplicaSetsAndSyncRevision and getNewReplicaSet.
 */
export function* findSets(rollout: Rollout, create: boolean): Sync<Sets> {
  const { sets } = rollout
  const found = findNewSet(rollout.deployment, sets)
  const oldSets = sets.filter((set) => set.metadata.uid !== found?.metadata.uid)
  const revision = String(oldSets.reduce((max, set) => Math.max(max, revisionOf(set)), 0) + 1)
  if (found) return yield* reviseSet(rollout, found, oldSets, revision)
  if (!create) return { newSet: null, oldSets }
  return yield* createSet(rollout, oldSets, revision)
}

function* reviseSet(rollout: Rollout, set: ReplicaSet, oldSets: readonly ReplicaSet[], revision: string): Sync<Sets> {
  const { deployment, now } = rollout
  const annotations = revisedAnnotations(deployment, set.metadata.annotations ?? {}, revision)
  const minReadySeconds = deployment.spec.minReadySeconds ?? 0
  if (annotations !== null || (set.spec.minReadySeconds ?? 0) !== minReadySeconds) {
    const { minReadySeconds: _before, ...unhurried } = set.spec
    const body = {
      ...set,
      metadata: { ...set.metadata, annotations: annotations ?? set.metadata.annotations },
      spec: { ...unhurried, ...(minReadySeconds > 0 && { minReadySeconds }) }
    }
    const { namespace, name } = set.metadata
    const answer = yield* request({ verb: 'update', resource: 'replicasets', namespace: namespace!, name, body })
    return isOk(answer)
      ? { newSet: objectOf<ReplicaSet>(answer), oldSets }
      : { newSet: set, oldSets, error: errorOf(answer) }
  }
  let update = setRevision(rollout, set.metadata.annotations?.[revisionAnnotation] ?? '')
  if (hasProgressDeadline(deployment) && !conditionOf(deployment.status, 'Progressing')) {
    const text = `Found new replica set "${set.metadata.name}"`
    setCondition(rollout, newCondition('Progressing', 'True', 'FoundNewReplicaSet', text, now))
    update = true
  }
  const error = update ? yield* updateStatus(rollout) : undefined
  return { newSet: set, oldSets, ...(error !== undefined && { error }) }
}

function* createSet(rollout: Rollout, oldSets: readonly ReplicaSet[], revision: string): Sync<Sets> {
  const { deployment, now } = rollout
  const { spec, status, metadata } = deployment
  const hash = podTemplateHash(spec.template, status.collisionCount)
  const labels = { ...spec.template.metadata?.labels, [hashLabel]: hash }
  const name = `${metadata.name}-${hash}`
  const replicas = newReplicas(deployment, oldSets, 0)
  const body = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: metadata.namespace!,
      labels,
      ownerReferences: [controllerReference(deployment)],
      annotations: {
        ...revisedAnnotations(deployment, {}, revision),
        [desiredAnnotation]: String(replicasOf(deployment)),
        [maxAnnotation]: String(replicasOf(deployment) + maxSurge(deployment))
      }
    },
    spec: {
      replicas,
      ...(spec.minReadySeconds ? { minReadySeconds: spec.minReadySeconds } : {}),
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [hashLabel]: hash } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } }
    }
  }
  yield* note(
    `analyses ${metadata.namespace}/${metadata.name}: no ReplicaSet has this template; creates ${name} with ${replicas}`
  )
  const answer = yield* request({ verb: 'create', resource: 'replicasets', namespace: metadata.namespace!, body })
  if (isAlreadyExists(answer)) return yield* collision(rollout, oldSets, name, errorOf(answer))
  if (isNamespaceTerminating(answer)) return { newSet: null, oldSets, error: errorOf(answer) }
  if (!isOk(answer)) {
    const text = `Failed to create new replica set "${name}": ${errorOf(answer)}`
    if (hasProgressDeadline(deployment)) {
      setCondition(rollout, newCondition('Progressing', 'False', 'ReplicaSetCreateError', text, now))
      yield* updateStatus(rollout)
    }
    yield* event(referenceTo(deployment), 'Warning', 'ReplicaSetCreateError', text)
    return { newSet: null, oldSets, error: errorOf(answer) }
  }
  const newSet = objectOf<ReplicaSet>(answer)
  if (replicas > 0) {
    yield* event(
      referenceTo(deployment),
      'Normal',
      'ScalingReplicaSet',
      rollout.release === '1.25'
        ? `Scaled up replica set ${name} to ${replicas}`
        : scaledText(name, 0, replicas, rollout.release)
    )
  }
  let update = setRevision(rollout, revision)
  if (hasProgressDeadline(deployment)) {
    setCondition(
      rollout,
      newCondition('Progressing', 'True', 'NewReplicaSetCreated', `Created new replica set "${name}"`, now)
    )
    update = true
  }
  const error = update ? yield* updateStatus(rollout) : undefined
  return { newSet, oldSets, ...(error !== undefined && { error }) }
}

/** The name is taken: by our own set that the cache does not hold yet, or by another template with the same hash. */
function* collision(rollout: Rollout, oldSets: readonly ReplicaSet[], name: string, error: string): Sync<Sets> {
  const { deployment } = rollout
  const { namespace, uid } = deployment.metadata
  const answer = yield* request({ verb: 'get', resource: 'replicasets', namespace: namespace!, name })
  if (!isOk(answer)) return { newSet: null, oldSets, error: errorOf(answer) }
  const set = objectOf<ReplicaSet>(answer)
  if (controllerOf(set)?.uid === uid && sameTemplate(deployment.spec.template, set.spec.template!)) {
    return { newSet: set, oldSets }
  }
  const collisionCount = (deployment.status.collisionCount ?? 0) + 1
  rollout.deployment = { ...deployment, status: { ...deployment.status, collisionCount } }
  yield* updateStatus(rollout)
  return { newSet: null, oldSets, error }
}

/** Annotations of the new ReplicaSet, or null if they are right. Models SetNewReplicaSetAnnotations. */
function revisedAnnotations(
  deployment: Deployment,
  before: Readonly<Record<string, string>>,
  revision: string
): Record<string, string> | null {
  const annotations: Record<string, string> = { ...before }
  let changed = false
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (notCopied.has(key) || annotations[key] === value) continue
    annotations[key] = value
    changed = true
  }
  const old = before[revisionAnnotation]
  if (Number(old ?? 0) < Number(revision)) {
    annotations[revisionAnnotation] = revision
    changed = true
    // Rolled back to: its former revisions are kept.
    if (old !== undefined) {
      const history = before[historyAnnotation]
      annotations[historyAnnotation] = history ? `${history},${old}` : old
    }
  }
  return changed ? annotations : null
}

function setRevision(rollout: Rollout, revision: string): boolean {
  const { deployment } = rollout
  if (deployment.metadata.annotations?.[revisionAnnotation] === revision) return false
  const annotations = { ...deployment.metadata.annotations, [revisionAnnotation]: revision }
  rollout.deployment = { ...deployment, metadata: { ...deployment.metadata, annotations } }
  return true
}

function setCondition(rollout: Rollout, condition: ReturnType<typeof newCondition>): void {
  const { deployment } = rollout
  rollout.deployment = { ...deployment, status: withCondition(deployment.status, condition) }
}

/** PUT of the status; the copy keeps its resourceVersion, so a second one of the same sync meets 409, as upstream's does. */
export function* updateStatus(rollout: Rollout): Sync<string | undefined> {
  const { deployment } = rollout
  const { namespace, name } = deployment.metadata
  const answer = yield* request({
    verb: 'update',
    resource: 'deployments',
    subresource: 'status',
    namespace: namespace!,
    name,
    body: { ...deployment, status: omitEmpty(deployment.status, 'terminatingReplicas') }
  })
  return isOk(answer) ? undefined : errorOf(answer)
}
