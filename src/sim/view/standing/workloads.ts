import { number, part } from '../../api/kinds/parts'
import type {
  CronJob,
  DaemonSet,
  Deployment,
  HorizontalPodAutoscaler,
  Job,
  KubeObject,
  LabelSelector,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  ReplicationController,
  StatefulSet
} from '../../api/types'
import { isPodReady } from '../../api/kinds/pod/conditions'
import { selects, selectsEqual, type Labels } from '../../api/labels'
import type { World } from '../../kernel/world'
import { storedObjects, storedValue } from '../truth'
import { pod } from './pod'
import { lastEventOf, saidBy } from './says'
import { count, ended, unwell, well, type Standing, type Stands } from './types'

type Selecting = Deployment | ReplicaSet | ReplicationController | StatefulSet | DaemonSet

/** What keeps the first of its pods that waits for something: whoever counts pods waits for that, too. */
function troubled(world: World, { metadata, spec }: Selecting, now: string): Standing {
  const given = spec.selector
  const chosen = (labels: Labels | undefined) =>
    isPlain(given) ? selectsEqual(given, labels) : selects(given as LabelSelector | undefined, labels)
  for (const one of storedObjects<Pod>(world, `pods/${metadata.namespace}`)) {
    if (!chosen(one.metadata.labels) || isPodReady(one.status)) continue
    const standing = pod(world, one)
    if (standing)
      return unwell(
        `${now} Pod ${one.metadata.name}: ${standing.text}`,
        `/registry/pods/${metadata.namespace}/${one.metadata.name}`
      )
  }
  return unwell(now)
}

/** A replication controller's selector is a plain map. */
const isPlain = (selector: Selecting['spec']['selector']): selector is Labels =>
  selector !== undefined && !('matchLabels' in selector) && !('matchExpressions' in selector)

/** Controllers have not looked at what the spec asks for now. */
const isBehind = ({ metadata, status }: KubeObject): boolean =>
  metadata.generation !== undefined && number(part(status)?.observedGeneration) < metadata.generation

const unseen = unwell('No controller has acted yet on what it says now.')

export const deployment: Stands<Deployment> = (world, object) => {
  const { spec, status } = object
  if (isBehind(object)) return unseen
  const wanted = spec.replicas ?? 1
  const { availableReplicas: available = 0, updatedReplicas: updated = 0, replicas = 0 } = status
  const old = replicas - updated
  const now = `Has ${available} of ${wanted} pods available${old > 0 ? `, ${old} of an older template` : ''}.`
  const failure = saidBy(object, 'ReplicaFailure')
  if (failure !== undefined) return unwell(`${now} Pods cannot be created: ${ended(failure)}`)
  const late = saidBy(object, 'Progressing', 'False')
  if (late !== undefined) return troubled(world, object, `${now} It does not progress: ${ended(late)}`)
  if (spec.paused === true) return (available < wanted ? unwell : well)(`${now} Its rollout is paused.`)
  return available < wanted || old > 0 || updated < wanted ? troubled(world, object, now) : well(now)
}

export const replicaset: Stands<ReplicaSet | ReplicationController> = (world, object) => {
  if (isBehind(object)) return unseen
  const wanted = object.spec.replicas ?? 1
  const { readyReplicas: ready = 0, replicas = 0 } = object.status
  const now = `Has ${ready} of ${wanted} pods ready${replicas === wanted ? '' : `, ${replicas} exist`}.`
  const failure = saidBy(object, 'ReplicaFailure')
  if (failure !== undefined) return unwell(`${now} Pods cannot be created: ${ended(failure)}`)
  return ready < wanted || replicas !== wanted ? troubled(world, object, now) : well(now)
}

