import type { KubeObject, Pod } from '../../api/types'
import type { ApiServer, Request } from './context'
import { preconditionFailed } from './errors'
import type { RequestOptions } from './messages'
import type { Kind } from '../../api/scheme'
import { deletionTime, refuse, type Plan } from './write'

/**
 * A deletion: graceful for pods, held up by finalizers, else at once.
 * Models apiserver/pkg/registry/rest/delete.go BeforeDelete, store.go Delete and pkg/registry/core/pod/strategy.go.
 */
export function planDelete(server: ApiServer, request: Request, resource: Kind, key: string, old: KubeObject): Plan {
  const options: RequestOptions = { ...(request.body as RequestOptions | undefined), ...request.options }
  const { uid, resourceVersion } = options.preconditions ?? {}
  const { name } = old.metadata
  if (uid !== undefined && uid !== old.metadata.uid)
    return refuse(preconditionFailed(resource, name, 'UID', uid, old.metadata.uid ?? ''))
  if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion) {
    return refuse(
      preconditionFailed(resource, name, 'ResourceVersion', resourceVersion, old.metadata.resourceVersion ?? '')
    )
  }
  const finalizers = finalizersFor(resource, old, options.propagationPolicy)
  const grace = graceOf(old, options.gracePeriodSeconds)
  // A pod that may go at once is marked first; `written` then takes it away.
  const unmarked = old.kind === 'Pod' && old.metadata.deletionGracePeriodSeconds !== 0
  if (grace === 0 && finalizers.length === 0 && !holdsNamespace(old) && !unmarked)
    return { kind: 'store', key, old, object: null }
  const running = old.metadata.deletionTimestamp !== undefined
  // A second deletion may shorten the grace, never lengthen it.
  const shorter = running && grace < (old.metadata.deletionGracePeriodSeconds ?? 0)
  const same = running && !shorter && finalizers.length === (old.metadata.finalizers ?? []).length
  if (same) return { kind: 'answer', code: 200, body: old }
  const object: KubeObject = {
    ...old,
    metadata: {
      ...old.metadata,
      ...(running && !shorter
        ? {}
        : { deletionTimestamp: deletionTime(server, grace), deletionGracePeriodSeconds: grace }),
      ...(finalizers.length > 0 && { finalizers }),
      ...(resource.hasGeneration && !running && { generation: (old.metadata.generation ?? 0) + 1 })
    },
    ...(old.kind === 'Namespace' && { status: { ...(old.status as object), phase: 'Terminating' } })
  }
  return { kind: 'store', key, old, object }
}

/** Only pods are deleted gracefully; a pod that no node knows of, or that ended, goes at once. */
function graceOf(old: KubeObject, asked: number | undefined): number {
  if (old.kind !== 'Pod') return 0
  const { spec, status } = old as Pod
  if (!spec.nodeName || status.phase === 'Succeeded' || status.phase === 'Failed') return 0
  return asked ?? spec.terminationGracePeriodSeconds ?? 30
}

const holdsNamespace = (old: KubeObject): boolean =>
  old.kind === 'Namespace' && ((old.spec as { finalizers?: string[] } | undefined)?.finalizers ?? []).length > 0

/** Orphan and foreground deletion leave a finalizer for the garbage collector. */
function finalizersFor(_resource: Kind, old: KubeObject, policy: RequestOptions['propagationPolicy']): string[] {
  const kept = (old.metadata.finalizers ?? []).filter((name) => name !== 'orphan' && name !== 'foregroundDeletion')
  if (policy === 'Orphan') return [...kept, 'orphan']
  if (policy === 'Foreground') return [...kept, 'foregroundDeletion']
  return policy === undefined ? (old.metadata.finalizers ?? []) : kept
}
