import { isPodReady } from '../../../api/kinds/pod/conditions'
import { seconds, type Micros } from '../../../../base/time'
import { selects } from '../../../api/labels'
import type { Pod, StatefulSet } from '../../../api/types'
import { referenceTo } from '../../../client-go/events'
import type { Change } from '../../../client-go/informer'
import type { Call } from '../../../client-go/transport'
import { controllerOf, listControlled, listNamespace, listOrphans, lookup } from '../caches'
import { claim, controllerReference } from '../claim'
import type { ControllerManager } from '../context'
import { enqueue, type Controller } from '../controller'
import { omitEmpty } from '../omitempty'
import { deletePodCall, isAvailable, podKey } from '../pods'
import { errorOf, event, isAlreadyExists, isNotFound, isOk, later, fact, note, request, type Sync } from '../sync'
import { presentRevision, revisionLabel, templateOf, truncateHistory, type Revision } from './history'
import { wallClock } from '../../../kernel/clock'

interface Input {
  readonly set: StatefulSet
  readonly pods: readonly Pod[]
  readonly revisions: readonly Revision[]
  readonly now: Micros
}

const name = 'statefulset'

/** Pods with identities, one after the other. Models pkg/controller/statefulset/stateful_set_control.go. */
export const statefulset: Controller<Input> = {
  name,
  user: 'statefulset-controller',
  workers: 'concurrent-statefulset-syncs',
  needs: ['statefulsets', 'pods', 'controllerrevisions'],

  observe(kcm, change) {
    if (change.resource === 'statefulsets') enqueue(kcm, name, change.key)
    else if (change.resource === 'pods') observePod(kcm, change)
  },

  read(kcm, key) {
    const set = lookup(kcm.caches, 'statefulsets', key)
    if (!set) return null
    const { namespace, uid } = set.metadata
    const orphans = listOrphans(kcm.caches, 'pods', namespace!).filter(
      (pod) => isMember(set, pod) && isSelected(set, pod)
    )
    const pods = [...listControlled(kcm.caches, 'pods', uid!), ...orphans]
    return {
      set,
      pods,
      revisions: listControlled(kcm.caches, 'controllerrevisions', uid!) as Revision[],
      now: wallClock(kcm)
    }
  },

  *sync({ set, pods, revisions, now }) {
    const { claimed, error } = yield* claim(set, 'statefulsets', 'pods', pods, (pod) => isMember(set, pod))
    if (error !== undefined) return error
    const update = yield* presentRevision(set, revisions)
    if (typeof update === 'string') return update
    const current = revisions.find(({ metadata }) => metadata.name === set.status.currentRevision) ?? update
    let failed: string | undefined
    if (!set.metadata.deletionTimestamp) failed = yield* nextStep(set, claimed, current, update, now)
    const status = statusOf(set, claimed, current, update, now)
    const live = new Set([current.metadata.name, update.metadata.name, ...claimed.map(revisionOf)])
    yield* truncateHistory(set, revisions, ({ metadata }) => live.has(metadata.name))
    const notWritten = yield* writeStatus(set, status)
    if (notWritten !== undefined) return notWritten
    const { minReadySeconds = 0 } = set.spec
    if (failed === undefined && minReadySeconds > 0 && status.readyReplicas !== status.availableReplicas) {
      yield* later(podKey(set), seconds(minReadySeconds), 'minReadySeconds')
    }
    return failed
  }
}

const isSelected = (set: StatefulSet, pod: Pod): boolean => selects(set.spec.selector, pod.metadata.labels)
const ordinalOf = (pod: Pod): number => Number(/-(\d+)$/.exec(pod.metadata.name)?.[1] ?? -1)
const isMember = (set: StatefulSet, pod: Pod): boolean => pod.metadata.name === `${set.metadata.name}-${ordinalOf(pod)}`
const isHealthy = (pod: Pod): boolean =>
  pod.status.phase === 'Running' && isPodReady(pod.status) && !pod.metadata.deletionTimestamp

