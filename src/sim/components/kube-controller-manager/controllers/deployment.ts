import { formatTime } from '../../../api/timestamp'
import { selects } from '../../../api/labels'
import type { Deployment, KubeObject, Pod, ReplicaSet } from '../../../api/types'
import { referenceTo } from '../../../client-go/events'
import type { Change } from '../../../client-go/informer'
import { controllerOf, listControlled, listNamespace, listOrphans, lookup } from '../caches'
import { claim } from '../claim'
import type { ControllerManager } from '../context'
import { enqueue, type Controller } from '../controller'
import { equal } from '../../../api/equality'
import type { Release } from '../../../releases'
import { event, type Sync } from '../sync'
import { active, annotated, desiredAnnotation, isRollingUpdate, replicasOf } from './deployment-counts'
import { findSets, updateStatus, type Rollout } from './deployment-revision'
import { cleanUp, recreate, rollingUpdate } from './deployment-rollout'
import { scaleSets } from './deployment-scale'
import {
  calculateStatus,
  conditionOf,
  hasProgressDeadline,
  newCondition,
  sameStatus,
  withCondition
} from './deployment-status'
import { wallClock } from '../../../kernel/clock'

interface Input {
  readonly deployment: Deployment
  /** Controlled by it, or without a controller and with labels that match. */
  readonly sets: readonly ReplicaSet[]
  /** Its ReplicaSets' pods; only for Recreate. */
  readonly pods: readonly Pod[]
  readonly now: string
  readonly release: Release
}

const name = 'deployment'

/** Models pkg/controller/deployment/deployment_controller.go. */
export const deployment: Controller<Input> = {
  name,
  user: 'deployment-controller',
  workers: 'concurrent-deployment-syncs',
  maxRetries: 15,
  needs: ['deployments', 'replicasets', 'pods'],

  observe(kcm, change) {
    if (change.resource === 'deployments') enqueue(kcm, name, change.key)
    else if (change.resource === 'replicasets') observeSet(kcm, change)
    else if (change.type === 'delete') observePodGone(kcm, change.object as Pod)
  },

  read(kcm, key) {
    const found = lookup(kcm.caches, 'deployments', key)
    if (!found) return null
    const { namespace, uid } = found.metadata
    const orphans = listOrphans(kcm.caches, 'replicasets', namespace!)
    const sets = [
      ...listControlled(kcm.caches, 'replicasets', uid!),
      ...orphans.filter((set) => isSelected(found, set))
    ]
    const pods = isRollingUpdate(found)
      ? []
      : sets.flatMap((set) => listControlled(kcm.caches, 'pods', set.metadata.uid!))
    return { deployment: found, sets, pods, now: formatTime(wallClock(kcm)), release: kcm.settings.release }
  },

  *sync({ deployment: found, sets, pods, now, release }) {
    const selector = found.spec.selector
    if (equal(selector, {})) {
      yield* event(
        referenceTo(found),
        'Warning',
        'SelectingAll',
        'This deployment is selecting all pods. A non-empty selector is required.'
      )
      return undefined
    }
    const { claimed, error } = yield* claim(found, 'deployments', 'replicasets', sets)
    if (error !== undefined) return error
    const rollout: Rollout = { deployment: found, sets: claimed, now, release }
    if (found.metadata.deletionTimestamp) {
      const current = yield* findSets(rollout, false)
      return current.error ?? (yield* syncStatus(rollout, current.newSet, current.oldSets))
    }
    const paused = yield* checkPaused(rollout)
    if (paused !== undefined) return paused
    if (found.spec.paused) return yield* scale(rollout)
    const current = yield* findSets(rollout, false)
    if (current.error !== undefined) return current.error
    const all = current.newSet ? [...current.oldSets, current.newSet] : current.oldSets
    if (isScaling(rollout.deployment, all)) return yield* scale(rollout)
    return isRollingUpdate(found) ? yield* rollingUpdate(rollout) : yield* recreate(rollout, pods)
  }
}

const isSelected = (found: Deployment, set: ReplicaSet): boolean => selects(found.spec.selector, set.metadata.labels)

