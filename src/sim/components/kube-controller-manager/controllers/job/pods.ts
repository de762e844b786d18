import { labels, trackingFinalizer } from '../../../../api/kinds/job/conditions'
import { parseTime } from '../../../../api/timestamp'
import type { Job, Pod } from '../../../../api/types'
import type { Call } from '../../../../client-go/transport'
import { controllerReference } from '../../claim'
import { isActive } from '../../pods'
import { indexOf, isIndexed } from './indexes'

export const isTracked = ({ metadata }: Pod): boolean => metadata.finalizers?.includes(trackingFinalizer) ?? false

/** Takes the finalizer away: the pod's end is counted, or nobody will count it. */
export const untrackCall = ({ metadata }: Pod): Call => ({
  verb: 'patch',
  resource: 'pods',
  namespace: metadata.namespace!,
  name: metadata.name,
  body: { metadata: { '$deleteFromPrimitiveList/finalizers': [trackingFinalizer] } },
  options: { patchType: 'strategic' }
})

/** A pod that ends by deletion counts as failed at once, unless only ended ones are replaced. Models isPodFailed. */
export const isFailed = (pod: Pod, job: Job): boolean =>
  pod.status.phase === 'Failed' ||
  (!replacesOnlyFailed(job) && pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== 'Succeeded')

export const replacesOnlyFailed = ({ spec }: Job): boolean => spec.podReplacementPolicy === 'Failed'

/** Deleted, and not at its end yet. */
export const isTerminating = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp !== undefined && status.phase !== 'Succeeded' && status.phase !== 'Failed'

/** Models controller_utils.go GetPodFromTemplate with the job controller's additions. */
export function createCall(job: Job, index: number, counts: Readonly<Record<string, string>> = {}): Call {
  const { template } = job.spec
  const { namespace, name } = job.metadata
  const isOne = isIndexed(job)
  const spec = template.spec!
  const env = {
    name: 'JOB_COMPLETION_INDEX',
    valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${labels.index}']` } }
  }
  const withIndex = (containers: NonNullable<typeof spec.containers>) =>
    containers.map((container) =>
      container.env?.some(({ name: known }) => known === env.name)
        ? container
        : { ...container, env: [...(container.env ?? []), env] }
    )
  const mark = isOne ? { [labels.index]: String(index) } : {}
  const annotations = { ...template.metadata?.annotations, ...mark, ...counts }
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace,
      generateName: isOne ? `${name}-${index}-` : `${name}-`,
      labels: { ...template.metadata?.labels, ...mark },
      ...(Object.keys(annotations).length > 0 && { annotations }),
      ownerReferences: [controllerReference(job)],
      finalizers: [...(template.metadata?.finalizers ?? []), trackingFinalizer]
    },
    spec: isOne
      ? {
          ...spec,
          hostname: `${name}-${index}`,
          containers: withIndex(spec.containers),
          ...(spec.initContainers && { initContainers: withIndex(spec.initContainers) })
        }
      : spec
  }
  return { verb: 'create', resource: 'pods', namespace: namespace!, body }
}

/**
 * Which pods go first when there are too many: of Indexed Jobs what lies beyond or works on an index twice, then the highest
 * index; else those that have come least far. Models activePodsForRemoval.
 */
export function surplus(job: Job, active: readonly Pod[], count: number): Pod[] {
  if (!isIndexed(job)) return [...active].sort(leastFar).slice(0, Math.max(0, count))
  const byIndex = [...active].sort((a, b) => indexOf(a) - indexOf(b) || leastFar(b, a))
  const doubles = byIndex.filter(
    (pod, i) => indexOf(pod) === indexOf(byIndex[i - 1] ?? pod) && i > 0 && byIndex[i - 1] !== pod
  )
  const others = byIndex.filter((pod) => !doubles.includes(pod)).reverse()
  return [...doubles, ...others.slice(0, Math.max(0, count - doubles.length))]
}

const stages = ['Pending', 'Unknown', 'Running']

/** Models ActivePods.Less in part: no node, then pending, then not ready, then the younger one. */
function leastFar(a: Pod, b: Pod): number {
  const assigned = Number(Boolean(a.spec.nodeName)) - Number(Boolean(b.spec.nodeName))
  const stage = stages.indexOf(a.status.phase ?? '') - stages.indexOf(b.status.phase ?? '')
  return assigned || stage || created(b) - created(a)
}

const created = ({ metadata }: Pod): number => parseTime(metadata.creationTimestamp)

export const activeOf = (pods: readonly Pod[]): Pod[] => pods.filter(isActive)
