import { wallClock } from '../../kernel/clock'
import { fnv1a } from '../../../base/prng'
import { formatTime } from '../../api/timestamp'
import type { Pod } from '../../api/types'
import type { Outbox } from './messages'
import type { KubeletContext } from './context'
import { verbose } from './log'
import { deliver } from './pod-worker/worker'
import { podKey } from './runtime-pod'

/**
 * Pods from files in the manifest directory: they run without any API server, which only gets a copy (`mirror-pods.ts`).
 * Models pkg/kubelet/config/file.go and common.go applyDefaults.
 */

/** A manifest as it lies in a file: a Pod without a node and a uid. */
export type Manifest = Pick<Pod, 'apiVersion' | 'kind' | 'metadata' | 'spec'>

/** The pod that a manifest means on this node. Its uid is the hash of its content: an edited file is another pod. */
export function staticPod(context: KubeletContext, manifest: Manifest): Pod {
  const { metadata, spec } = manifest
  const namespace = metadata.namespace ?? 'default'
  const content = `${context.node}/${JSON.stringify(manifest)}`
  let uid = ''
  for (let i = 0; i < 4; i++) uid += fnv1a(`${i}${content}`).toString(16).padStart(8, '0')
  const now = formatTime(wallClock(context))
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
