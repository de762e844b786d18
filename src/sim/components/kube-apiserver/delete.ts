import { extensions } from './apiextensions/later'
import type { Definition } from '../../api/structural/condition'
import { formatTime } from '../../api/timestamp'
import { wallClock } from '../../kernel/clock'
import { isStatus, mutate } from './admission'
import { validated } from './admission/webhook/later'
import { isCounting } from './generation'
import { decode } from '../../api/decode'
import type { KubeObject, Pod, Status } from '../../api/types'
import type { ApiServer, Request } from './context'
import { badRequest, conflict, conflictOf, denied } from './errors'
import type { RequestOptions } from './messages'
import type { Kind } from '../../api/scheme'
import { deletionTime, refuse, type Plan } from './plan'

/**
 * A deletion: graceful for pods, held up by finalizers, else at once.
 * Models apiserver/pkg/registry/rest/delete.go BeforeDelete, store.go Delete and pkg/registry/core/pod/strategy.go.
 */
export function planDelete(server: ApiServer, request: Request, resource: Kind, key: string, old: KubeObject): Plan {
  if (resource.plural === 'namespaces' && immortal.includes(old.metadata.name))
    return refuse(denied(resource, old.metadata.name, 'this namespace may not be deleted'))
  // Models pkg/registry/scheduling/priorityclass/storage: of a collection they may be deleted.
  if (resource.kind === 'PriorityClass' && old.metadata.name.startsWith('system-') && request.collection === undefined)
    return refuse(denied(resource, old.metadata.name, 'this is a system priority class and cannot be deleted'))
  const refused = mutate({ server, request, kind: resource, operation: 'DELETE', object: null, old })
  if (refused && isStatus(refused)) return refuse(refused)
  const read = readOptions(request)
  if (isRefusal(read)) return refuse(read)
  const options = read
  const { uid, resourceVersion } = options.preconditions ?? {}
  if (uid !== undefined && uid !== old.metadata.uid) return refuse(wrongOne(resource, old, 'UID', uid))
  if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion)
    return refuse(wrongOne(resource, old, 'ResourceVersion', resourceVersion))
  const finalizers = finalizersFor(resource, old, options)
  const grace = graceOf(old, options.gracePeriodSeconds)
  const asked = withGrace(request, old, grace)
  const unwanted = validated({
    server,
    request: asked,
    kind: resource,
    operation: 'DELETE',
    object: null,
    old
  })
  if (unwanted) return refuse(unwanted)
  // A pod that may go at once is marked first; `written` then takes it away.
  const unmarked = old.kind === 'Pod' && old.metadata.deletionGracePeriodSeconds !== 0
  const isDefinition = resource.plural === 'customresourcedefinitions' && !old.metadata.deletionTimestamp
  if (!isDefinition && grace === 0 && finalizers.length === 0 && !holdsNamespace(old) && !unmarked)
    return { kind: 'store', key, old, object: null }
  const running = old.metadata.deletionTimestamp !== undefined
  // A second deletion may shorten the grace, never lengthen it.
  const shorter = running && grace < (old.metadata.deletionGracePeriodSeconds ?? 0)
  const same = running && !shorter && finalizers.length === (old.metadata.finalizers ?? []).length
  if (same) return { kind: 'answer', code: 200, body: old }
  const marked =
    resource.plural === 'customresourcedefinitions'
      ? extensions().terminating(old as Definition, formatTime(wallClock(server)))
      : old
  const object: KubeObject = {
    ...marked,
    metadata: {
      ...marked.metadata,
      ...(running && !shorter
        ? {}
        : {
            deletionTimestamp: deletionTime(server, grace),
            ...(!ownDeletion.has(resource.plural) && { deletionGracePeriodSeconds: grace })
          }),
      ...(finalizers.length > 0 && { finalizers }),
      ...(resource.hasGeneration && isCounting(old) && !running && { generation: (old.metadata.generation ?? 0) + 1 })
    },
    ...(old.kind === 'Namespace' && { status: { ...(old.status as object), phase: 'Terminating' } })
  }
  return { kind: 'store', key, old, object }
}