/** One step in order of ordinals (all that can be done at once with podManagementPolicy Parallel). */
function* nextStep(
  set: StatefulSet,
  pods: readonly Pod[],
  current: Revision,
  update: Revision,
  now: Micros
): Sync<string | undefined> {
  const wanted = set.spec.replicas ?? 1
  const inOrder = set.spec.podManagementPolicy !== 'Parallel'
  const byOrdinal = new Map(pods.map((pod) => [ordinalOf(pod), pod]))
  const ready = (pod: Pod) => isHealthy(pod) && isAvailable(pod, set.spec.minReadySeconds ?? 0, now)
  for (let ordinal = 0; ordinal < wanted; ordinal++) {
    const pod = byOrdinal.get(ordinal)
    if (pod && (pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded')) {
      return pod.metadata.deletionTimestamp ? undefined : yield* remove(set, pod)
    }
    if (!pod) {
      const revision = ordinal < (set.spec.updateStrategy?.rollingUpdate?.partition ?? 0) ? current : update
      const error = yield* create(set, ordinal, revision)
      if (error !== undefined || inOrder) return error
    } else if (inOrder && !ready(pod)) return undefined
  }
  const condemned = pods.filter((pod) => ordinalOf(pod) >= wanted).sort((a, b) => ordinalOf(b) - ordinalOf(a))
  for (const pod of condemned) {
    if (pod.metadata.deletionTimestamp) {
      if (inOrder) return undefined
      continue
    }
    const error = yield* remove(set, pod)
    if (error !== undefined || inOrder) return error
  }
  if (set.spec.updateStrategy?.type === 'OnDelete') return undefined
  const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0
  for (let ordinal = wanted - 1; ordinal >= partition; ordinal--) {
    const pod = byOrdinal.get(ordinal)
    if (!pod) return undefined
    if (revisionOf(pod) !== update.metadata.name && !pod.metadata.deletionTimestamp) return yield* remove(set, pod)
    if (!isHealthy(pod)) return undefined
  }
  return undefined
}

const revisionOf = (pod: Pod): string => pod.metadata.labels?.[revisionLabel] ?? ''

function* create(set: StatefulSet, ordinal: number, revision: Revision): Sync<string | undefined> {
  const { namespace, name: setName } = set.metadata
  const podName = `${setName}-${ordinal}`
  const template = templateOf(revision)
  yield* note(`analyses ${podKey(set)}: it is the turn of ${podName}; creates it`)
  const claims = set.spec.volumeClaimTemplates ?? []
  for (const claimTemplate of claims) {
    const claimName = `${claimTemplate.metadata?.name}-${podName}`
    const labels = { ...claimTemplate.metadata?.labels, ...set.spec.selector.matchLabels }
    const body = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: claimName, namespace, labels },
      spec: claimTemplate.spec
    }
    const answer = yield* request({ verb: 'create', resource: 'persistentvolumeclaims', namespace: namespace!, body })
    if (!isOk(answer) && !isAlreadyExists(answer)) return errorOf(answer)
  }
  const volumes = claims.map(({ metadata }) => ({
    name: metadata!.name!,
    persistentVolumeClaim: { claimName: `${metadata!.name}-${podName}` }
  }))
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: podName,
      namespace: namespace!,
      labels: {
        ...template.metadata?.labels,
        'statefulset.kubernetes.io/pod-name': podName,
        [revisionLabel]: revision.metadata.name
      },
      ...(template.metadata?.annotations && { annotations: template.metadata.annotations }),
      ownerReferences: [controllerReference(set)]
    },
    spec: {
      ...template.spec,
      hostname: podName,
      subdomain: set.spec.serviceName,
      ...(volumes.length > 0 && { volumes: [...(template.spec?.volumes ?? []), ...volumes] })
    }
  }
  const answer = yield* request({ verb: 'create', resource: 'pods', namespace: namespace!, body })
  if (isAlreadyExists(answer)) return errorOf(answer)
  return yield* tell(set, podName, 'create', isOk(answer) ? undefined : errorOf(answer))
}