/** The size was changed since the ReplicaSets were last sized. Models sync.go isScalingEvent. */
const isScaling = (found: Deployment, sets: readonly ReplicaSet[]): boolean =>
  active(sets).some((set) => {
    const desired = annotated(set, desiredAnnotation)
    return desired !== null && desired !== replicasOf(found)
  })

/** Sizes only, no rollout: for a paused or a rescaled deployment. Models sync.go sync. */
function* scale(rollout: Rollout): Sync<string | undefined> {
  const { newSet, oldSets, error } = yield* findSets(rollout, false)
  if (error !== undefined) return error
  const failed = yield* scaleSets(rollout.deployment, newSet, oldSets, rollout.release)
  if (failed !== undefined) return failed
  if (rollout.deployment.spec.paused) {
    const uncleaned = yield* cleanUp(rollout.deployment, oldSets)
    if (uncleaned !== undefined) return uncleaned
  }
  return yield* syncStatus(rollout, newSet, oldSets)
}

function* syncStatus(
  rollout: Rollout,
  newSet: ReplicaSet | null,
  oldSets: readonly ReplicaSet[]
): Sync<string | undefined> {
  const all = newSet ? [...oldSets, newSet] : oldSets
  const status = calculateStatus(rollout.deployment, all, newSet, rollout.now)
  if (sameStatus(rollout.deployment.status, status)) return undefined
  rollout.deployment = { ...rollout.deployment, status }
  return yield* updateStatus(rollout)
}

/** Pausing and resuming show as Progressing conditions. Models sync.go checkPausedConditions. */
function* checkPaused(rollout: Rollout): Sync<string | undefined> {
  const { deployment: found, now } = rollout
  if (!hasProgressDeadline(found)) return undefined
  const current = conditionOf(found.status, 'Progressing')
  if (current?.reason === 'ProgressDeadlineExceeded') return undefined
  const isPaused = current?.reason === 'DeploymentPaused'
  if (!!found.spec.paused === isPaused) return undefined
  const condition = found.spec.paused
    ? newCondition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', now)
    : newCondition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', now)
  rollout.deployment = { ...found, status: withCondition(found.status, condition) }
  return yield* updateStatus(rollout)
}

// --- observe ------------------------------------------------------------------------------------------------------

function observeSet(kcm: ControllerManager, { type, object, old }: Change): void {
  if (type === 'update' && object.metadata.resourceVersion === old!.metadata.resourceVersion) return
  const owner = controllerOf(object)
  const former = old && controllerOf(old)
  if (former && former.uid !== owner?.uid) enqueueOwner(kcm, old)
  if (owner) enqueueOwner(kcm, object)
  else if (type !== 'delete') {
    for (const found of listNamespace(kcm.caches, 'deployments', object.metadata.namespace!)) {
      if (isSelected(found, object as ReplicaSet))
        enqueue(kcm, name, `${found.metadata.namespace}/${found.metadata.name}`)
    }
  }
}

/** With Recreate the last pod's end lets the new ones come. */
function observePodGone(kcm: ControllerManager, pod: Pod): void {
  const setReference = controllerOf(pod)
  if (setReference?.kind !== 'ReplicaSet') return
  const set = lookup(kcm.caches, 'replicasets', `${pod.metadata.namespace}/${setReference.name}`)
  if (!set || set.metadata.uid !== setReference.uid) return
  const key = ownerKey(kcm, set)
  const found = key && lookup(kcm.caches, 'deployments', key)
  if (!found || isRollingUpdate(found)) return
  const sets = listControlled(kcm.caches, 'replicasets', found.metadata.uid!)
  if (sets.every(({ metadata }) => listControlled(kcm.caches, 'pods', metadata.uid!).length === 0))
    enqueue(kcm, name, key)
}

function enqueueOwner(kcm: ControllerManager, set: KubeObject): void {
  const key = ownerKey(kcm, set)
  if (key) enqueue(kcm, name, key)
}

function ownerKey(kcm: ControllerManager, set: KubeObject): string | undefined {
  const owner = controllerOf(set)
  if (owner?.kind !== 'Deployment') return undefined
  const key = `${set.metadata.namespace}/${owner.name}`
  return lookup(kcm.caches, 'deployments', key)?.metadata.uid === owner.uid ? key : undefined
}
