import { seconds, type Micros } from '../../../base/time'
import { podCondition } from '../../api/kinds/pod/conditions'
import { statusPatch } from '../../api/kinds/pod/disruption'
import { parseTime } from '../../api/timestamp'
import type { KubeObject, Pod, PodTemplateSpec } from '../../api/types'
import { referenceTo } from '../../client-go/events'
import type { Call } from '../../client-go/transport'
import { controllerReference } from './claim'
import {
  errorOf,
  event,
  isNamespaceTerminating,
  isNotFound,
  isOk,
  fact,
  objectOf,
  type Answer,
  type Sync
} from './sync'

/** Questions about pods and the two things controllers do to them. Models pkg/api/v1/pod/util.go and controller_utils.go. */

export function isAvailable(pod: Pod, minReadySeconds: number, now: Micros): boolean {
  const ready = podCondition(pod.status, 'Ready')
  if (ready?.status !== 'True') return false
  return minReadySeconds === 0 || parseTime(ready.lastTransitionTime) + seconds(minReadySeconds) <= now
}

export const isTerminal = ({ status: { phase } }: Pod): boolean => phase === 'Succeeded' || phase === 'Failed'

/** Neither ended nor being deleted. Models IsPodActive. */
export const isActive = (pod: Pod): boolean => !isTerminal(pod) && !pod.metadata.deletionTimestamp

/** It is being deleted and has not ended. Models IsPodTerminating. */
export const isTerminating = (pod: Pod): boolean => !isTerminal(pod) && pod.metadata.deletionTimestamp !== undefined

export const podKey = (pod: KubeObject): string => `${pod.metadata.namespace}/${pod.metadata.name}`

/** POST of a pod from a template, owned by its controller. Models GetPodFromTemplate. */
export function createPodCall(
  owner: KubeObject,
  template: PodTemplateSpec,
  overrides: Partial<Pod['metadata']> = {}
): Call {
  const { namespace, name } = owner.metadata
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace,
      generateName: `${name}-`,
      labels: template.metadata?.labels ?? {},
      ...(template.metadata?.annotations && { annotations: template.metadata.annotations }),
      ...(template.metadata?.finalizers && { finalizers: template.metadata.finalizers }),
      ownerReferences: [controllerReference(owner)],
      ...overrides
    },
    spec: template.spec
  }
  return { verb: 'create', resource: 'pods', namespace: namespace!, body }
}

export const deletePodCall = (pod: Pod): Call => ({
  verb: 'delete',
  resource: 'pods',
  namespace: pod.metadata.namespace!,
  name: pod.metadata.name
})

/** PATCH of a pod's status; nothing if it says so already. */
export function patchStatusCall(pod: Pod, next: Pod['status']): Call | undefined {
  const body = statusPatch(pod, next)
  if (!body) return undefined
  const { namespace, name } = pod.metadata
  const at = { resource: 'pods', subresource: 'status', namespace: namespace!, name }
  return { verb: 'patch', ...at, body, options: { patchType: 'strategic' } }
}

/** States what came of creating a pod, as an Event and a fact. Gives the error, if any. */
export function* podCreated(owner: KubeObject, answer: Answer): Sync<string | undefined> {
  if (isOk(answer)) {
    const pod = objectOf(answer)
    yield* fact('pod-created', { pod: podKey(pod), owner: `${owner.kind}/${owner.metadata.name}` })
    yield* event(referenceTo(owner), 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
    return undefined
  }
  if (isNamespaceTerminating(answer)) return undefined
  const error = errorOf(answer)
  yield* event(referenceTo(owner), 'Warning', 'FailedCreate', `Error creating: ${error}`)
  return error
}

/** States what came of deleting a pod. Gives the error, if any; a pod that is gone already is none. */
export function* podDeleted(owner: KubeObject, pod: Pod, answer: Answer): Sync<string | undefined> {
  if (isOk(answer)) {
    yield* event(referenceTo(owner), 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`)
    return undefined
  }
  if (isNotFound(answer)) return undefined
  const error = errorOf(answer)
  yield* event(referenceTo(owner), 'Warning', 'FailedDelete', `Error deleting: ${error}`)
  return error
}