function* remove(set: StatefulSet, pod: Pod): Sync<string | undefined> {
  yield* note(`analyses ${podKey(set)}: deletes ${pod.metadata.name}`)
  const answer = yield* request(deletePodCall(pod))
  if (isNotFound(answer)) return undefined
  return yield* tell(set, pod.metadata.name, 'delete', isOk(answer) ? undefined : errorOf(answer))
}

function* tell(
  set: StatefulSet,
  pod: string,
  verb: 'create' | 'delete',
  error: string | undefined
): Sync<string | undefined> {
  const reason = verb === 'create' ? 'Create' : 'Delete'
  const text = `${verb} Pod ${pod} in StatefulSet ${set.metadata.name}`
  if (error !== undefined) {
    yield* event(referenceTo(set), 'Warning', `Failed${reason}`, `${text} failed error: ${error}`)
    return error
  }
  if (verb === 'create')
    yield* fact('pod-created', {
      pod: `${set.metadata.namespace}/${pod}`,
      owner: `StatefulSet/${set.metadata.name}`
    })
  yield* event(referenceTo(set), 'Normal', `Successful${reason}`, `${text} successful`)
  return undefined
}

function statusOf(
  set: StatefulSet,
  pods: readonly Pod[],
  current: Revision,
  update: Revision,
  now: Micros
): StatefulSet['status'] {
  const members = pods.filter((pod) => ordinalOf(pod) < (set.spec.replicas ?? 1) || !pod.metadata.deletionTimestamp)
  const count = (test: (pod: Pod) => boolean) => members.filter(test).length
  const living = (pod: Pod) => !pod.metadata.deletionTimestamp
  const replicas = members.length
  const readyReplicas = count((pod) => pod.status.phase === 'Running' && isPodReady(pod.status))
  const updatedReplicas = count((pod) => living(pod) && revisionOf(pod) === update.metadata.name)
  const isDone =
    updatedReplicas === replicas && readyReplicas === replicas && set.spec.updateStrategy?.type !== 'OnDelete'
  const currentRevision = isDone ? update.metadata.name : current.metadata.name
  return {
    replicas,
    readyReplicas,
    availableReplicas: count((pod) => isHealthy(pod) && isAvailable(pod, set.spec.minReadySeconds ?? 0, now)),
    currentReplicas: isDone ? replicas : count((pod) => living(pod) && revisionOf(pod) === currentRevision),
    updatedReplicas,
    currentRevision,
    updateRevision: update.metadata.name,
    collisionCount: set.status.collisionCount ?? 0,
    observedGeneration: set.metadata.generation!
  }
}

function* writeStatus(set: StatefulSet, status: StatefulSet['status']): Sync<string | undefined> {
  const before: Readonly<Record<string, unknown>> = { ...set.status }
  const differs = Object.entries(status).some(([key, value]) => (before[key] ?? 0) !== value)
  if (!differs) return undefined
  const { namespace, name: setName } = set.metadata
  const call: Call = {
    verb: 'update',
    resource: 'statefulsets',
    subresource: 'status',
    namespace: namespace!,
    name: setName,
    body: { ...set, status: omitEmpty(status, 'replicas', 'availableReplicas', 'collisionCount') }
  }
  const answer = yield* request(call)
  return isOk(answer) ? undefined : errorOf(answer)
}

function observePod(kcm: ControllerManager, { object, old }: Change): void {
  for (const pod of old ? [old, object] : [object]) {
    const owner = controllerOf(pod)
    if (owner?.kind === 'StatefulSet') {
      const key = `${pod.metadata.namespace}/${owner.name}`
      if (lookup(kcm.caches, 'statefulsets', key)?.metadata.uid === owner.uid) enqueue(kcm, name, key)
    } else if (!owner) {
      for (const set of listNamespace(kcm.caches, 'statefulsets', pod.metadata.namespace!)) {
        if (isSelected(set, pod as Pod)) enqueue(kcm, name, podKey(set))
      }
    }
  }
}
