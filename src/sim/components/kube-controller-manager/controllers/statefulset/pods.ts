import type { Pod, StatefulSet } from '../../../../api/types'
import { referenceTo } from '../../../../client-go/events'
import type { Release } from '../../../../releases'
import { controllerReference } from '../../claim'
import { deletePodCall, podKey } from '../../pods'
import { errorOf, event, fact, isAlreadyExists, isNotFound, isOk, note, request, type Sync } from '../../sync'
import { revisionLabel, templateOf, type Revision } from '../history'
import { verbOf } from './identity'
import { claimName, createClaims, keepClaims, type Claims } from './claims'

/** A StatefulSet's pods: how they are made and taken away. Models stateful_pod_control.go. */

export function* create(
  set: StatefulSet,
  ordinal: number,
  revision: Revision,
  known: Claims,
  release: Release
): Sync<string | undefined> {
  const { namespace, name: setName } = set.metadata
  const podName = `${setName}-${ordinal}`
  const template = templateOf(revision)
  yield* note(`analyses ${podKey(set)}: it is the turn of ${podName}; creates it`)
  const claims = yield* createClaims(set, podName, known, release)
  if (typeof claims === 'string') return yield* tell(set, podName, 'Create', claims, release)
  const volumes = (set.spec.volumeClaimTemplates ?? []).map((claim) => ({
    name: claim.metadata!.name!,
    persistentVolumeClaim: { claimName: claimName(claim, podName) }
  }))
  const replaced = new Set(volumes.map(({ name }) => name))
  const kept = (template.spec?.volumes ?? []).filter(({ name }) => !replaced.has(name))
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: podName,
      generateName: `${setName}-`,
      namespace: namespace!,
      labels: {
        ...template.metadata?.labels,
        'statefulset.kubernetes.io/pod-name': podName,
        ...(release !== '1.25' && { 'apps.kubernetes.io/pod-index': String(ordinal) }),
        [revisionLabel]: revision.metadata.name
      },
      ...(template.metadata?.annotations && { annotations: template.metadata.annotations }),
      ...(template.metadata?.finalizers && { finalizers: template.metadata.finalizers }),
      ownerReferences: [controllerReference(set)]
    },
    spec: {
      ...template.spec,
      hostname: podName,
      ...(set.spec.serviceName && { subdomain: set.spec.serviceName }),
      ...(volumes.length + kept.length > 0 && { volumes: [...volumes, ...kept] })
    }
  }
  const answer = yield* request({ verb: 'create', resource: 'pods', namespace: namespace!, body })
  if (isAlreadyExists(answer)) return errorOf(answer)
  const pod = isOk(answer) ? (answer.body as Pod) : undefined
  const failed = yield* keepClaims(set, podName, pod, claims)
  if (failed !== undefined) return yield* tell(set, podName, 'Update', failed, release)
  return yield* tell(set, podName, 'Create', pod ? undefined : errorOf(answer), release)
}

export function* remove(set: StatefulSet, pod: Pod, release: Release): Sync<string | undefined> {
  yield* note(`analyses ${podKey(set)}: deletes ${pod.metadata.name}`)
  const answer = yield* request(deletePodCall(pod))
  if (isNotFound(answer)) return undefined
  return yield* tell(set, pod.metadata.name, 'Delete', isOk(answer) ? undefined : errorOf(answer), release)
}

/** Models recordPodEvent. */
export function* tell(
  set: StatefulSet,
  pod: string,
  verb: 'Create' | 'Delete' | 'Update',
  error: string | undefined,
  release: Release
): Sync<string | undefined> {
  const text = `${verbOf(verb, release)} Pod ${pod} in StatefulSet ${set.metadata.name}`
  if (error !== undefined) {
    yield* event(referenceTo(set), 'Warning', `Failed${verb}`, `${text} failed error: ${error}`)
    return error
  }
  if (verb === 'Create')
    yield* fact('pod-created', { pod: `${set.metadata.namespace}/${pod}`, owner: `StatefulSet/${set.metadata.name}` })
  yield* event(referenceTo(set), 'Normal', `Successful${verb}`, `${text} successful`)
  return undefined
}
