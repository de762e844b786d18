import { fnv1a } from '../../../base/prng'
import { formatTime } from '../../api/timestamp'
import type { Pod } from '../../api/types'
import { request, succeeded, type ApiResult } from '../../client-go/transport'
import type { Outbox } from '../../kernel/types'
import type { KubeletContext } from './context'
import { verbose } from './log'
import { deliver } from './pods'
import { podKey } from './runtime-pod'

/**
 * Pods from files in the manifest directory: they run without any API server, and the API only gets a copy (the mirror
 * pod). Models pkg/kubelet/config/file.go, common.go applyDefaults and pkg/kubelet/pod/mirror_client.go.
 */

interface MirrorRef {
  readonly kind: 'mirror'
  readonly key: string
  readonly verb: 'create' | 'delete'
}

/** A manifest as it lies in a file: a Pod without a node and a uid. */
export type Manifest = Pick<Pod, 'apiVersion' | 'kind' | 'metadata' | 'spec'>

/** The pod that a manifest means on this node. Its uid is the hash of its content: an edited file is another pod. */
export function staticPod(context: KubeletContext, manifest: Manifest): Pod {
  const { metadata, spec } = manifest
  const namespace = metadata.namespace ?? 'default'
  const content = `${context.node}/${JSON.stringify(manifest)}`
  let uid = ''
  for (let i = 0; i < 4; i++) uid += fnv1a(`${i}${content}`).toString(16).padStart(8, '0')
  const now = formatTime(context.now)
  return Object.freeze({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: Object.freeze({
      ...metadata,
      name: `${metadata.name}-${context.node}`,
      namespace,
      uid,
      creationTimestamp: now,
      annotations: {
        ...metadata.annotations,
        'kubernetes.io/config.hash': uid,
        'kubernetes.io/config.seen': now,
        'kubernetes.io/config.source': 'file'
      }
    }),
    spec: Object.freeze({
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      ...spec,
      nodeName: context.node,
      tolerations: [...(spec.tolerations ?? []), { effect: 'NoExecute', operator: 'Exists' }]
    }),
    status: Object.freeze({ phase: 'Pending' })
  } as Pod)
}

/** A manifest was written, edited or removed (null). Inotify tells the kubelet at once. */
export function manifestChanged(context: KubeletContext, out: Outbox, file: string, manifest: Manifest | null): void {
  const before = context.manifests.get(file)
  const pod = manifest ? staticPod(context, manifest) : null
  if (before === pod?.metadata.uid) return
  const old = before === undefined ? undefined : context.pods.get(before)
  if (old) {
    verbose(context, out, 2, `kubelet.go:2129] "SyncLoop REMOVE" source="file" pods=[${podKey(old)}]`)
    context.pods.delete(old.metadata.uid!)
    context.staticPods.delete(podKey(old))
    context.manifests.delete(file)
    deliver(context, out, old, { kill: true, removed: true })
  }
  if (!pod) return
  verbose(context, out, 2, `kubelet.go:2119] "SyncLoop ADD" source="file" pods=[${podKey(pod)}]`)
  context.manifests.set(file, pod.metadata.uid!)
  context.pods.set(pod.metadata.uid!, pod)
  context.staticPods.set(podKey(pod), pod.metadata.uid!)
  deliver(context, out, pod, {})
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