/** Kinds with a deletion of their own, which sets no grace. Models the storages of core/namespace and of definitions, Delete. */
const ownDeletion: ReadonlySet<string> = new Set(['namespaces', 'customresourcedefinitions'])

/** Models plugin/namespace/lifecycle: namespaces that a cluster cannot do without. */
const immortal: readonly string[] = ['default', 'kube-system', 'kube-public']

/** Options of a deletion may stand in its body. */
function readOptions({ body, options }: Request): RequestOptions | Status {
  if (body === undefined || body === null) return options ?? {}
  const decoded = decode(body, 'DeleteOptions')
  if (!decoded.ok) return badRequest(decoded.error)
  return { ...(decoded.object as RequestOptions), ...options }
}
const isRefusal = (value: RequestOptions | Status): value is Status => 'status' in value && 'code' in value

/** Models store.go: a precondition speaks of another object, or of another state of it. */
function wrongOne(kind: Kind, { metadata }: KubeObject, field: 'UID' | 'ResourceVersion', asked: string): Status {
  const { uid = '', resourceVersion = '' } = metadata
  // Namespaces are deleted in a way of their own.
  if (kind.plural === 'namespaces')
    return conflict(
      kind,
      metadata.name,
      `Precondition failed: ${field} in precondition: ${asked}, ${field} in object meta: ${field === 'UID' ? uid : resourceVersion}`
    )
  const [found, why] = field === 'UID' ? [uid, 'deleted and then recreated'] : [resourceVersion, 'modified']
  return conflictOf(
    kind,
    metadata.name,
    `the ${field} in the precondition (${asked}) does not match the ${field} in record (${found}). The object might have been ${why}`
  )
}

/** A pod's deletion is spoken of with the grace that it comes to. */
const withGrace = (request: Request, { kind }: KubeObject, gracePeriodSeconds: number): Request =>
  kind === 'Pod' && request.collection === undefined
    ? { ...request, options: { ...request.options, gracePeriodSeconds } }
    : request

/** Only pods are deleted gracefully; a pod that no node knows of, or that ended, goes at once. */
function graceOf(old: KubeObject, asked: number | undefined): number {
  if (old.kind !== 'Pod') return 0
  const { spec, status } = old as Pod
  if (!spec.nodeName || status.phase === 'Succeeded' || status.phase === 'Failed') return 0
  const grace = asked ?? spec.terminationGracePeriodSeconds ?? 30
  return grace < 0 ? 1 : grace
}

const holdsNamespace = (old: KubeObject): boolean =>
  old.kind === 'Namespace' && ((old.spec as { finalizers?: string[] } | undefined)?.finalizers ?? []).length > 0

/** Kinds whose deletion leaves their pods alone unless it says otherwise. Models their strategies' DefaultGarbageCollectionPolicy. */
const orphaning: ReadonlySet<string> = new Set(['jobs', 'replicationcontrollers'])

/** Orphan and foreground deletion leave a finalizer for the garbage collector. */
function finalizersFor({ plural }: Kind, old: KubeObject, options: RequestOptions): string[] {
  const { orphanDependents } = options
  const own = (old.metadata.finalizers ?? []).some((name) => name === 'orphan' || name === 'foregroundDeletion')
  const policy =
    options.propagationPolicy ??
    (orphanDependents !== undefined
      ? orphanDependents
        ? 'Orphan'
        : 'Background'
      : orphaning.has(plural) && !own
        ? 'Orphan'
        : undefined)
  const kept = (old.metadata.finalizers ?? []).filter((name) => name !== 'orphan' && name !== 'foregroundDeletion')
  if (policy === 'Orphan') return [...kept, 'orphan']
  if (policy === 'Foreground') return [...kept, 'foregroundDeletion']
  return policy === undefined ? (old.metadata.finalizers ?? []) : kept
}
