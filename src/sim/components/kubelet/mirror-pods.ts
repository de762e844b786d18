import type { Pod } from '../../api/types'
import { request, succeeded, type ApiResult } from '../../client-go/transport'
import type { Outbox } from './messages'
import type { KubeletContext } from './context'
import { verbose } from './log'
import { podKey } from './runtime-pod'

/** The API's copies of pods from files. Models pkg/kubelet/pod/mirror_client.go. */
interface MirrorRef {
  readonly kind: 'mirror'
  readonly key: string
  readonly verb: 'create' | 'delete'
}

const isMirrorOf = (mirror: Pod, pod: Pod): boolean =>
  mirror.metadata.annotations?.['kubernetes.io/config.mirror'] === pod.metadata.uid

/** Keeps the API's copy: makes it if it is missing, replaces it if it is of an older manifest or being deleted. */
export function syncMirror(context: KubeletContext, out: Outbox, pod: Pod, mirror: Pod | null): void {
  if (context.mirrorBusy.has(podKey(pod))) return
  if (mirror && (mirror.metadata.deletionTimestamp !== undefined || !isMirrorOf(mirror, pod)))
    deleteMirror(context, out, mirror)
  else if (!mirror && context.ownNode) createMirror(context, out, pod)
}

/** The API knows a static pod by its mirror's uid, the node by its own. Models podManager.TranslatePodUID. */
export function translated(context: KubeletContext, uid: string): string {
  for (const [key, mirror] of context.mirrors)
    if (mirror.metadata.uid === uid) return context.staticPods.get(key) ?? uid
  return uid
}

/** The own Node is there: mirror pods, which are owned by it, can be made. Models Kubelet.tryReconcileMirrorPods. */
export function registerMirrors(context: KubeletContext, out: Outbox): void {
  for (const [key, uid] of context.staticPods) {
    const pod = context.pods.get(uid)
    if (pod && !context.mirrors.has(key) && !context.mirrorBusy.has(key)) createMirror(context, out, pod)
  }
}

export function deleteMirror(context: KubeletContext, out: Outbox, mirror: Pod): void {
  const key = podKey(mirror)
  const { uid, name, namespace = 'default' } = mirror.metadata
  context.mirrorBusy.add(key)
  verbose(context, out, 2, `kubelet.go:1717] "Trying to delete pod" pod="${key}" podUID=${uid}`)
  const ref: MirrorRef = { kind: 'mirror', key, verb: 'delete' }
  const options = { gracePeriodSeconds: 0, preconditions: { uid: uid! } }
  request(context.api, context, out, { verb: 'delete', resource: 'pods', namespace, name, options }, ref)
}

function createMirror(context: KubeletContext, out: Outbox, pod: Pod): void {
  const key = podKey(pod)
  const { uid: hash, creationTimestamp: _created, ...metadata } = pod.metadata
  const { uid, name } = context.ownNode!.metadata
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadata,
      annotations: { ...metadata.annotations, 'kubernetes.io/config.mirror': hash },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid: uid!, controller: true }]
    },
    spec: pod.spec
  }
  context.mirrorBusy.add(key)
  const ref: MirrorRef = { kind: 'mirror', key, verb: 'create' }
  request(
    context.api,
    context,
    out,
    { verb: 'create', resource: 'pods', namespace: metadata.namespace ?? 'default', body },
    ref
  )
}

/** The API's answer to a mirror pod's creation or deletion. */
export function mirrorResult(context: KubeletContext, out: Outbox, result: ApiResult): void {
  const { key, verb } = result.ref as MirrorRef
  context.mirrorBusy.delete(key)
  // Its creation and its news have crossed: it is there.
  if (verb === 'create' && result.kind === 'response' && result.code === 409) return
  const uid = context.staticPods.get(key)
  const pod = uid === undefined ? undefined : context.pods.get(uid)
  if (succeeded(result)) {
    if (verb !== 'delete') return
    verbose(context, out, 2, `kubelet.go:1722] "Deleted mirror pod because it is outdated" pod="${key}"`)
    context.mirrors.delete(key)
    if (pod) createMirror(context, out, pod)
    return
  }
  if (verb === 'delete' || !pod) return
  const err = result.kind === 'error' ? result.error : `pods "${pod.metadata.name}" already exists`
  out.log('E', `kubelet.go:1735] "Failed creating a mirror pod for" err=${JSON.stringify(err)} pod="${key}"`)
}