export const statefulset: Stands<StatefulSet> = (world, object) => {
  if (isBehind(object)) return unseen
  const { metadata, spec, status } = object
  const wanted = spec.replicas ?? 1
  const { readyReplicas: ready = 0 } = status
  const now = `Has ${ready} of ${wanted} pods ready.`
  if (ready >= wanted) return well(now)
  const start = spec.ordinals?.start ?? 0
  const names = Array.from({ length: wanted }, (_, i) => `${metadata.name}-${start + i}`)
  const podOf = (name: string) => storedValue(world, `/registry/pods/${metadata.namespace}/${name}`) as Pod | undefined
  const missing = names.find((name) => !podOf(name))
  const before = missing === undefined ? undefined : names[names.indexOf(missing) - 1]
  const first = before === undefined ? undefined : podOf(before)
  // By default each pod waits for the one before it. Models pkg/controller/statefulset processReplica.
  if (spec.podManagementPolicy !== 'Parallel' && first && !isPodReady(first.status))
    return troubled(world, object, `${now} ${missing} is created when ${before} is ready.`)
  const failure = missing === undefined ? undefined : lastEventOf(world, object)
  return failure ? unwell(`${now} ${ended(failure.message)}`, failure.key) : troubled(world, object, now)
}

export const daemonset: Stands<DaemonSet> = (world, object) => {
  if (isBehind(object)) return unseen
  const { desiredNumberScheduled: wanted, numberReady: ready, currentNumberScheduled: current } = object.status
  const now = `Its pods are ready on ${ready} of ${wanted} nodes.`
  if (ready >= wanted) return well(now)
  const failure = current < wanted ? lastEventOf(world, object) : undefined
  return failure ? unwell(`${now} ${ended(failure.message)}`, failure.key) : troubled(world, object, now)
}

export const job: Stands<Job> = (_world, object) => {
  const { spec, status } = object
  const { succeeded = 0, active = 0, failed = 0 } = status
  const wanted = spec.completions ?? spec.parallelism ?? 1
  const failure = saidBy(object, 'Failed') ?? saidBy(object, 'FailureTarget')
  if (failure !== undefined)
    return unwell(`Has failed: ${ended(failure)} ${count(failed, 'pod')} failed, ${succeeded} of ${wanted} succeeded.`)
  if (saidBy(object, 'Complete') !== undefined) return well(`Is complete: ${succeeded} of ${wanted} succeeded.`)
  if (spec.suspend === true) return unwell(`Is suspended: ${succeeded} of ${wanted} succeeded.`)
  if (status.startTime === undefined) return unwell('No controller has begun it yet.')
  const limit = failed > 0 ? ` (backoffLimit ${spec.backoffLimit ?? 6})` : ''
  const now = `Works: ${succeeded} of ${wanted} succeeded, ${count(active, 'pod')} at work, ${failed} failed${limit}.`
  return failed > 0 ? unwell(now) : well(now)
}

export const cronjob: Stands<CronJob> = (world, object) => {
  const { spec, status } = object
  if (spec.suspend === true) return unwell('Is suspended: no Job is begun.')
  const failure = lastEventOf(world, object)
  const active = status.active?.length ?? 0
  const now =
    status.lastScheduleTime === undefined
      ? `Its schedule ${spec.schedule} has not come yet.`
      : `Began its last Job at ${status.lastScheduleTime.slice(11, 19)}; ${count(active, 'Job')} at work.`
  return failure ? unwell(`${now} ${ended(failure.message)}`, failure.key) : well(now)
}

export const hpa: Stands<HorizontalPodAutoscaler> = (_world, object) => {
  const { minReplicas = 1, maxReplicas } = object.spec
  const { currentReplicas = 0, desiredReplicas = 0 } = object.status
  const cannot = saidBy(object, 'AbleToScale', 'False') ?? saidBy(object, 'ScalingActive', 'False')
  if (cannot !== undefined) return unwell(`Does not scale: ${ended(cannot)}`)
  if (saidBy(object, 'AbleToScale') === undefined) return unwell('No controller has looked at it yet.')
  const now = `Wants ${count(desiredReplicas, 'pod')} of ${minReplicas} to ${maxReplicas}; ${currentReplicas} are set.`
  const limited = saidBy(object, 'ScalingLimited')
  return limited === undefined ? well(now) : unwell(`${now} ${ended(limited)}`)
}

export const budget: Stands<PodDisruptionBudget> = (_world, object) => {
  const { disruptionsAllowed: allowed, currentHealthy: healthy, desiredHealthy: needed, expectedPods } = object.status
  if (isBehind(object)) return unseen
  if (expectedPods === 0) return well('Selects no pod: it keeps nobody from evicting any.')
  const now = `Guards ${expectedPods} pods: ${healthy} are healthy, ${needed} must be, ${allowed} may be evicted.`
  return allowed > 0 ? well(now) : unwell(now)
}
